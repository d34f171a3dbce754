const BUCKETS = 1 << 20;
const NONE = -1;
/** Several ids begin so. */
export const AMBIGUOUS = -2;

/** Ids by their first digits: 5 of them say which bucket. */
export class PrefixTable {
  readonly #heads = new Int32Array(BUCKETS).fill(NONE);
  readonly #next: Int32Array;
  readonly #ids: Buffer;
  readonly #length: number;

  /** @param count how many ids there may be, numbered from 0 on */
  constructor(count: number, hashLength: number) {
    this.#next = new Int32Array(count).fill(NONE);
    this.#ids = Buffer.alloc(count * hashLength);
    this.#length = hashLength;
  }

  /** Adds an id, each number once. */
  add(number: number, id: Uint8Array): void {
    const bucket = (id[0]! << 12) | (id[1]! << 4) | (id[2]! >>> 4);
    this.#ids.set(id, number * this.#length);
    this.#next[number] = this.#heads[bucket]!;
    this.#heads[bucket] = number;
  }

  /** The number of the id that begins with some digits, 7 at least; -1: none does; `AMBIGUOUS`. Equal ids count as one. */
  find(digits: string): number {
    let found = NONE;
    for (let n = this.#heads[Number.parseInt(digits.slice(0, 5), 16)]!; n !== NONE; n = this.#next[n]!) {
      if (!this.#hex(n).startsWith(digits)) continue;
      if (found !== NONE && this.#hex(found) !== this.#hex(n)) return AMBIGUOUS;
      found = n;
    }
    return found;
  }

  #hex(number: number): string {
    return this.#ids.toString('hex', number * this.#length, (number + 1) * this.#length);
  }
}
