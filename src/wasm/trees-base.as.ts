// The frame of a delta's base: where its entries begin, and where their bytes are.
import { addressOf, STACK } from './trees-regions.as';

// A frame's words behind its object's size: entries, and the list of those that are of interest (places are relative to the
// stack, which may move).
export const COUNT: usize = 4;
export const STARTS: usize = 8;
export const POINTERS: usize = 12;
export const LIST_COUNT: usize = 16;
export const LIST_STARTS: usize = 20;
export const LIST_INSTANCES: usize = 24;
export const EDGES_FROM: usize = 28;

// Addresses of its arrays.
export let baseFrame: usize = 0;
export let baseStarts: usize = 0;
export let basePointers: usize = 0;
export let baseCount: u32 = 0;
export let baseListStarts: usize = 0;
export let baseListInstances: usize = 0;
export let baseListCount: u32 = 0;

// The entry that was looked for last: most copies go on where the one before them ended, or one entry later.
let cursor: u32 = 0;

/** Makes the frame at a place on the stack the base. */
export function openBase(at: u32): void {
  cursor = 0;
  const stack = addressOf(STACK);
  baseFrame = stack + at;
  baseStarts = stack + load<u32>(baseFrame, STARTS);
  basePointers = stack + load<u32>(baseFrame, POINTERS);
  baseCount = load<u32>(baseFrame, COUNT);
  baseListStarts = stack + load<u32>(baseFrame, LIST_STARTS);
  baseListInstances = stack + load<u32>(baseFrame, LIST_INSTANCES);
  baseListCount = load<u32>(baseFrame, LIST_COUNT);
}

/** Index of the last of some ascending words that is not above a value; 0 when all are. */
// @ts-ignore: decorator
@inline
export function floorOf(words: usize, length: u32, value: u32): u32 {
  let low: u32 = 0;
  while (length > 1) {
    const half = length >> 1;
    low = load<u32>(words + (<usize>(low + half) << 2)) <= value ? low + half : low;
    length -= half;
  }
  return low;
}

/** Where an entry begins; behind the last one: the tree's size. */
// @ts-ignore: decorator
@inline
export function startOf(entry: u32): u32 { return load<u32>(baseStarts + (<usize>entry << 2)); }

/** Index of the entry that a byte of the base belongs to. */
export function entryAt(position: u32): u32 {
  if (cursor < baseCount && startOf(cursor) <= position) {
    if (position < startOf(cursor + 1)) return cursor;
    if (cursor + 1 < baseCount && position < startOf(cursor + 2)) return ++cursor;
  }
  return cursor = floorOf(baseStarts, baseCount, position);
}

/** Index of the last entry that begins at `position` or before it, which `first` does; the number of entries at the base's end. */
export function lastEntryAt(position: u32, first: u32): u32 {
  let low = first;
  let step: u32 = 1;
  for (; low + step <= baseCount && startOf(low + step) <= position; step <<= 1) low += step;
  return cursor = low + floorOf(baseStarts + (<usize>low << 2), min(step, baseCount + 1 - low), position);
}

/** Brings bytes of the base to an address; they must be in it. Up to 15 bytes more are written there. */
export function copyFromBase(to: usize, from: u32, length: u32): void {
  const stack = addressOf(STACK);
  for (let entry = entryAt(from); length; entry++) {
    const part = min(startOf(entry + 1) - from, length);
    copyShort(to, stack + load<u32>(basePointers + (<usize>entry << 2)) + (from - startOf(entry)), part);
    to += part;
    from += part;
    length -= part;
  }
}

/** Copies bytes. Up to 15 more are written, and read. */
// @ts-ignore: decorator
@inline
export function copyShort(to: usize, from: usize, length: usize): void {
  if (length > 256) memory.copy(to, from, length);
  else for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}
