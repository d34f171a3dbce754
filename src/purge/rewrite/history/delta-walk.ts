import type { PackTable } from '../../../git/pack/pack-table.ts';
import type { DeltaFrames, Frame } from './delta-frames.ts';

const NOT_WANTED = -1;

/** Goes through a pack's deltas, as far as they lead to objects that are wanted: each is made once, from the one before it. */
export class DeltaWalk {
  readonly #pack: PackTable;
  readonly #frames: DeltaFrames;
  /** By slot: which of the objects that were asked for it is. */
  readonly #wanted: Int32Array;
  /** By slot: 1 where it leads to one of them. */
  readonly #leads: Uint8Array;
  readonly #visit: (wanted: number, bytes: Buffer) => void;

  constructor(
    pack: PackTable,
    frames: DeltaFrames,
    wanted: Int32Array,
    visit: (wanted: number, bytes: Buffer) => void,
  ) {
    this.#pack = pack;
    this.#frames = frames;
    this.#wanted = wanted;
    this.#visit = visit;
    this.#leads = new Uint8Array(pack.count);
    for (let slot = 0; slot < pack.count; slot++) {
      if (wanted[slot] === NOT_WANTED) continue;
      for (let at = slot; at >= 0 && !this.#leads[at]; at = pack.base[at]!) this.#leads[at] = 1;
    }
  }

  /** Visits all that can be read so; those that were visited are not wanted any more. */
  run(): void {
    for (let slot = 0; slot < this.#pack.count; slot++) {
      if (!this.#leads[slot] || this.#pack.base[slot]! >= 0 || this.#pack.type[slot] === 0) continue;
      const frame = this.#frames.whole(slot);
      if (frame) this.#descend(slot, frame);
    }
  }

  #descend(root: number, first: Frame): void {
    const { firstChild, nextSibling } = this.#pack;
    const frames = [first];
    const next = [firstChild[root]!];
    this.#give(root, first);
    while (next.length > 0) {
      const slot = next.at(-1)!;
      if (slot < 0) {
        next.pop();
        frames.pop();
        continue;
      }
      next[next.length - 1] = nextSibling[slot]!;
      const frame = this.#leads[slot] ? this.#frames.on(frames.at(-1)!, slot) : undefined;
      if (!frame) continue;
      this.#give(slot, frame);
      frames.push(frame);
      next.push(firstChild[slot]!);
    }
  }

  #give(slot: number, frame: Frame): void {
    const wanted = this.#wanted[slot]!;
    if (wanted === NOT_WANTED) return;
    this.#wanted[slot] = NOT_WANTED;
    this.#visit(wanted, this.#frames.view(frame));
  }
}
