import type { Oid } from '../domain/blob.ts';

/** What became of objects: old id to new id, or to nothing where it was removed. Some 100 bytes an entry would be 50 MB on git/git, so ids are kept as bytes. */
export class ObjectMap {
  readonly #length: number;
  #ids: Buffer;
  #removed = new Set<number>();
  #slots: Int32Array;
  #count = 0;

  /** @param hashLength of the ids, in bytes: 20 or 32 */
  constructor(hashLength: number) {
    this.#length = hashLength;
    // Half of the slots are used at most, and each entry is two ids.
    this.#slots = new Int32Array(4096).fill(-1);
    this.#ids = Buffer.alloc(this.#slots.length * hashLength);
  }

  get size(): number {
    return this.#count;
  }

  /** Says what became of an object; what was said of it before is forgotten. @param to null: it was removed */
  set(from: Uint8Array, to: Uint8Array | null): void {
    let slot = this.#slotOf(from);
    let entry = this.#slots[slot]!;
    if (entry < 0) {
      if ((this.#count + 1) * 2 > this.#slots.length) slot = this.#grow(from);
      entry = this.#count++;
      this.#slots[slot] = entry;
      this.#ids.set(from, entry * 2 * this.#length);
    }
    if (to) this.#ids.set(to, (entry * 2 + 1) * this.#length);
    if (to) this.#removed.delete(entry);
    else this.#removed.add(entry);
  }

  /** What an id became, as bytes that must not be changed; null: it was removed; undefined: it is as it was. */
  get(from: Uint8Array): Buffer | null | undefined {
    const entry = this.#slots[this.#slotOf(from)]!;
    if (entry < 0) return undefined;
    return this.#removed.has(entry) ? null : this.#id(entry * 2 + 1);
  }

  /** The same for ids in hex. */
  getHex(oid: Oid): Oid | null | undefined {
    const to = this.get(Buffer.from(oid, 'hex'));
    return to ? to.toString('hex') : to;
  }

  /** All entries, in the order in which they came. */
  *entries(): IterableIterator<[from: Oid, to: Oid | null]> {
    for (let entry = 0; entry < this.#count; entry++) {
      const to = this.#removed.has(entry) ? null : this.#id(entry * 2 + 1).toString('hex');
      yield [this.#id(entry * 2).toString('hex'), to];
    }
  }

  #id(number: number): Buffer {
    return this.#ids.subarray(number * this.#length, (number + 1) * this.#length);
  }

  /** The slot that an id has, or would get. */
  #slotOf(id: Uint8Array): number {
    const mask = this.#slots.length - 1;
    let slot = (id[0]! | (id[1]! << 8) | (id[2]! << 16) | (id[3]! << 24)) & mask;
    for (let entry = this.#slots[slot]!; entry >= 0; entry = this.#slots[slot]!) {
      if (this.#id(entry * 2).equals(id)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** @returns the slot for an id in the larger table */
  #grow(id: Uint8Array): number {
    const ids = Buffer.alloc(this.#ids.length * 2);
    this.#ids.copy(ids);
    this.#ids = ids;
    this.#slots = new Int32Array(this.#slots.length * 2).fill(-1);
    for (let entry = 0; entry < this.#count; entry++) this.#slots[this.#slotOf(this.#id(entry * 2))] = entry;
    return this.#slotOf(id);
  }
}
