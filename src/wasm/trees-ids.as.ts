// Ids by number: the marked blobs first, then trees and commits as they are met.
import { addressOf, align, countOf, IDS, LIST, NONE, seed, setCount, slotsFor, stride, takeSlot } from './trees-regions.as';

// One bit for each first two bytes that an id of interest has.
const markedBits: usize = memory.data(8192);
let markedCount: u32 = 0;

// Behind the ids: a list for each, and the hash table.
let lists: usize = 0;
let idTable: usize = 0;
let idMask: u32 = 0;

export function initIds(): void {
  markedCount = 0;
  memory.fill(markedBits, 0, 8192);
}

/** Bytes that lie behind so many ids. */
export function idTablesLength(capacity: u32): usize { return align(LIST * capacity) + (<usize>slotsFor(capacity) << 2); }

/** Moves what lies behind the ids, to behind their new place. */
export function moveIdTables(address: usize, capacity: u32): void {
  memory.fill(address, 0, align(LIST * capacity));
  memory.copy(address, lists, LIST * countOf(IDS));
  lists = address;
  idTable = address + align(LIST * capacity);
  idMask = slotsFor(capacity) - 1;
  memory.fill(idTable, 0, (<usize>idMask + 1) << 2);
  for (let i: u32 = 0; i < countOf(IDS); i++) takeSlot(idTable, idMask, hashId(idAt(i)), i);
}

// @ts-ignore: decorator
@inline
function idAt(entry: u32): usize { return addressOf(IDS) + <usize>entry * stride; }

// The seed is of this run: nobody can write ids that all fall on one slot.
function hashId(id: usize): u32 {
  let hash = seed;
  for (let i: usize = 0; i < stride - 8; i += 8) {
    hash = (hash ^ load<u64>(id + i)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 29;
  }
  hash = (hash ^ load<u64>(id + stride - 8)) * 0xbf58476d1ce4e5b9;
  return <u32>(hash >> 32);
}

function sameId(a: usize, b: usize): bool {
  if (load<u64>(a) != load<u64>(b) || load<u64>(a, 8) != load<u64>(b, 8)) return false;
  if (stride == 20) return load<u32>(a, 16) == load<u32>(b, 16);
  return load<u64>(a, 16) == load<u64>(b, 16) && load<u64>(a, 24) == load<u64>(b, 24);
}

// `memory.copy` is a call out of the module.
function copyId(to: usize, from: usize): void {
  v128.store(to, v128.load(from));
  if (stride == 20) store<u32>(to, load<u32>(from, 16), 16);
  else v128.store(to, v128.load(from, 16), 16);
}

/** Number of an id, or NONE. */
export function findId(id: usize): u32 {
  let slot = hashId(id) & idMask;
  while (true) {
    const entry = load<u32>(idTable + (<usize>slot << 2));
    if (!entry) return NONE;
    if (sameId(idAt(entry - 1), id)) return entry - 1;
    slot = (slot + 1) & idMask;
  }
}

/** Number of an id, a new one where it has none. There must be room. */
export function internId(id: usize): u32 {
  const next = countOf(IDS);
  const number = numberId(id, next);
  if (number == next) setCount(IDS, next + 1);
  return number;
}

/** Number of an id; where it has none, this one, which no other has. */
// @ts-ignore: decorator
@inline
export function numberId(id: usize, number: u32): u32 {
  let slot = hashId(id) & idMask;
  while (true) {
    const entry = load<u32>(idTable + (<usize>slot << 2));
    if (!entry) break;
    if (sameId(idAt(entry - 1), id)) return entry - 1;
    slot = (slot + 1) & idMask;
  }
  copyId(idAt(number), id);
  store<u32>(idTable + (<usize>slot << 2), number + 1);
  return number;
}

/** Marks an id as of interest. The marked ids must be the first ones of the table. */
export function markId(id: usize): u32 {
  const number = internId(id);
  const first = <u32>load<u16>(id);
  store<u8>(markedBits + (first >> 3), load<u8>(markedBits + (first >> 3)) | (<u8>1 << <u8>(first & 7)));
  if (number >= markedCount) markedCount = number + 1;
  return number;
}

/** Number of a marked id; NONE for all others. */
// @ts-ignore: decorator
@inline
export function markedId(id: usize): u32 {
  const first = <u32>load<u16>(id);
  if (!((load<u8>(markedBits + (first >> 3)) >> <u8>(first & 7)) & 1)) return NONE;
  const number = findId(id);
  return number < markedCount ? number : NONE;
}

/** Says what a tree holds: `count` instances in EDGES from `from` on. Nobody asks what tree NONE holds. */
export function setList(id: u32, from: u32, count: u32): void {
  if (id == NONE) return;
  store<u32>(lists + (<usize>id << 3), from + 1);
  store<u32>(lists + (<usize>id << 3), count, 4);
}

/** Address of the pairs {from + 1, count} that `setList` wrote, by the number of the tree's id. */
export function listsAddress(): usize { return lists; }

/** Whether the host has set the highest bit of a list's count: it leads to no blob. */
// @ts-ignore: decorator
@inline
export function isBarren(id: u32): bool { return (load<u32>(lists + (<usize>id << 3), 4) >> 31) != 0; }
