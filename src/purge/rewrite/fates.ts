const SAME = 0;
const CHANGED = 1;
const REMOVED = 2;

/** What becomes of objects, by the number that `Tables` gave their ids. */
export class Fates {
  readonly #length: number;
  #states: Uint8Array;
  #ids: Buffer;

  /** @param hashLength in bytes @param expected how many numbers there are; more may come */
  constructor(hashLength: number, expected: number) {
    this.#length = hashLength;
    this.#states = new Uint8Array(expected);
    this.#ids = Buffer.alloc(expected * hashLength);
  }

  /** How many numbers there may be something to say about. */
  get limit(): number {
    return this.#states.length;
  }

  /** @param id null: the object goes */
  set(number: number, id: Uint8Array | null): void {
    if (number >= this.limit) this.#grow(number);
    this.#states[number] = id ? CHANGED : REMOVED;
    if (id) this.#ids.set(id, number * this.#length);
  }

  /** The new id, which must not be changed; null: the object goes; undefined: it is as it was. */
  get(number: number): Buffer | null | undefined {
    const state = this.#states[number] ?? SAME;
    if (state === SAME) return undefined;
    return state === REMOVED ? null : this.#ids.subarray(number * this.#length, (number + 1) * this.#length);
  }

  /** Whether an object is not as it was. A number below 0 is of no object that changes. */
  has(number: number): boolean {
    return (this.#states[number] ?? SAME) !== SAME;
  }

  #grow(number: number): void {
    const limit = Math.max(number + 1, this.limit * 2);
    const states = new Uint8Array(limit);
    states.set(this.#states);
    this.#states = states;
    const ids = Buffer.alloc(limit * this.#length);
    this.#ids.copy(ids);
    this.#ids = ids;
  }
}
