/** A byte string to look for, at least three bytes long. */
export interface Literal {
  readonly text: string;
  /** ASCII letters are looked for in both cases; `text` is in lower case then. */
  readonly caseless: boolean;
}

const BUCKETS = 16;
const LOWER = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte));

/**
 * Finds every occurrence of many literals in one pass over the bytes. A table over byte pairs holds one bit for each
 * bucket of literals: the low half says "a literal of this bucket may begin with this pair", the high half "its third
 * and fourth byte may be this pair". Few positions pass both; those are compared in full.
 */
export class PairTable {
  readonly #literals: readonly Literal[];
  readonly #bytes: readonly Buffer[];
  readonly #table = new Uint32Array(65536);
  readonly #buckets: readonly number[][];

  constructor(literals: readonly Literal[]) {
    this.#literals = literals;
    this.#bytes = literals.map(({ text }) => Buffer.from(text, 'latin1'));
    // Neighbours in the alphabet share their first pairs, so that a bucket has few of them and lets little else pass.
    const order = [...literals.keys()].sort((a, b) => (literals[a]!.text < literals[b]!.text ? -1 : 1));
    const share = Math.ceil(order.length / BUCKETS);
    this.#buckets = Array.from({ length: BUCKETS }, (_, bucket) => order.slice(bucket * share, (bucket + 1) * share));
    this.#buckets.forEach((indexes, bucket) => {
      for (const index of indexes) this.#enter(index, bucket);
    });
  }

  /** Calls `found` for each occurrence: the literal's number and its position, positions ascending. */
  search(bytes: Uint8Array, found: (literal: number, position: number) => void): void {
    const table = this.#table;
    // A literal of three bytes may end the input: there is no fourth byte then, so the last place is looked at on its own.
    const end = bytes.length - 3;
    for (let i = 0; i < end; i++) {
      const first = table[bytes[i]! | (bytes[i + 1]! << 8)]! & 0xffff;
      if (first === 0) continue;
      const hit = first & (table[bytes[i + 2]! | (bytes[i + 3]! << 8)]! >>> BUCKETS);
      if (hit !== 0) this.#compare(bytes, i, hit, found);
    }
    if (end >= 0) this.#compare(bytes, end, table[bytes[end]! | (bytes[end + 1]! << 8)]! & 0xffff, found);
  }

  #compare(bytes: Uint8Array, at: number, hit: number, found: (literal: number, position: number) => void): void {
    for (let bits = hit; bits !== 0; bits &= bits - 1) {
      for (const index of this.#buckets[31 - Math.clz32(bits & -bits)]!) {
        if (matches(bytes, at, this.#bytes[index]!, this.#literals[index]!.caseless)) found(index, at);
      }
    }
  }

  #enter(index: number, bucket: number): void {
    const { caseless } = this.#literals[index]!;
    const [first, second, third, fourth] = this.#bytes[index]!;
    this.#mark(first!, second!, 1 << bucket, caseless);
    if (fourth !== undefined) this.#mark(third!, fourth, 1 << (bucket + BUCKETS), caseless);
    else for (let any = 0; any < 256; any++) this.#mark(third!, any, 1 << (bucket + BUCKETS), caseless);
  }

  #mark(first: number, second: number, bit: number, caseless: boolean): void {
    for (const a of casesOf(first, caseless)) {
      for (const b of casesOf(second, caseless)) this.#table[a | (b << 8)]! |= bit;
    }
  }
}

const casesOf = (byte: number, caseless: boolean): number[] =>
  caseless && byte >= 0x61 && byte <= 0x7a ? [byte, byte - 32] : [byte];

function matches(bytes: Uint8Array, at: number, literal: Uint8Array, caseless: boolean): boolean {
  if (at + literal.length > bytes.length) return false;
  for (let i = 0; i < literal.length; i++) {
    const byte = bytes[at + i]!;
    if ((caseless ? LOWER[byte] : byte) !== literal[i]) return false;
  }
  return true;
}
