import type { ObjectStore } from '../../../git/pack/object-store.ts';
import { PackBytes } from '../../../git/pack/pack-bytes.ts';
import type { PackTable } from '../../../git/pack/pack-table.ts';
import { Core } from '../../../wasm/core.ts';
import { DeltaFrames } from './delta-frames.ts';
import { DeltaWalk } from './delta-walk.ts';
import type { WholeReader } from './whole-reader.ts';

const NOT_WANTED = -1;
/** Pack bytes in memory at a time. */
const CACHE = 24 * 2 ** 20;
/** Entries above that are read alone. */
const LONGEST_ENTRY = 32 * 2 ** 20;

/** Below so many it is faster to read each alone. */
const FEW = 8;

/** Reads many objects at once, in the order in which packs hold them: each delta is applied once. */
export class ManyReader {
  readonly #store: ObjectStore;
  readonly #objects: WholeReader;
  #core: Core | undefined;

  constructor(store: ObjectStore, objects: WholeReader) {
    this.#store = store;
    this.#objects = objects;
  }

  /**
   * @param ids of the objects, each once
   * @param visit gets each object once, by its place among them, in any order; the bytes are valid until it returns
   * @throws UnleakError for what can't be read
   */
  read(ids: readonly Buffer[], visit: (i: number, bytes: Buffer) => void): void {
    const alone: number[] = [];
    const bySlot = this.#store.packs.map((): [slot: number, i: number][] => []);
    for (const [i, id] of ids.entries()) {
      const place = ids.length < FEW ? 'loose' : this.#store.find(id);
      if (typeof place === 'object') bySlot[place.pack]!.push([place.slot, i]);
      else alone.push(i);
    }
    for (const [pack, slots] of bySlot.entries())
      if (slots.length > 0) alone.push(...this.#readPack(this.#store.packs[pack]!, slots, visit));
    for (const i of alone) visit(i, this.#objects.read(ids[i]!).bytes);
  }

  /** @returns those that could not be read so */
  #readPack(
    pack: PackTable,
    slots: readonly (readonly [slot: number, i: number])[],
    visit: (i: number, bytes: Buffer) => void,
  ): number[] {
    const wanted = new Int32Array(pack.count).fill(NOT_WANTED);
    for (const [slot, i] of slots) wanted[slot] = i;
    this.#core ??= new Core();
    const { top } = this.#core;
    const bytes = new PackBytes(this.#core, pack.file, CACHE, longestEntry(pack, wanted));
    try {
      new DeltaWalk(pack, new DeltaFrames(this.#core, pack, bytes), wanted, visit).run();
    } finally {
      bytes.close();
      this.#core.release(top);
    }
    return [...wanted.filter((i) => i !== NOT_WANTED)];
  }
}

/** Of those that are wanted, and those that they are made from. */
function longestEntry({ count, base, offset }: PackTable, wanted: Int32Array): number {
  const isKnown = new Uint8Array(count);
  let longest = 0;
  for (let slot = 0; slot < count; slot++) {
    if (wanted[slot] === NOT_WANTED) continue;
    for (let at = slot; at >= 0 && !isKnown[at]; at = base[at]!) {
      isKnown[at] = 1;
      longest = Math.max(longest, offset[at + 1]! - offset[at]!);
    }
  }
  return Math.min(longest, LONGEST_ENTRY);
}
