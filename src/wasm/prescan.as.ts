// The commit hook's look at a few files: where keywords stand, and where runs of base64 characters. A module of its own, as
// small as can be: V8 compiles it at every commit, which takes less time than looking for 286 keywords with code that
// has not been compiled. `npm run build` compiles it to prescan.wasm.

// Below this address lie the tables: the class and the folded form of every byte, and by hash of three folded bytes the
// first keyword that begins so. A keyword's number and the next of the same hash are in its entry.
const FOLD: usize = 1024, HEADS: usize = 2048, TABLES_END: usize = HEADS + 4 * 4096;
// An entry: address, length and caselessness (0 or 1) of the text, address of the next entry or 0; 16 bytes.
const ENTRY: usize = 16;

const WORD: u8 = 1;

let entriesEnd: usize = 0;
let number: u32 = 0;

/** Where the caller may put keywords. */
export function prescanInit(): usize {
  for (let byte: u32 = 0; byte < 256; byte++) {
    const upper = byte - 0x41 < 26, lower = byte - 0x61 < 26, digit = byte - 0x30 < 10;
    const sign = byte == 0x2b || byte == 0x2d || byte == 0x2f || byte == 0x5f;
    store<u8>(FOLD + byte, <u8>(upper ? byte | 0x20 : byte));
    store<u8>(FOLD + 256 + byte, upper || lower || digit || sign ? WORD : 0);
  }
  return TABLES_END;
}

// @ts-ignore: decorator
@inline
function slotOf(key: u32): usize {
  return HEADS + (<usize>((key * 0x9e3779b1) >> 20) << 2);
}

// @ts-ignore: decorator
@inline
function fold(byte: u32): u32 {
  return load<u8>(FOLD + byte);
}

/**
 * Takes keywords, each of at least three bytes: a byte that is 1 where case does not matter (the text is in lower case
 * then), a byte that says how long the text is, and the text.
 * @returns where the caller may put what is to be searched
 */
export function prescanKeywords(from: usize, to: usize): usize {
  let entry = (to + 7) & ~7;
  for (let at = from; at < to; entry += ENTRY) {
    const length: u32 = load<u8>(at, 1);
    const text = at + 2;
    const slot = slotOf(fold(load<u8>(text)) | (fold(load<u8>(text, 1)) << 8) | (fold(load<u8>(text, 2)) << 16));
    store<u32>(entry, <u32>text);
    store<u16>(entry, <u16>length, 4);
    store<u16>(entry, load<u8>(at), 6);
    store<u32>(entry, load<u32>(slot), 8);
    store<u32>(entry, number++, 12);
    store<u32>(slot, <u32>entry);
    at = text + length;
  }
  return entry;
}

/**
 * Where keywords stand in [data, end): pairs of 32-bit words {position from `data`, keyword's number}, ascending by position.
 * @returns how many; more than `max` would be: -1
 */
export function prescanHits(data: usize, end: usize, out: usize, max: i32): i32 {
  if (end < data + 3) return 0;
  let found = 0;
  let key = (fold(load<u8>(data)) << 8) | (fold(load<u8>(data, 1)) << 16);
  for (let at = data; at + 2 < end; at++) {
    key = (key >> 8) | (fold(load<u8>(at, 2)) << 16);
    for (let entry: usize = load<u32>(slotOf(key)); entry != 0; entry = load<u32>(entry, 8)) {
      if (!stands(entry, at, end)) continue;
      if (found == max) return -1;
      store<u32>(out + (found << 3), <u32>(at - data));
      store<u32>(out + (found << 3), load<u32>(entry, 12), 4);
      found++;
    }
  }
  return found;
}

function stands(entry: usize, at: usize, end: usize): bool {
  const length: usize = load<u16>(entry, 4);
  if (length > end - at) return false;
  const text: usize = load<u32>(entry);
  const caseless = load<u16>(entry, 6) != 0;
  for (let i: usize = 0; i < length; i++) {
    const byte: u32 = load<u8>(at + i);
    if ((caseless ? fold(byte) : byte) != load<u8>(text + i)) return false;
  }
  return true;
}

/**
 * Runs of at least `shortest` base64 characters (of both alphabets) in [data, end), each as long as it can be: pairs of 32-bit
 * words {from, to}, `to` exclusive, from `data`, ascending. @returns how many; more than `max` would be: -1
 */
export function prescanRuns(data: usize, end: usize, shortest: usize, out: usize, max: i32): i32 {
  let found = 0;
  for (let start = data; start + shortest <= end; ) {
    let probe = start + shortest - 1;
    while (probe >= start && load<u8>(FOLD + 256 + load<u8>(probe)) != 0) probe--;
    if (probe >= start) {
      start = probe + 1;
      continue;
    }
    let to = start + shortest;
    while (to < end && load<u8>(FOLD + 256 + load<u8>(to)) != 0) to++;
    if (found == max) return -1;
    store<u32>(out + (found << 3), <u32>(start - data));
    store<u32>(out + (found << 3), <u32>(to - data), 4);
    found++;
    start = to;
  }
  return found;
}
