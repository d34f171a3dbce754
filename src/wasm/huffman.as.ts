// Decoding tables for the Huffman codes of DEFLATE (RFC 1951, section 3.2).
//
// A table is looked up with the next bits of the stream, first bit lowest. A code longer than the table's index ends in a
// second, smaller table behind it. Most streams in a pack are so short that building tables costs more than decoding:
// symbols are sorted by length while their lengths are read, a table gets one write for each symbol, and grows by doubling.
//
// An entry has 32 bits:
//   0-5    bits to consume: the code's (what is left of it, in a second table) plus the extra bits that follow it
//   8-11   the code's bits alone
//   16-30  the value: a literal byte, the base of a length or a distance, where a second table starts
//   31     LITERAL
//   15     EXCEPTION: no literal, length or distance, but one of
//   14     SECOND_TABLE (bits 8-11: its index bits), or
//   13     END_OF_BLOCK, or none of the two: a code that stands for nothing

import { sumOfLanes } from './lanes.as';

export const LITERAL: u32 = 0x80000000;
export const EXCEPTION: u32 = 0x8000;
export const SECOND_TABLE: u32 = 0x4000;
export const END_OF_BLOCK: u32 = 0x2000;

// What an entry's bits to consume, and its code's bits, count.
const ONE_CODE_BIT: u32 = 0x101;
const LONGEST_CODE: u32 = 15;
// A code of n bits takes 2^(15 - n) of it.
const CODE_SPACE: u32 = 1 << LONGEST_CODE;

/** How many index bits a table may have at most. */
export const MOST_INDEX_BITS: u32 = 11;

// An alphabet, where its symbols are sorted: 16 counters (u32), one for each code length, then for each length its symbols' entries (u32).
const COUNTERS: usize = 64;

/** Bytes that an alphabet of so many symbols takes. */
@inline
export function alphabetSize(symbols: usize): usize {
  return COUNTERS + 16 * stride(symbols);
}

@inline
function stride(symbols: usize): usize {
  return symbols << 2;
}

/** Empties an alphabet. */
@inline
export function clearAlphabet(alphabet: usize): void {
  v128.store(alphabet, i32x4.splat(0));
  v128.store(alphabet, i32x4.splat(0), 16);
  v128.store(alphabet, i32x4.splat(0), 32);
  v128.store(alphabet, i32x4.splat(0), 48);
}

/** Adds a symbol, given by its entry, to an alphabet. Symbols must come in their order. @param length 1..15 */
@inline
export function addSymbol(alphabet: usize, symbols: usize, length: u32, entry: u32): void {
  const counter = alphabet + (<usize>length << 2);
  const count = load<u32>(counter);
  store<u32>(counter, count + 1);
  store<u32>(alphabet + COUNTERS + <usize>length * stride(symbols) + (<usize>count << 2), entry);
}

/**
 * Builds the table of an alphabet.
 * @param table room for 2^mostIndexBits entries, and for what second tables take
 * @param reversed 2^MOST_INDEX_BITS u16: each number with its bits in reverse
 * @param allowIncomplete whether no code at all, or a single code of one bit, is accepted; other sets that leave code space unused never are
 * @returns the table's index bits; -1 when the lengths make no code
 */
export function buildTable(alphabet: usize, symbols: usize, table: usize, mostIndexBits: u32, reversed: usize, allowIncomplete: bool): i32 {
  const used = usedCodeSpace(alphabet);
  const longest = longestCode(alphabet);
  if (used != CODE_SPACE) {
    if (used > CODE_SPACE || longest > 1 || !allowIncomplete) return -1;
    store<u32>(table, longest ? load<u32>(alphabet + COUNTERS + stride(symbols)) + ONE_CODE_BIT : EXCEPTION);
    store<u32>(table, EXCEPTION, 4);
    return 1;
  }
  const indexBits = min(longest, mostIndexBits);
  const code = fillFirstTable(alphabet, symbols, table, indexBits, reversed);
  if (longest > indexBits) fillSecondTables(alphabet, symbols, table, indexBits, reversed, code);
  return indexBits;
}

// How many 2^15ths of all bit sequences the codes take.
@inline
function usedCodeSpace(alphabet: usize): u32 {
  const first = i32x4.add(
    i32x4.mul(v128.load(alphabet), i32x4(0, 1 << 14, 1 << 13, 1 << 12)),
    i32x4.mul(v128.load(alphabet, 16), i32x4(1 << 11, 1 << 10, 1 << 9, 1 << 8)),
  );
  const second = i32x4.add(
    i32x4.mul(v128.load(alphabet, 32), i32x4(1 << 7, 1 << 6, 1 << 5, 1 << 4)),
    i32x4.mul(v128.load(alphabet, 48), i32x4(1 << 3, 1 << 2, 1 << 1, 1)),
  );
  return sumOfLanes(i32x4.add(first, second));
}

// 0 when there is no code.
@inline
function longestCode(alphabet: usize): u32 {
  const low = i16x8.narrow_i32x4_u(v128.load(alphabet), v128.load(alphabet, 16));
  const high = i16x8.narrow_i32x4_u(v128.load(alphabet, 32), v128.load(alphabet, 48));
  const used = i8x16.bitmask(i8x16.ne(i8x16.narrow_i16x8_u(low, high), i8x16.splat(0)));
  return used ? 31 - clz(used) : 0;
}

// Codes up to the index's length. Returns the code that follows, of length indexBits.
function fillFirstTable(alphabet: usize, symbols: usize, table: usize, indexBits: u32, reversed: usize): u32 {
  let code: u32 = 0;
  let length: u32 = 1;
  while (length <= indexBits) {
    let count = load<u32>(alphabet + (<usize>length << 2));
    let from = alphabet + COUNTERS + <usize>length * stride(symbols);
    const shift = MOST_INDEX_BITS - length;
    const bits = length * ONE_CODE_BIT;
    for (; count; count--) {
      const index = <usize>load<u16>(reversed + (<usize>(code << shift) << 1));
      store<u32>(table + (index << 2), load<u32>(from) + bits);
      from += 4;
      code++;
    }
    if (length == indexBits) break;
    double(table, <usize>4 << length);
    code <<= 1;
    length++;
  }
  return code;
}

// Repeats the first `length` bytes behind them; may write up to 15 bytes more.
@inline
function double(table: usize, length: usize): void {
  let to = table + length;
  const end = to + length;
  let from = table;
  do {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  } while (to < end);
}

// Codes longer than the index. They are consecutive, so those of one second table follow each other.
function fillSecondTables(alphabet: usize, symbols: usize, table: usize, indexBits: u32, reversed: usize, code: u32): void {
  let free: u32 = 1 << indexBits;
  let start: u32 = 0;
  let size: u32 = 0;
  let prefix: u32 = 0xffffffff;
  for (let length = indexBits + 1; length <= LONGEST_CODE; length++) {
    code <<= 1;
    const extra = length - indexBits;
    const count = load<u32>(alphabet + (<usize>length << 2));
    let from = alphabet + COUNTERS + <usize>length * stride(symbols);
    for (let done: u32 = 0; done < count; done++) {
      if (code >> extra != prefix) {
        prefix = code >> extra;
        const sizeBits = secondTableBits(alphabet, length, count - done, indexBits);
        start = free;
        size = 1 << sizeBits;
        free += size;
        const index = <usize>load<u16>(reversed + (<usize>(prefix << (MOST_INDEX_BITS - indexBits)) << 1));
        store<u32>(table + (index << 2), (start << 16) | EXCEPTION | SECOND_TABLE | (sizeBits << 8) | indexBits);
      }
      const low = code & ((1 << extra) - 1);
      const entry = load<u32>(from) + extra * ONE_CODE_BIT;
      const step: u32 = 1 << extra;
      for (let i = <u32>load<u16>(reversed + (<usize>(low << (MOST_INDEX_BITS - extra)) << 1)); i < size; i += step) {
        store<u32>(table + (<usize>(start + i) << 2), entry);
      }
      from += 4;
      code++;
    }
  }
}

// How many bits tell apart the codes that begin with the same `indexBits` bits, the first of which has `length` bits.
// @param count how many codes of that length are left
function secondTableBits(alphabet: usize, length: u32, count: u32, indexBits: u32): u32 {
  let free: i32 = 1 << (length - indexBits);
  while (true) {
    free -= count;
    if (free <= 0 || length == LONGEST_CODE) return length - indexBits;
    free <<= 1;
    length++;
    count = load<u32>(alphabet + (<usize>length << 2));
  }
}
