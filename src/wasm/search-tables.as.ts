// Fills in the two large tables of the search from the forms: that is quicker than reading them from a file.
// At `tables` lie words: the offsets (in bytes, from there) of the pair table, the hash table, the entries, the forms, the
// sets, the states and the classes; the number of forms; how many bytes from a form's first decide about it; the offset
// of the hashes' bits.

// From this bucket on: forms in base64 and hexadecimal digits (search-buckets.ts).
const DIGITS: u32 = 28;
/** The bits of those buckets. */
export const IN_DIGITS: u32 = 0xF0000000;
/** A probe stands at most so many bytes behind a form's first one (src/rules/engine/probes.ts). */
export const MOST_BEFORE: usize = 8;

@inline function part(tables: usize, index: usize): usize { return tables + <usize>load<u32>(tables + (index << 2)); }
@inline function formAt(tables: usize, form: u32): usize { return part(tables, 3) + (<usize>form << 4); }
@inline function setAt(tables: usize, record: usize, i: u32): u32 { return load<u32>(part(tables, 4) + <usize>load<u32>(record, 4) + (<usize>i << 2)); }

@inline function bucketOf(record: usize): u32 { return <u32>load<u8>(record, 12); }
/** How many of a form's bytes stand before its probe. */
@inline function probeOf(record: usize): usize { return <usize>load<u8>(record, 13); }

/** What may not touch a form in front: 1 the characters of words, 2 hyphens, too (search-parts.ts). */
@inline function edgeOf(record: usize): u8 { return load<u8>(record, 14); }

/** Byte `i` of a set. */
@inline function member(set: u32, i: u32): u32 { return (set >> (i << 3)) & 255; }
/** How many of a set's bytes need be looked at: 1 or 2 where the others only repeat them. */
@inline function choices(set: u32): u32 { return set == rotl(set, 8) ? 1 : set == rotl(set, 16) ? 2 : 4; }

/** Fills in the pair table. */
export function searchFillPairs(tables: usize): void {
  memory.fill(part(tables, 0), 0, 65536 << 3);
  const count = load<u32>(tables, 28);
  for (let form: u32 = 0; form < count; form++) {
    const record = formAt(tables, form);
    const bit = <u64>1 << bucketOf(record), probe = <u32>probeOf(record);
    markPairs(tables, record, probe, bit);
    markPairs(tables, record, probe + 2, bit << 32);
  }
}

function markPairs(tables: usize, record: usize, position: u32, bit: u64): void {
  const pairs = part(tables, 0);
  const first = setAt(tables, record, position);
  const open = position + 1 >= load<u32>(record);
  const second = open ? 0 : setAt(tables, record, position + 1);
  const firsts = choices(first), seconds: u32 = open ? 256 : choices(second);
  for (let i: u32 = 0; i < firsts; i++) {
    for (let j: u32 = 0; j < seconds; j++) {
      if (open && !mayFollow(tables, load<u32>(record, 8), j)) continue;
      const pair = pairs + (<usize>(member(first, i) | ((open ? j : member(second, j)) << 8)) << 3);
      store<u64>(pair, load<u64>(pair) | bit);
    }
  }
}

/** States that read nothing (search-parts.ts). */
export const REJECT: u32 = 0, ACCEPT: u32 = 1;

/** The state to which another goes on with a byte. @param states,classes addresses of these parts */
@inline export function stateAfter(states: usize, classes: usize, state: u32, byte: u32): u32 {
  const record = states + (<usize>state << 2);
  const kind = <usize>load<u8>(classes + <usize>load<u32>(record) + <usize>byte);
  return load<u32>(record + (kind << 2), 4);
}

/** Whether a form's shape check, from its first state on, lets a byte pass. */
function mayFollow(tables: usize, state: u32, byte: u32): bool {
  return state <= ACCEPT || stateAfter(part(tables, 5), part(tables, 6), state, byte) != REJECT;
}

// The hash table is made in two rounds over all forms: the first counts the entries of each list, the second writes them.
// A form is found by its probe; one of three bytes by these. Those in base64 and hexadecimal digits have their probes in
// thousands of ways, which would fill the others' hashes: they have a kind of their own. Each kind has 65536 hashes with one
// bit for each that says whether any probe has it, and a list of entries for each four of them: bits and lists are small, to
// stay in the processor's caches.
// An entry, 24 bytes: two long words (eight bytes of a text, masked with the second, must equal the first), the form's number
// in four bytes, and in one each: how far in front of the probe these eight begin, how far in front of it the form does,
// whether the form stands there if they do, so that nothing else need be compared, and what may not touch it in front.
// The pair table's place serves to note for each list which form came last, so that no form is entered twice.

const KIND: u32 = 65536, HASHES_END: u32 = 3 * KIND, HASHES_A_LIST: u32 = 2, LISTS_END: u32 = HASHES_END >> HASHES_A_LIST;
/** The size of an entry. */
export const ENTRY: usize = 24;

@inline export function hashOfFour(word: u32): u32 { return ((word | 0x20202020) * 0x9E3779B1) >> 16; }
@inline export function hashOfThree(word: u32): u32 { return KIND + ((((word & 0xffffff) | 0x202020) * 0x9E3779B1) >> 16); }
@inline export function hashOfDigits(word: u32): u32 { return 2 * KIND + hashOfFour(word); }
/** Address, from the table's, of where a hash's list begins: the number of its first entry. That of the next list follows. */
@inline export function listOf(hash: u32): usize { return <usize>(hash >> HASHES_A_LIST) << 2; }

/** First round. Returns the number of entries. */
export function searchCountEntries(tables: usize): u32 {
  const hashes = part(tables, 1);
  memory.fill(part(tables, 0), 0, 65536 << 2);
  memory.fill(hashes, 0, (LISTS_END + 1) << 2);
  memory.fill(part(tables, 9), 0, HASHES_END >> 3);
  const count = load<u32>(tables, 28);
  for (let form: u32 = 0; form < count; form++) visitWords(tables, form, false);
  let sum: u32 = 0;
  for (let list: usize = 0; list <= LISTS_END; list++) {
    sum += load<u32>(hashes + (list << 2));
    store<u32>(hashes + (list << 2), sum);
  }
  return sum;
}

/** Second round: the last form first, each list's entries from their end, so that they begin where the table says. */
export function searchFillEntries(tables: usize): void {
  memory.fill(part(tables, 0), 0, 65536 << 2);
  for (let form = load<u32>(tables, 28); form > 0; form--) visitWords(tables, form - 1, true);
}

/** Visits all sequences of bytes that a form's probe may be, letters in lower case only. */
function visitWords(tables: usize, form: u32, fill: bool): void {
  const record = formAt(tables, form), probe = <u32>probeOf(record);
  const length = load<u32>(record) - probe, inDigits = bucketOf(record) >= DIGITS;
  const first = setAt(tables, record, probe), second = setAt(tables, record, probe + 1), third = setAt(tables, record, probe + 2);
  const fourth = length < 4 ? 0 : setAt(tables, record, probe + 3);
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

function enterOnce(tables: usize, hash: u32, form: u32, fill: bool): void {
  if (!fill) {
    const bits = part(tables, 9) + <usize>(hash >> 3);
    store<u8>(bits, load<u8>(bits) | <u8>(<u32>1 << (hash & 7)));
  }
  const list = listOf(hash);
  const last = part(tables, 0) + list;
  if (load<u32>(last) == form + 1) return;
  store<u32>(last, form + 1);
  const end = part(tables, 1) + list;
  if (!fill) {
    store<u32>(end, load<u32>(end) + 1);
    return;
  }
  const at = load<u32>(end) - 1;
  store<u32>(end, at);
  writeEntry(tables, form, part(tables, 2) + <usize>at * ENTRY);
}

function writeEntry(tables: usize, form: u32, entry: usize): void {
  const record = formAt(tables, form), length = load<u32>(record), probe = <u32>probeOf(record);
  // As many of the form's bytes as there are, the probe among them.
  const from = length < 8 ? 0 : min(probe, length - 8);
  let value: u64 = 0, mask: u64 = 0, whole = length <= 8;
  for (let i: u32 = 0; i < min<u32>(length, 8); i++) {
    const set = setAt(tables, record, from + i);
    const telling = tellingBits(set);
    mask |= <u64>telling << (i << 3);
    value |= <u64>(member(set, 0) & telling) << (i << 3);
    whole = whole && popcnt(telling) >= (choices(set) == 1 ? 8 : choices(set) == 2 ? 7 : 9);
  }
  store<u64>(entry, value); store<u64>(entry, mask, 8); store<u32>(entry, form, 16);
  store<u8>(entry, <u8>(probe - from), 20); store<u8>(entry, <u8>probe, 21); store<u8>(entry, <u8>whole, 22); store<u8>(entry, edgeOf(record), 23);
}

/** The bits that all bytes of a set have in common. */
@inline function tellingBits(set: u32): u32 {
  const first = member(set, 0);
  return 255 & ~((first ^ member(set, 1)) | (first ^ member(set, 2)) | (first ^ member(set, 3)));
}
