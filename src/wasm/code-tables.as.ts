// The codes of a DEFLATE block: the fixed ones, and those that a block brings (RFC 1951, sections 3.2.5 to 3.2.7).
import { bitCount, bits, isBeyondEnd, lowBits, refill, resumeReading, source, take } from './bit-reader.as';
import { addSymbol, alphabetSize, buildTable, clearAlphabet, END_OF_BLOCK, EXCEPTION, LITERAL, MOST_INDEX_BITS } from './huffman.as';
import { DAMAGED, DONE, ENDS_EARLY } from './inflate-status.as';

const LENGTH_BASES: StaticArray<u16> = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_EXTRA: StaticArray<u8> = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASES: StaticArray<u16> = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_EXTRA: StaticArray<u8> = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
// In which order the lengths of the meta code's codes come. (The code that code lengths are written in.)
const META_ORDER: StaticArray<u8> = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const LENGTH_SYMBOLS: usize = 288;
const DISTANCE_SYMBOLS: usize = 32;
const META_SYMBOLS: usize = 19;
const END_SYMBOL: usize = 256;
// Symbols that an alphabet has room for at each code length, such that rows do not fall on the same cache lines.
const LENGTH_ROW: usize = 304;
const DISTANCE_ROW: usize = 48;
const META_ROW: usize = 32;

const META_INDEX_BITS: u32 = 7;
const FIXED_LENGTH_BITS: u32 = 9;
const FIXED_DISTANCE_BITS: u32 = 5;
// Small tables are built faster, large ones are faster.
const SHORT_OUTPUT: usize = 1024;
const SHORT_INDEX_BITS: u32 = 9;
const LONG_INDEX_BITS: u32 = 10;
const FEWER_DISTANCE_BITS: u32 = 2;
// No length: what the first one would repeat.
const NO_LENGTH: u64 = 16;
// 286 and 30, seven that a step may write too many, and what is loaded with them.
const CODE_LENGTHS_SIZE: usize = 352;

// The scratch region. A second table of 2^n entries serves n + 1 symbols at least. So behind a first table of 8 index bits or more
// 288 symbols take 36 * 128 entries at most, and 32 symbols behind one of 6 or more take less than 4 * 512.
const LENGTH_ENTRIES: usize = 0;
const DISTANCE_ENTRIES: usize = LENGTH_ENTRIES + LENGTH_SYMBOLS * 4;
const META_ENTRIES: usize = DISTANCE_ENTRIES + DISTANCE_SYMBOLS * 4;
const CODE_LENGTHS: usize = META_ENTRIES + 128;
const REVERSED: usize = CODE_LENGTHS + CODE_LENGTHS_SIZE;
const LENGTH_ALPHABET: usize = REVERSED + (2 << MOST_INDEX_BITS);
const DISTANCE_ALPHABET: usize = LENGTH_ALPHABET + alphabetSize(LENGTH_ROW);
const META_ALPHABET: usize = DISTANCE_ALPHABET + alphabetSize(DISTANCE_ROW);
const LENGTH_TABLE: usize = META_ALPHABET + alphabetSize(META_ROW);
const DISTANCE_TABLE: usize = LENGTH_TABLE + (4 << LONG_INDEX_BITS) + 36 * 128 * 4;
const META_TABLE: usize = DISTANCE_TABLE + (4 << (LONG_INDEX_BITS - FEWER_DISTANCE_BITS)) + 4 * 512 * 4;
const FIXED_LENGTH_TABLE: usize = META_TABLE + (4 << META_INDEX_BITS) + 64;
const FIXED_DISTANCE_TABLE: usize = FIXED_LENGTH_TABLE + (4 << FIXED_LENGTH_BITS) + 64;

/** Bytes of scratch that the tables take. */
export const CODE_TABLES_SIZE: usize = FIXED_DISTANCE_TABLE + (4 << FIXED_DISTANCE_BITS) + 64;

let scratch: usize = 0;

/** The block's tables, and the bits of their indexes. */
export let lengthTable: usize = 0;
export let lengthBits: u32 = 0;
export let distanceTable: usize = 0;
export let distanceBits: u32 = 0;

/** Prepares what is the same for every block. @param region CODE_TABLES_SIZE bytes */
export function initCodeTables(region: usize): void {
  scratch = region;
  for (let i: u32 = 0; i < 1 << MOST_INDEX_BITS; i++) store<u16>(region + REVERSED + (<usize>i << 1), <u16>reverse(i));
  for (let i: usize = 0; i < LENGTH_SYMBOLS; i++) store<u32>(region + LENGTH_ENTRIES + (i << 2), lengthEntry(<u32>i));
  for (let i: usize = 0; i < DISTANCE_SYMBOLS; i++) store<u32>(region + DISTANCE_ENTRIES + (i << 2), distanceEntry(<u32>i));
  for (let i: usize = 0; i < META_SYMBOLS; i++) store<u32>(region + META_ENTRIES + (i << 2), metaEntry(<u32>i));
  buildFixedTables();
}

function reverse(value: u32): u32 {
  let reversed: u32 = 0;
  for (let i: u32 = 0; i < MOST_INDEX_BITS; i++) reversed |= ((value >> i) & 1) << (MOST_INDEX_BITS - 1 - i);
  return reversed;
}

function lengthEntry(symbol: u32): u32 {
  if (symbol < 256) return LITERAL | (symbol << 16);
  if (symbol == 256) return EXCEPTION | END_OF_BLOCK;
  if (symbol > 285) return EXCEPTION;
  return (<u32>unchecked(LENGTH_BASES[symbol - 257]) << 16) | unchecked(LENGTH_EXTRA[symbol - 257]);
}

function distanceEntry(symbol: u32): u32 {
  if (symbol > 29) return EXCEPTION;
  return (<u32>unchecked(DISTANCE_BASES[symbol]) << 16) | unchecked(DISTANCE_EXTRA[symbol]);
}

// Bits 16-23: how often, at least (the extra bits add to it); 24-27: the code length; 31: the previous one instead.
function metaEntry(symbol: u32): u32 {
  if (symbol < 16) return (symbol << 24) | (1 << 16);
  if (symbol == 16) return LITERAL | (3 << 16) | 2;
  return symbol == 17 ? (3 << 16) | 3 : (11 << 16) | 7;
}

function buildFixedTables(): void {
  const lengths = scratch + CODE_LENGTHS;
  for (let i: usize = 0; i < LENGTH_SYMBOLS; i++) store<u8>(lengths + i, i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8);
  sortSymbols(scratch + LENGTH_ALPHABET, LENGTH_ROW, scratch + LENGTH_ENTRIES, 0, LENGTH_SYMBOLS);
  build(scratch + LENGTH_ALPHABET, LENGTH_ROW, scratch + FIXED_LENGTH_TABLE, FIXED_LENGTH_BITS, false);
  memory.fill(lengths, 5, DISTANCE_SYMBOLS);
  sortSymbols(scratch + DISTANCE_ALPHABET, DISTANCE_ROW, scratch + DISTANCE_ENTRIES, 0, DISTANCE_SYMBOLS);
  build(scratch + DISTANCE_ALPHABET, DISTANCE_ROW, scratch + FIXED_DISTANCE_TABLE, FIXED_DISTANCE_BITS, false);
}

@inline
function build(alphabet: usize, row: usize, table: usize, mostIndexBits: u32, allowIncomplete: bool): i32 {
  return buildTable(alphabet, row, table, mostIndexBits, scratch + REVERSED, allowIncomplete);
}

/** Takes the fixed codes. */
export function useFixedCodes(): void {
  lengthTable = scratch + FIXED_LENGTH_TABLE;
  lengthBits = FIXED_LENGTH_BITS;
  distanceTable = scratch + FIXED_DISTANCE_TABLE;
  distanceBits = FIXED_DISTANCE_BITS;
}

/** Reads the codes at a block's start. At least 14 bits must be there. @param room how many bytes may come out @returns a status */
export function readDynamicCodes(room: usize): i32 {
  const lengthCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const metaCount = take(4) + 4;
  if (lengthCount > 286 || distanceCount > 30) return DAMAGED;
  const metaBits = readMetaCode(metaCount);
  if (metaBits < 0) return DAMAGED;
  const status = readCodeLengths(lengthCount + distanceCount, metaBits);
  if (status != DONE) return status;
  return buildTables(lengthCount, lengthCount + distanceCount, room < SHORT_OUTPUT ? SHORT_INDEX_BITS : LONG_INDEX_BITS);
}

// Returns the table's index bits, or < 0.
function readMetaCode(count: u32): i32 {
  const lengths = scratch + CODE_LENGTHS;
  v128.store(lengths, i8x16.splat(0));
  v128.store(lengths, i8x16.splat(0), 16);
  refill();
  // 56 bits are 18 lengths; the 19th is that of symbol 15.
  const first = min<u32>(count, 18);
  for (let i: u32 = 0; i < first; i++) store<u8>(lengths + unchecked(META_ORDER[i]), <u8>((bits >> <u64>(i * 3)) & 7));
  take(first * 3);
  if (count > first) {
    refill();
    store<u8>(lengths + 15, <u8>take(3));
  }
  sortSymbols(scratch + META_ALPHABET, META_ROW, scratch + META_ENTRIES, 0, META_SYMBOLS);
  return build(scratch + META_ALPHABET, META_ROW, scratch + META_TABLE, META_INDEX_BITS, false);
}

// Both codes' lengths are one sequence, in which a repetition may go from one to the other.
function readCodeLengths(count: u32, metaBits: u32): i32 {
  const mask: u64 = (1 << metaBits) - 1;
  const table = scratch + META_TABLE;
  const lengths = scratch + CODE_LENGTHS;
  const end = lengths + count;
  let from = source;
  let buffer = bits;
  let have = bitCount;
  let length: u64 = NO_LENGTH;
  let to = lengths;
  for (let i: usize = 0; i < CODE_LENGTHS_SIZE; i += 16) v128.store(lengths + i, i8x16.splat(0));
  while (to < end) {
    if (isBeyondEnd(from)) return ENDS_EARLY;
    buffer |= load<u64>(from) << have;
    from += <usize>((63 - have) >> 3);
    have |= 56;
    // Four steps take 4 * 14 bits at most.
    for (let step = 0; step < 4 && to < end; step++) {
      const entry = load<u32>(table + (<usize>(buffer & mask) << 2));
      const repeat = ((entry >> 16) & 255) + <u32>(lowBits(buffer, entry) >> <u64>((entry >> 8) & 15));
      length = entry & LITERAL ? length : <u64>(entry >> 24);
      // Eight at once. Where it repeats more, it is zeros, which are there.
      store<u64>(to, length * 0x0101010101010101);
      to += repeat;
      buffer >>= <u64>entry;
      have -= <u64>(entry & 63);
    }
  }
  resumeReading(from, buffer, have);
  if (to > end || load<u8>(lengths) == <u8>NO_LENGTH || load<u8>(lengths + END_SYMBOL) == 0) return DAMAGED;
  return DONE;
}

function buildTables(lengthCount: u32, count: u32, indexBits: u32): i32 {
  lengthTable = scratch + LENGTH_TABLE;
  distanceTable = scratch + DISTANCE_TABLE;
  sortSymbols(scratch + LENGTH_ALPHABET, LENGTH_ROW, scratch + LENGTH_ENTRIES, 0, lengthCount);
  const ofLengths = build(scratch + LENGTH_ALPHABET, LENGTH_ROW, lengthTable, indexBits, true);
  if (ofLengths < 0) return DAMAGED;
  sortSymbols(scratch + DISTANCE_ALPHABET, DISTANCE_ROW, scratch + DISTANCE_ENTRIES, lengthCount, count);
  const ofDistances = build(scratch + DISTANCE_ALPHABET, DISTANCE_ROW, distanceTable, indexBits - FEWER_DISTANCE_BITS, true);
  if (ofDistances < 0) return DAMAGED;
  lengthBits = ofLengths;
  distanceBits = ofDistances;
  return DONE;
}

// Sorts the symbols whose code lengths are [from, to) of the sequence.
function sortSymbols(alphabet: usize, row: usize, entries: usize, from: usize, to: usize): void {
  const lengths = scratch + CODE_LENGTHS;
  const firstEntry = entries - (from << 2);
  clearAlphabet(alphabet);
  for (let group = from; group < to; group += 16) {
    let used = i8x16.bitmask(i8x16.ne(v128.load(lengths + group), i8x16.splat(0)));
    if (to - group < 16) used &= (1 << <i32>(to - group)) - 1;
    for (; used; used &= used - 1) {
      const i = group + ctz(used);
      addSymbol(alphabet, row, <u32>load<u8>(lengths + i), load<u32>(firstEntry + (i << 2)));
    }
  }
}
