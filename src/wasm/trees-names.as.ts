// Names of entries by number: few, however many trees there are.
import { addressOf, countOf, NAME, NAME_BYTES, NAMES, seed, setCount, slotsFor, takeSlot } from './trees-regions.as';

let nameTable: usize = 0;
let nameMask: u32 = 0;

/** Bytes that lie behind so many names. */
export function nameTableLength(capacity: u32): usize { return <usize>slotsFor(capacity) << 2; }

/** Makes the hash table of the names anew, behind their new place. */
export function moveNameTable(address: usize, capacity: u32): void {
  nameTable = address;
  nameMask = slotsFor(capacity) - 1;
  memory.fill(nameTable, 0, (<usize>nameMask + 1) << 2);
  for (let i: u32 = 0; i < countOf(NAMES); i++) takeSlot(nameTable, nameMask, load<u32>(nameAt(i), 8), i);
}

// @ts-ignore: decorator
@inline
function nameAt(entry: u32): usize { return addressOf(NAMES) + <usize>entry * NAME; }

/** Number of a name, a new one where it has none. There must be room. Up to 8 bytes behind it are read. */
export function internName(name: usize, length: usize): u32 {
  let mixed = seed ^ <u64>length;
  for (let i: usize = 0; i < length; i += 8) {
    let word = load<u64>(name + i);
    if (length - i < 8) word &= (<u64>1 << (<u64>(length - i) << 3)) - 1;
    mixed = (mixed ^ word) * 0x9e3779b97f4a7c15;
    mixed ^= mixed >> 32;
  }
  const hash = <u32>mixed;
  let slot = hash & nameMask;
  while (true) {
    const entry = load<u32>(nameTable + (<usize>slot << 2));
    if (!entry) break;
    const known = nameAt(entry - 1);
    if (load<u32>(known, 8) == hash && load<u32>(known, 4) == <u32>length) {
      if (sameBytes(addressOf(NAME_BYTES) + <usize>load<u32>(known), name, length)) return entry - 1;
    }
    slot = (slot + 1) & nameMask;
  }
  store<u32>(nameTable + (<usize>slot << 2), countOf(NAMES) + 1);
  return addName(name, length, hash);
}

function sameBytes(a: usize, b: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}

function addName(name: usize, length: usize, hash: u32): u32 {
  const number = countOf(NAMES);
  const offset = countOf(NAME_BYTES);
  memory.copy(addressOf(NAME_BYTES) + offset, name, length);
  store<u32>(nameAt(number), offset);
  store<u32>(nameAt(number), <u32>length, 4);
  store<u32>(nameAt(number), hash, 8);
  setCount(NAME_BYTES, offset + <u32>length);
  setCount(NAMES, number + 1);
  return number;
}
