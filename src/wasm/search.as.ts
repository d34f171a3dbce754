// The prefilter: where literals stand, in any of their forms, in one pass over the bytes. A form is looked for by its probe:
// four of its bytes that are rare in source code, not always its first ones (src/rules/engine/probes.ts). A table over byte pairs says for
// thirty-two buckets of forms whether a probe may begin with a pair (low half of a long word), and whether its third and
// fourth byte may be a pair (high half). One position in fifty passes both; one bit tells half of these from probes, a hash of
// four or three bytes leads to the forms that are compared there, and an automaton reads what follows those that stand there.
// Tables: search-tables.as.ts.

import { ACCEPT, ENTRY, hashOfDigits, hashOfFour, hashOfThree, IN_DIGITS, listOf, MOST_BEFORE, REJECT, stateAfter } from './search-tables.as';

export { searchCountEntries, searchFillEntries, searchFillPairs } from './search-tables.as';

let PAIRS: usize = 0, HASHES: usize = 0, ENTRIES: usize = 0, FORMS: usize = 0, SETS: usize = 0, STATES: usize = 0, CLASSES: usize = 0, BITS: usize = 0;
let DECIDED_WITHIN: usize = 0;
// What is being searched, and how far.
let DATA: usize = 0, END: usize = 0, WINDOW: usize = 0, WINDOWS_END: usize = 0, OUT: usize = 0;
let MAX: u32 = 0, COUNT: u32 = 0;
// The window that is being searched.
let FROM: usize = 0, TO: usize = 0;
// Where to go on in it: a probe's position, and how many of the forms there were reported. 0: from its beginning.
let AT: usize = 0, REPORTED: u32 = 0;
// How many forms had their probe at the position so far.
let NTH: u32 = 0;

// Positions that passed the first filter, and the buckets for which they did: comparing many in a row is quicker than one at a time, as the
// processor guesses right more often. Four more fit behind the end.
const QUEUE: usize = memory.data(64 * 8 + 64), QUEUE_END: usize = QUEUE + 60 * 8;

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
}

/**
 * Writes u32 pairs {position, form} to `out` for each form that begins in a window, ends within the data, is not touched
 * in front, and passes its shape check; window by window, those of one window in no order that means anything. `data` has 64 readable bytes after it.
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
    FROM = DATA + <usize>min(load<u32>(WINDOW), length); TO = DATA + <usize>min(load<u32>(WINDOW, 4), length);
    if (FROM < TO && searchWindow(max(FROM, AT), min(TO + MOST_BEFORE, END))) return COUNT;
    AT = 0;
    WINDOW += 8;
  }
  return COUNT;
}

/** Searches for probes in [from, to). Returns whether there was no more room; AT and REPORTED say where that was. */
function searchWindow(from: usize, to: usize): bool {
  const pairs = PAIRS;
  let a = load<u64>(pairs + (<usize>load<u16>(from) << 3)), b = load<u64>(pairs + (<usize>load<u16>(from, 1) << 3));
  let queue = QUEUE;
  for (let p = from; p < to; p += 4) {
    const w = load<u64>(p, 2);
    const c = load<u64>(pairs + ((<usize>w & 0xffff) << 3)), d = load<u64>(pairs + ((<usize>(w >> 8) & 0xffff) << 3));
    const e = load<u64>(pairs + ((<usize>(w >> 16) & 0xffff) << 3)), f = load<u64>(pairs + ((<usize>(w >> 24) & 0xffff) << 3));
    const h0 = a & (c >> 32), h1 = b & (d >> 32), h2 = c & (e >> 32), h3 = d & (f >> 32);
    if ((h0 | h1 | h2 | h3) != 0) {
      store<u64>(queue, <u64>p | (h0 << 32)); queue += <usize>(h0 != 0) << 3;
      store<u64>(queue, <u64>(p + 1) | (h1 << 32)); queue += <usize>(h1 != 0) << 3;
      store<u64>(queue, <u64>(p + 2) | (h2 << 32)); queue += <usize>(h2 != 0) << 3;
      store<u64>(queue, <u64>(p + 3) | (h3 << 32)); queue += <usize>(h3 != 0) << 3;
      if (queue >= QUEUE_END) { if (flush(queue, to)) return true; queue = QUEUE; }
    }
    a = e; b = f;
  }
  return flush(queue, to);
}

/** Compares what is in the queue, up to an address. Returns as `searchWindow` does. */
function flush(end: usize, to: usize): bool {
  for (let at = QUEUE; at < end; at += 8) {
    const p = <usize>load<u32>(at);
    if (p < to && compare(p, load<u32>(at, 4))) return true;
  }
  return false;
}

/** Reports the forms whose probe stands at `p`. Returns whether there was no more room. @param buckets bits of those that they may be of */
function compare(p: usize, buckets: u32): bool {
  const word = load<u32>(p);
  NTH = 0;
  const three = hashOfThree(word), four = hashOfFour(word);
  // One jump for two questions: most often the answers are no.
  if ((bitOf(three) | bitOf(four)) != 0) {
    if (bitOf(three) != 0 && compareAll(p, three)) return true;
    if (bitOf(four) != 0 && compareAll(p, four)) return true;
  }
  if ((buckets & IN_DIGITS) == 0) return false;
  const digits = hashOfDigits(word);
  return bitOf(digits) != 0 && compareAll(p, digits);
}

/** Whether a probe has a hash. */
@inline function bitOf(hash: u32): u32 { return (<u32>load<u8>(BITS + <usize>(hash >> 3)) >> (hash & 7)) & 1; }

/** Reports those that are entered at a hash. */
function compareAll(p: usize, hash: u32): bool {
  const list = HASHES + listOf(hash);
  const last = ENTRIES + <usize>load<u32>(list, 4) * ENTRY;
  for (let entry = ENTRIES + <usize>load<u32>(list) * ENTRY; entry < last; entry += ENTRY) {
    if ((load<u64>(p - <usize>load<u8>(entry, 20)) & load<u64>(entry, 8)) != load<u64>(entry)) continue;
    const at = p - <usize>load<u8>(entry, 21);
    if (at < FROM || at >= TO || isTouched(at, <u32>load<u8>(entry, 23))) continue;
    const form = load<u32>(entry, 16), record = FORMS + (<usize>form << 4);
    const end = at + <usize>load<u32>(record);
    if (end > END || (load<u8>(entry, 22) == 0 && !stands(at, end, record)) || !follows(end, at + DECIDED_WITHIN, load<u32>(record, 8))) continue;
    NTH++;
    if (p == AT && NTH <= REPORTED) continue;
    if (COUNT == MAX) { AT = p; REPORTED = NTH - 1; return true; }
    const out = OUT + (<usize>COUNT << 3);
    store<u32>(out, <u32>(at - DATA)); store<u32>(out, form, 4);
    COUNT++;
  }
  return false;
}

/** Whether what stands before `p` may not do so. @param edge 1: characters of words, unless behind a backslash; 2: hyphens, too */
function isTouched(p: usize, edge: u32): bool {
  if (edge == 0 || p == DATA) return false;
  const byte = <u32>load<u8>(p - 1);
  if (byte == 0x2d) return edge == 2;
  if ((byte | 0x20) - 0x61 >= 26 && byte - 0x30 >= 10 && byte != 0x5f) return false;
  return p - 1 == DATA || load<u8>(p - 2) != 0x5c;
}

/** Whether a form, {length, offset of its sets, first state, how it is looked for}, stands in [p, end). */
function stands(p: usize, end: usize, form: usize): bool {
  let set = SETS + <usize>load<u32>(form, 4);
  for (let q = p; q < end; q++) {
    // One of the four bytes of the set is this byte if one of the four differences is 0.
    const difference = load<u32>(set) ^ (<u32>load<u8>(q) * 0x01010101);
    if (((difference - 0x01010101) & ~difference & 0x80808080) == 0) return false;
    set += 4;
  }
  return true;
}

/** Reads from `p` on until the automaton is sure, `limit` is reached (that passes), or the data ends (that does not). */
function follows(p: usize, limit: usize, first: u32): bool {
  let state = first;
  while (state > ACCEPT) {
    if (p >= limit) return true;
    if (p >= END) return false;
    state = stateAfter(STATES, CLASSES, state, <u32>load<u8>(p));
    p++;
  }
  return state != REJECT;
}
