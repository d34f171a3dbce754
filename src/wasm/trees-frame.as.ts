// The frame that is being made: the entries of a tree, and which of them are of interest.
import {
  baseFrame,
  baseListCount,
  baseListInstances,
  baseListStarts,
  basePointers,
  baseStarts,
  COUNT,
  EDGES_FROM,
  floorOf,
  LIST_COUNT,
  LIST_INSTANCES,
  LIST_STARTS,
  POINTERS,
  STARTS,
} from './trees-base.as';
import { align, SIZE } from './trees-delta.as';
import { isFolder, isSubmodule, name, nameEnd } from './trees-entry.as';
import { internId, markedId, setList } from './trees-ids.as';
import { addressOf, countOf, EDGES, NONE, setCount, STACK, stride } from './trees-regions.as';
import { addInstance } from './trees-tables.as';

// Addresses of its arrays.
let starts: usize = 0;
let pointers: usize = 0;
let count: u32 = 0;
let listStarts: usize = 0;
let listInstances: usize = 0;
let listCount: u32 = 0;

/** How many entries a tree may have: each has a mode of one digit, a space, a name of one byte, NUL and an id, or more. */
// @ts-ignore: decorator
@inline
export function mostEntries(size: u32): u32 { return size / (<u32>stride + 4) + 1; }

// @ts-ignore: decorator
@inline
function arrayLength(most: u32): usize { return align((<usize>most + 1) << 2) + 16; }

/** Bytes that the arrays of so many entries take. */
// @ts-ignore: decorator
@inline
export function tablesLength(most: u32): usize { return 4 * arrayLength(most) + 64; }

/** Lays out a frame's arrays from an address on. Returns the address behind them. */
export function beginTables(address: usize, most: u32): usize {
  starts = address;
  pointers = starts + arrayLength(most);
  listStarts = pointers + arrayLength(most);
  listInstances = listStarts + arrayLength(most);
  count = 0;
  listCount = 0;
  return listInstances + arrayLength(most);
}

/** Records the entry that `entryLength` has just seen; folders and marked blobs go on the list. */
// @ts-ignore: decorator
@inline
export function note(start: u32, at: usize): void {
  store<u32>(starts + (<usize>count << 2), start);
  store<u32>(pointers + (<usize>count << 2), <u32>(at - addressOf(STACK)));
  count++;
  if (isFolder()) list(start, internId(nameEnd + 1), 0);
  else if (!isSubmodule()) {
    const blob = markedId(nameEnd + 1);
    if (blob != NONE) list(start, blob, 1);
  }
}

/** Forgets the entries, but not the list: nothing will be a delta on this tree. */
export function forgetEntries(): void { count = 0; }

/** Takes over entries of the base, from index `first` up to `last`, that now begin `shift` bytes later. */
export function inheritEntries(first: u32, last: u32, shift: u32): void {
  const length = <usize>(last - first) << 2;
  copyShifted(starts + (<usize>count << 2), baseStarts + (<usize>first << 2), length, shift);
  if (length > 512) memory.copy(pointers + (<usize>count << 2), basePointers + (<usize>first << 2), length);
  else copyShifted(pointers + (<usize>count << 2), basePointers + (<usize>first << 2), length, 0);
  count += last - first;
}

/** Takes over what is on the base's list between two places. */
export function inheritList(from: u32, to: u32, shift: u32): void {
  if (!baseListCount) return;
  let first = floorOf(baseListStarts, baseListCount, from);
  if (load<u32>(baseListStarts + (<usize>first << 2)) < from) first++;
  let last = first;
  while (last < baseListCount && load<u32>(baseListStarts + (<usize>last << 2)) < to) last++;
  if (last == first) return;
  const length = <usize>(last - first) << 2;
  copyShifted(listStarts + (<usize>listCount << 2), baseListStarts + (<usize>first << 2), length, shift);
  copyShifted(listInstances + (<usize>listCount << 2), baseListInstances + (<usize>first << 2), length, 0);
  listCount += last - first;
}

/** Copies words, each greater by `shift`. Up to 12 bytes more are written, and read. */
// @ts-ignore: decorator
@inline
export function copyShifted(to: usize, from: usize, length: usize, shift: u32): void {
  const shifts = i32x4.splat(shift);
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, i32x4.add(v128.load(from + i), shifts));
}

function list(start: u32, id: u32, isBlob: u32): void {
  store<u32>(listStarts + (<usize>listCount << 2), start);
  store<u32>(listInstances + (<usize>listCount << 2), addInstance(name, nameEnd - name, id, isBlob));
  listCount++;
}

/** Whether the list is the base's. */
export function sameList(): bool {
  if (listCount != baseListCount) return false;
  for (let i: usize = 0; i < <usize>listCount << 2; i += 4) {
    if (load<u32>(listInstances + i) != load<u32>(baseListInstances + i)) return false;
  }
  return true;
}

/** Writes the frame; and the list to EDGES, unless it is the base's. Returns where the next frame may begin. */
export function finish(own: u32, at: u32, size: u32, top: usize, sameAsBase: bool): i32 {
  const stack = addressOf(STACK);
  const frame = stack + at;
  store<u32>(starts + (<usize>count << 2), size);
  store<u32>(frame, size, SIZE);
  store<u32>(frame, count, COUNT);
  store<u32>(frame, <u32>(starts - stack), STARTS);
  store<u32>(frame, <u32>(pointers - stack), POINTERS);
  store<u32>(frame, listCount, LIST_COUNT);
  store<u32>(frame, <u32>(listStarts - stack), LIST_STARTS);
  store<u32>(frame, <u32>(listInstances - stack), LIST_INSTANCES);
  const from = sameAsBase ? load<u32>(baseFrame, EDGES_FROM) : addEdges();
  store<u32>(frame, from, EDGES_FROM);
  setList(own, from, listCount);
  return <i32>(align(top + 16) - stack);
}

function addEdges(): u32 {
  const from = countOf(EDGES);
  memory.copy(addressOf(EDGES) + (<usize>from << 2), listInstances, <usize>listCount << 2);
  setCount(EDGES, from + listCount);
  return from;
}
