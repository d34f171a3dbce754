// Fills in the two large tables of the search from the forms: that is quicker than reading them from a file.
// At `tables` lie words: the offsets (in bytes, from there) of the pair table, the hash table, the entries, the forms, the
// sets, the states and the classes; the number of forms; how many bytes from a form's first decide about it; the offsets
// of the hashes' bits and of the heads.

const BUCKETS: u32 = 16;
// From this bucket on: forms in base64 and hexadecimal digits (search-buckets.ts).
const DIGITS: u32 = 14;
/** The bits of those buckets. */
export const IN_DIGITS: u32 = 0xC000;

@inline function part(tables: usize, index: usize): usize { return tables + <usize>load<u32>(tables + (index << 2)); }
@inline function formAt(tables: usize, form: u32): usize { return part(tables, 3) + (<usize>form << 4); }
@inline function setAt(tables: usize, record: usize, i: u32): u32 { return load<u32>(part(tables, 4) + <usize>load<u32>(record, 4) + (<usize>i << 2)); }

/** Byte `i` of a set. */
@inline function member(set: u32, i: u32): u32 { return (set >> (i << 3)) & 255; }
/** How many of a set's bytes need be looked at: 1 or 2 where the others only repeat them. */
@inline function choices(set: u32): u32 { return set == rotl(set, 8) ? 1 : set == rotl(set, 16) ? 2 : 4; }

/** Fills in the pair table from all forms whose bucket is below 16. */
export function searchFillPairs(tables: usize): void {
  const pairs = part(tables, 0);
  memory.fill(pairs, 0, 65536 << 2);
  const count = load<u32>(tables, 28);
  for (let form: u32 = 0; form < count; form++) {
    const record = formAt(tables, form);
    const bucket = load<u32>(record, 12);
    if (bucket >= BUCKETS) continue;
    markPairs(tables, record, 0, <u32>1 << bucket);
    markPairs(tables, record, 2, <u32>1 << (bucket + BUCKETS));
  }
}

function markPairs(tables: usize, record: usize, position: u32, bit: u32): void {
  const pairs = part(tables, 0);
  const first = setAt(tables, record, position);
  const open = position + 1 >= load<u32>(record);
  const second = open ? 0 : setAt(tables, record, position + 1);
  const firsts = choices(first), seconds: u32 = open ? 256 : choices(second);
  for (let i: u32 = 0; i < firsts; i++) {
    for (let j: u32 = 0; j < seconds; j++) {
      const pair = pairs + (<usize>(member(first, i) | ((open ? j : member(second, j)) << 8)) << 2);
      store<u32>(pair, load<u32>(pair) | bit);
    }
  }
}

// The hash table is made in two rounds over all forms: the first counts the entries of each hash, the second writes them.
// A form is found by as many of its first bytes as are certain (but for letters' case): eight, six, or four; one of three
// bytes by these. Those in base64 and hexadecimal digits begin in thousands of ways, which would fill the others' hashes: they
// have a kind of their own. Each kind has its 65536 hashes, and one bit for each that says whether there is any entry: those
// bits stay in the processor's first cache.
// The pair table's place serves to note for each hash of a kind which form came last, so that no form is entered twice.

const KIND: u32 = 65536, HASHES_END: u32 = 5 * KIND;

@inline export function hashOfThree(word: u32): u32 { return 3 * KIND + ((((word & 0xffffff) | 0x202020) * 0x9E3779B1) >> 16); }
@inline export function hashOfFour(word: u32): u32 { return ((word | 0x20202020) * 0x9E3779B1) >> 16; }
@inline export function hashOfSix(word: u32, tail: u32): u32 {
  return KIND + ((((word | 0x20202020) ^ (((tail & 0xffff) | 0x2020) * 0x85EBCA6B)) * 0x9E3779B1) >> 16);
}
@inline export function hashOfEight(word: u32, tail: u32): u32 {
  return 2 * KIND + ((((word | 0x20202020) ^ ((tail | 0x20202020) * 0x85EBCA6B)) * 0x9E3779B1) >> 16);
}
@inline export function hashOfDigits(word: u32): u32 { return 4 * KIND + hashOfFour(word); }

/** First round. Returns the number of entries; each takes two bytes. */
export function searchCountEntries(tables: usize): u32 {
  const hashes = part(tables, 1);
  memory.fill(part(tables, 0), 0, 65536 << 2);
  memory.fill(hashes, 0, (HASHES_END + 1) << 2);
  memory.fill(part(tables, 9), 0, HASHES_END >> 3);
  const count = load<u32>(tables, 28);
  for (let form: u32 = 0; form < count; form++) visitWords(tables, form, false);
  let sum: u32 = 0;
  for (let hash: usize = 0; hash <= HASHES_END; hash++) {
    sum += load<u32>(hashes + (hash << 2));
    store<u32>(hashes + (hash << 2), sum);
  }
  return sum;
}

/** Second round: the last form first, each hash's entries from their end, so that they begin where the hash says. */
export function searchFillEntries(tables: usize): void {
  memory.fill(part(tables, 0), 0, 65536 << 2);
  for (let form = load<u32>(tables, 28); form > 0; form--) visitWords(tables, form - 1, true);
}

/** Visits all sequences of bytes that a form may begin with, letters in lower case only. */
function visitWords(tables: usize, form: u32, fill: bool): void {
  const record = formAt(tables, form);
  const length = load<u32>(record), inDigits = load<u32>(record, 12) >= DIGITS;
  if (length >= 6 && !inDigits && areCertain(tables, record, 0, 6)) {
    const word = wordAt(tables, record, 0, 4);
    const isLong = length >= 8 && areCertain(tables, record, 6, 8);
    enter(tables, isLong ? hashOfEight(word, wordAt(tables, record, 4, 8)) : hashOfSix(word, wordAt(tables, record, 4, 6)), form, fill);
    return;
  }
  const first = setAt(tables, record, 0), second = setAt(tables, record, 1), third = setAt(tables, record, 2);
  const fourth = length < 4 ? 0 : setAt(tables, record, 3);
  const firsts = choices(first), seconds = choices(second), thirds = choices(third), fourths = choices(fourth);
  for (let i: u32 = 0; i < firsts; i++) {
    for (let j: u32 = 0; j < seconds; j++) {
      const two = member(first, i) | (member(second, j) << 8);
      for (let k: u32 = 0; k < thirds; k++) {
        const three = two | (member(third, k) << 16);
        if (length < 4) enterOnce(tables, hashOfThree(three), form, fill);
        else for (let l: u32 = 0; l < fourths; l++) {
          const four = three | (member(fourth, l) << 24);
          enterOnce(tables, inDigits ? hashOfDigits(four) : hashOfFour(four), form, fill);
        }
      }
    }
  }
}

function areCertain(tables: usize, record: usize, from: u32, to: u32): bool {
  for (let i = from; i < to; i++) if (!isCertain(setAt(tables, record, i))) return false;
  return true;
}

/** The first choice of each of four sets, or fewer. */
function wordAt(tables: usize, record: usize, from: u32, to: u32): u32 {
  let word: u32 = 0;
  for (let i = from; i < to; i++) word |= member(setAt(tables, record, i), 0) << ((i - from) << 3);
  return word;
}

/** Whether a set holds one byte, but for a letter's case. */
@inline function isCertain(set: u32): bool { return choices(set | 0x20202020) == 1; }

function enterOnce(tables: usize, hash: u32, form: u32, fill: bool): void {
  const last = part(tables, 0) + (<usize>(hash & (KIND - 1)) << 2);
  if (load<u32>(last) == form + 1) return;
  store<u32>(last, form + 1);
  enter(tables, hash, form, fill);
}

function enter(tables: usize, hash: u32, form: u32, fill: bool): void {
  const end = part(tables, 1) + (<usize>hash << 2);
  if (!fill) {
    store<u32>(end, load<u32>(end) + 1);
    const bits = part(tables, 9) + <usize>(hash >> 3);
    store<u8>(bits, load<u8>(bits) | <u8>(<u32>1 << (hash & 7)));
    return;
  }
  const at = load<u32>(end) - 1;
  store<u32>(end, at);
  store<u16>(part(tables, 2) + (<usize>at << 1), <u16>form);
}

/** Writes the head of each form, two long words: a text's first eight bytes, masked with the second, must equal the first. */
export function searchFillHeads(tables: usize): void {
  const count = load<u32>(tables, 28);
  for (let form: u32 = 0; form < count; form++) {
    const length = load<u32>(formAt(tables, form));
    let value: u64 = 0, mask: u64 = 0;
    for (let i: u32 = 0; i < min<u32>(length, 8); i++) {
      const set = setAt(tables, formAt(tables, form), i);
      const telling = tellingBits(set);
      mask |= <u64>telling << (i << 3);
      value |= <u64>(member(set, 0) & telling) << (i << 3);
    }
    const head = part(tables, 10) + (<usize>form << 4);
    store<u64>(head, value); store<u64>(head, mask, 8);
  }
}

/** The bits that all bytes of a set have in common. */
@inline function tellingBits(set: u32): u32 {
  const first = member(set, 0);
  return 255 & ~((first ^ member(set, 1)) | (first ^ member(set, 2)) | (first ^ member(set, 3)));
}
