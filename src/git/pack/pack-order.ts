import { Unusable } from './unusable.ts';

// Of so few entries in one stretch, insertion is the fastest sort.
const FEW = 24;

/**
 * The entries of a pack in the order of their offsets: slots. The pack is divided into equal stretches, half as many as it
 * has entries or more; entries are dealt out to stretches and sorted within each, in about linear time, and
 * an offset is found through its stretch. (A .rev file would hardly save time: it has to be checked.)
 */
export class PackOrder {
  /** Slot to position in the index. */
  readonly position: Uint32Array<SharedArrayBuffer>;
  /** By slot, ascending, then the end. */
  readonly offset: Float64Array<SharedArrayBuffer>;
  readonly #perByte: number;
  /** First slot of each stretch. */
  readonly #first: Uint32Array;

  /**
   * @param offsets by position in the index, all in [0, end)
   * @param end where the last entry ends
   * @throws Unusable when an offset comes twice
   */
  constructor(offsets: Float64Array, end: number) {
    const count = offsets.length;
    const stretch = 2 ** Math.max(0, Math.ceil(Math.log2(end / (count + 1))));
    this.#perByte = 1 / stretch;
    this.#first = new Uint32Array(Math.floor(end * this.#perByte) + 2);
    this.position = new Uint32Array(new SharedArrayBuffer(count * 4));
    this.offset = new Float64Array(new SharedArrayBuffer((count + 1) * 8));
    this.offset[count] = end;
    if (this.#dealOut(offsets) > FEW) this.#sortCrowded();
    this.#sortNear();
  }

  /** @returns the slot of the entry that begins at an offset; -1 when none does */
  slotAt(offset: number): number {
    if (!(offset >= 0 && offset < this.offset.at(-1)!)) return -1;
    const stretch = Math.floor(offset * this.#perByte);
    let low = this.#first[stretch]!;
    let high = this.#first[stretch + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const found = this.offset[middle]!;
      if (found === offset) return middle;
      if (found < offset) low = middle + 1;
      else high = middle;
    }
    return -1;
  }

  /** @returns how many entries the fullest stretch has */
  #dealOut(offsets: Float64Array): number {
    const { position, offset: sorted } = this;
    const perByte = this.#perByte;
    const first = this.#first;
    for (let i = 0; i < offsets.length; i++) first[Math.floor(offsets[i]! * perByte)]!++;
    const most = first.reduce((fullest, count) => Math.max(fullest, count), 0);
    // Counts become the ends of the stretches, and dealing out backwards turns them into the begins.
    for (let i = 1; i < first.length; i++) first[i]! += first[i - 1]!;
    for (let i = offsets.length - 1; i >= 0; i--) {
      const offset = offsets[i]!;
      const slot = --first[Math.floor(offset * perByte)]!;
      position[slot] = i;
      sorted[slot] = offset;
    }
    return most;
  }

  #sortCrowded(): void {
    for (let i = 0; i + 1 < this.#first.length; i++)
      if (this.#first[i + 1]! - this.#first[i]! > FEW) this.#sortMany(this.#first[i]!, this.#first[i + 1]!);
  }

  /** Sorts by insertion: no entry moves further than out of its stretch. */
  #sortNear(): void {
    const { offset, position } = this;
    for (let slot = 1; slot < position.length; slot++) {
      const moved = offset[slot]!;
      if (moved > offset[slot - 1]!) continue;
      const of = position[slot]!;
      let to = slot;
      for (; to > 0 && offset[to - 1]! > moved; to--) {
        offset[to] = offset[to - 1]!;
        position[to] = position[to - 1]!;
      }
      if (to > 0 && offset[to - 1] === moved) throw new Unusable('The index gives two objects the same place.');
      offset[to] = moved;
      position[to] = of;
    }
  }

  #sortMany(from: number, to: number): void {
    const offset = this.offset.slice(from, to);
    const position = this.position.slice(from, to);
    const order = new Uint32Array(offset.keys()).sort((a, b) => offset[a]! - offset[b]!);
    this.offset.set(
      Array.from(order, (i) => offset[i]!),
      from,
    );
    this.position.set(
      Array.from(order, (i) => position[i]!),
      from,
    );
  }
}
