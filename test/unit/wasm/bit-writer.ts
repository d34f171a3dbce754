/** Writes bits as DEFLATE packs them: the first one lowest (RFC 1951, section 3.1.1). */
export class BitWriter {
  readonly #bits: number[] = [];

  /** A number, lowest bit first. */
  number(value: number, count: number): this {
    for (let i = 0; i < count; i++) this.#bits.push((value >> i) & 1);
    return this;
  }

  /** A Huffman code, highest bit first. */
  code({ value, length }: HuffmanCode): this {
    for (let i = length - 1; i >= 0; i--) this.#bits.push((value >> i) & 1);
    return this;
  }

  bytes(): Buffer {
    const bytes = Buffer.alloc(Math.ceil(this.#bits.length / 8));
    for (const [i, bit] of this.#bits.entries()) bytes[i >> 3]! |= bit << (i & 7);
    return bytes;
  }
}

export interface HuffmanCode {
  readonly value: number;
  readonly length: number;
}

/** The codes that RFC 1951, section 3.2.2, gives to symbols of such lengths; those of no valid set overlap. */
export function canonicalCodes(lengths: readonly number[]): HuffmanCode[] {
  const codes: HuffmanCode[] = lengths.map((length) => ({ value: 0, length }));
  let value = 0;
  for (let length = 1; length < 16; length++) {
    value <<= 1;
    for (const [symbol, own] of lengths.entries()) if (own === length) codes[symbol] = { value: value++, length };
  }
  return codes;
}

const META_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
// 16 codes of 4 bits are a complete set: each code length has one, the repeats (16-18) have none.
const META_LENGTHS = Array.from({ length: 19 }, (_, symbol) => (symbol < 16 ? 4 : 0));

/** Begins a last block with codes of these lengths: 257-286 (or more, wrongly) and 1-30 symbols. */
export function dynamicBlock(lengths: readonly number[], distances: readonly number[]): BitWriter {
  const writer = new BitWriter().number(1, 1).number(2, 2);
  writer
    .number(lengths.length - 257, 5)
    .number(distances.length - 1, 5)
    .number(15, 4);
  for (const symbol of META_ORDER) writer.number(META_LENGTHS[symbol]!, 3);
  const codes = canonicalCodes(META_LENGTHS);
  for (const length of [...lengths, ...distances]) writer.code(codes[length]!);
  return writer;
}
