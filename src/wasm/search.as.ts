// The prefilter: where literals stand, in any of their forms, in one pass over the bytes. A table over byte pairs says for
// sixteen buckets of forms whether one may begin with a pair (low half of a word), and whether its third and fourth byte
// may be a pair (high half). Some positions in a hundred pass both; hashes of the first eight, six, four and three bytes
// lead to the forms that are compared there, and an automaton reads what follows those that stand there. Tables: search-tables.as.ts.

import { hashOfDigits, hashOfEight, hashOfFour, hashOfSix, hashOfThree, IN_DIGITS } from './search-tables.as';

export { searchCountEntries, searchFillEntries, searchFillHeads, searchFillPairs } from './search-tables.as';

let PAIRS: usize = 0, HASHES: usize = 0, ENTRIES: usize = 0, FORMS: usize = 0, SETS: usize = 0, STATES: usize = 0, CLASSES: usize = 0, BITS: usize = 0, HEADS: usize = 0;
let DECIDED_WITHIN: usize = 0;
// What is being searched, and how far.
let DATA: usize = 0, END: usize = 0, WINDOW: usize = 0, WINDOWS_END: usize = 0, OUT: usize = 0;
let MAX: u32 = 0, COUNT: u32 = 0;
// Where to go on: a position, and how many of the forms there were reported.
let AT: usize = 0, REPORTED: u32 = 0;
// How many forms stood at the position so far.
let NTH: u32 = 0;

const REJECT: u32 = 0, ACCEPT: u32 = 1;

/** @param tables address of the tables, filled in: search-tables.as.ts says what lies there */
export function searchInit(tables: usize): void {
  PAIRS = tables + <usize>load<u32>(tables);
  HASHES = tables + <usize>load<u32>(tables, 4);
  ENTRIES = tables + <usize>load<u32>(tables, 8);
  FORMS = tables + <usize>load<u32>(tables, 12);
  SETS = tables + <usize>load<u32>(tables, 16);
  STATES = tables + <usize>load<u32>(tables, 20);
  CLASSES = tables + <usize>load<u32>(tables, 24);
  DECIDED_WITHIN = <usize>load<u32>(tables, 32);
  BITS = tables + <usize>load<u32>(tables, 36);
  HEADS = tables + <usize>load<u32>(tables, 40);
}

/**
 * Writes u32 pairs {position, form} to `out`, by position, for each form that begins in a window, ends within the data, and
 * passes its shape check; those of one position in no order that means anything. `data` has 64 readable bytes after it.
 * `windows`: `count` u32 pairs [from, to), ascending, apart.
 * Returns the number of pairs; at `maxOut` there may be more, which `searchNext` writes to the same place.
 */
export function search(data: usize, length: u32, windows: usize, count: u32, out: usize, maxOut: u32): u32 {
  DATA = data; END = data + <usize>length; OUT = out; MAX = maxOut;
  WINDOW = windows; WINDOWS_END = windows + (<usize>count << 3);
  AT = 0; REPORTED = 0;
  return searchNext();
}

/** Goes on where the last call of `search` or of this stopped. Returns as `search` does. */
export function searchNext(): u32 {
  COUNT = 0;
  while (WINDOW < WINDOWS_END) {
    // Lengths are compared, not addresses, as those of a window beyond the data could be beyond all memory.
    const length = <u32>(END - DATA);
    const from = max(DATA + <usize>min(load<u32>(WINDOW), length), AT), to = DATA + <usize>min(load<u32>(WINDOW, 4), length);
    if (from < to && searchWindow(from, to)) return COUNT;
    WINDOW += 8;
  }
  return COUNT;
}

/** Searches [from, to). Returns whether there was no more room; AT and REPORTED say where that was. */
function searchWindow(from: usize, to: usize): bool {
  const pairs = PAIRS;
  let a = load<u32>(pairs + (<usize>load<u16>(from) << 2)), b = load<u32>(pairs + (<usize>load<u16>(from, 1) << 2));
  for (let p = from; p < to; p += 4) {
    const w = load<u64>(p, 2);
    const c = load<u32>(pairs + ((<usize>w & 0xffff) << 2)), d = load<u32>(pairs + ((<usize>(w >> 8) & 0xffff) << 2));
    const e = load<u32>(pairs + ((<usize>(w >> 16) & 0xffff) << 2)), f = load<u32>(pairs + ((<usize>(w >> 24) & 0xffff) << 2));
    const h0 = a & (c >> 16), h1 = b & (d >> 16), h2 = c & (e >> 16), h3 = d & (f >> 16);
    if ((h0 | h1 | h2 | h3) != 0) {
      if (h0 != 0 && compare(p, h0)) return true;
      if (h1 != 0 && p + 1 < to && compare(p + 1, h1)) return true;
      if (h2 != 0 && p + 2 < to && compare(p + 2, h2)) return true;
      if (h3 != 0 && p + 3 < to && compare(p + 3, h3)) return true;
    }
    a = e; b = f;
  }
  return false;
}

/** Reports the forms that stand at `p`. Returns whether there was no more room. @param buckets bits of those that they may be of */
function compare(p: usize, buckets: u32): bool {
  const word = load<u32>(p), tail = load<u32>(p, 4);
  NTH = 0;
  const three = hashOfThree(word), four = hashOfFour(word), six = hashOfSix(word, tail), eight = hashOfEight(word, tail);
  // One jump for four questions: most often the answers are no.
  if ((bitOf(three) | bitOf(four) | bitOf(six) | bitOf(eight)) != 0) {
    if (bitOf(three) != 0 && compareAll(p, three)) return true;
    if (bitOf(four) != 0 && compareAll(p, four)) return true;
    if (bitOf(six) != 0 && compareAll(p, six)) return true;
    if (bitOf(eight) != 0 && compareAll(p, eight)) return true;
  }
  if ((buckets & IN_DIGITS) == 0) return false;
  const digits = hashOfDigits(word);
  return bitOf(digits) != 0 && compareAll(p, digits);
}

/** Whether anything is entered at a hash. */
@inline function bitOf(hash: u32): u32 { return (<u32>load<u8>(BITS + <usize>(hash >> 3)) >> (hash & 7)) & 1; }

/** Reports those that are entered at a hash. */
function compareAll(p: usize, hash: u32): bool {
  const list = HASHES + (<usize>hash << 2);
  let entry = ENTRIES + (<usize>load<u32>(list) << 1);
  const last = ENTRIES + (<usize>load<u32>(list, 4) << 1);
  const text = load<u64>(p);
  for (; entry < last; entry += 2) {
    const form = <u32>load<u16>(entry);
    const head = HEADS + (<usize>form << 4);
    if ((text & load<u64>(head, 8)) != load<u64>(head) || !stands(p, FORMS + (<usize>form << 4))) continue;
    NTH++;
    if (p == AT && NTH <= REPORTED) continue;
    if (COUNT == MAX) { AT = p; REPORTED = NTH - 1; return true; }
    const out = OUT + (<usize>COUNT << 3);
    store<u32>(out, <u32>(p - DATA)); store<u32>(out, form, 4);
    COUNT++;
  }
  return false;
}

/** Whether a form, {length, offset of its sets, first state, bucket}, stands at `p` with what must follow. */
function stands(p: usize, form: usize): bool {
  const end = p + <usize>load<u32>(form);
  if (end > END) return false;
  let set = SETS + <usize>load<u32>(form, 4);
  for (let q = p; q < end; q++) {
    // One of the four bytes of the set is this byte if one of the four differences is 0.
    const difference = load<u32>(set) ^ (<u32>load<u8>(q) * 0x01010101);
    if (((difference - 0x01010101) & ~difference & 0x80808080) == 0) return false;
    set += 4;
  }
  return follows(end, p + DECIDED_WITHIN, load<u32>(form, 8));
}

/** Reads from `p` on until the automaton is sure, `limit` is reached (that passes), or the data ends (that does not). */
function follows(p: usize, limit: usize, first: u32): bool {
  let state = first;
  while (state > ACCEPT) {
    if (p >= limit) return true;
    if (p >= END) return false;
    const record = STATES + (<usize>state << 2);
    const kind = <usize>load<u8>(CLASSES + <usize>load<u32>(record) + <usize>load<u8>(p));
    state = load<u32>(record + (kind << 2), 4);
    p++;
  }
  return state != REJECT;
}
