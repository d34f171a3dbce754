import type { HashLength } from '../ids.ts';

/** Ids, numbered as they came. They stand in one piece of memory: 450,000 strings would take 50 MB. */
export class IdSet {
  readonly hashLength: HashLength;
  #count = 0;
  #ids: Buffer;
  /** The number of an id + 1, at a place that its first bytes choose; 0: free. At most half are used. */
  #slots = new Uint32Array(8192);

  constructor(hashLength: HashLength) {
    this.hashLength = hashLength;
    this.#ids = Buffer.allocUnsafeSlow((this.#slots.length / 2) * hashLength);
  }

  get count(): number {
    return this.#count;
  }

  /** All ids, one after the other: a view until the next `add`. */
  get ids(): Buffer {
    return this.#ids.subarray(0, this.#count * this.hashLength);
  }

  has(id: Uint8Array): boolean {
    return this.#slots[this.#slotOf(id, 0)] !== 0;
  }

  /** @returns whether the id is new */
  add(id: Uint8Array): boolean {
    const slot = this.#slotOf(id, 0);
    if (this.#slots[slot] !== 0) return false;
    this.#ids.set(id, this.#count * this.hashLength);
    this.#slots[slot] = ++this.#count;
    if (this.#count * 2 === this.#slots.length) this.#grow();
    return true;
  }

  /** Where an id stands, or would. */
  #slotOf(id: Uint8Array, at: number): number {
    const mask = this.#slots.length - 1;
    let slot = (id[at]! | (id[at + 1]! << 8) | (id[at + 2]! << 16) | (id[at + 3]! << 24)) & mask;
    while (this.#slots[slot] !== 0 && !this.#isAt(this.#slots[slot]! - 1, id, at)) slot = (slot + 1) & mask;
    return slot;
  }

  #isAt(number: number, id: Uint8Array, at: number): boolean {
    const from = number * this.hashLength;
    for (let k = 0; k < this.hashLength; k++) if (this.#ids[from + k] !== id[at + k]) return false;
    return true;
  }

  #grow(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    const ids = this.#ids;
    this.#ids = Buffer.allocUnsafeSlow(ids.length * 2);
    ids.copy(this.#ids);
    for (let n = 0; n < this.#count; n++) this.#slots[this.#slotOf(ids, n * this.hashLength)] = n + 1;
  }
}
