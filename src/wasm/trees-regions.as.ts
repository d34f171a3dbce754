// The growing tables of the attribution. Each lies in a region that the host provides, and replaces by a larger one when a
// function says that it is full; entries are numbers counted from 0, so that nothing points into a region that may move.

export const NONE: u32 = 0xffffffff;

// Regions, as numbered towards the host. FULL - region is the error "make this one larger and call again".
export const IDS: i32 = 0;
export const NAMES: i32 = 1;
export const NAME_BYTES: i32 = 2;
export const INSTANCES: i32 = 3;
export const EDGES: i32 = 4;
export const COMMITS: i32 = 5;
export const PARENTS: i32 = 6;
export const STACK: i32 = 7;
const REGIONS: usize = 8;
export const FULL: i32 = -16;

/** Bytes of a record of `COMMITS`: id, tree (numbers of ids), first parent (in `PARENTS`), their count, date (f64). */
export const COMMIT: usize = 24;
/** Of `NAMES`: offset and length of the name in `NAME_BYTES`, hash. */
export const NAME: usize = 12;
/** Of the lists beside `IDS`: where the tree's edges begin, plus 1 (0: not read), and their count. */
export const LIST: usize = 8;

const addresses: usize = memory.data(32);
const capacities: usize = memory.data(32);
const counts: usize = memory.data(32);

/** Bytes of an id. */
export let stride: usize = 20;
export let seed: u64 = 0;

export function initRegions(idLength: usize, firstSeed: u32, secondSeed: u32): void {
  stride = idLength;
  seed = (<u64>firstSeed << 32) | secondSeed;
  memory.fill(addresses, 0, REGIONS * 4);
  memory.fill(capacities, 0, REGIONS * 4);
  memory.fill(counts, 0, REGIONS * 4);
}

// @ts-ignore: decorator
@inline
export function addressOf(region: i32): usize { return load<u32>(addresses + (<usize>region << 2)); }
// @ts-ignore: decorator
@inline
export function capacityOf(region: i32): u32 { return load<u32>(capacities + (<usize>region << 2)); }
// @ts-ignore: decorator
@inline
export function countOf(region: i32): u32 { return load<u32>(counts + (<usize>region << 2)); }
// @ts-ignore: decorator
@inline
export function setCount(region: i32, count: u32): void { store<u32>(counts + (<usize>region << 2), count); }

/** Replaces a region by a place for more entries, `bytes` of which are in use. */
export function replaceRegion(region: i32, address: usize, capacity: u32, bytes: usize): void {
  memory.copy(address, addressOf(region), bytes);
  store<u32>(addresses + (<usize>region << 2), <u32>address);
  store<u32>(capacities + (<usize>region << 2), capacity);
}

export function align(length: usize): usize { return (length + 63) & ~63; }

// Slots of a hash table for so many entries: a power of two, at most half full.
export function slotsFor(capacity: u32): u32 {
  let slots: u32 = 16;
  while (slots < capacity * 2) slots <<= 1;
  return slots;
}

/** Enters a number into a hash table. */
export function takeSlot(table: usize, mask: u32, hash: u32, entry: u32): void {
  let slot = hash & mask;
  while (load<u32>(table + (<usize>slot << 2))) slot = (slot + 1) & mask;
  store<u32>(table + (<usize>slot << 2), entry + 1);
}

// @ts-ignore: decorator
@inline
function fits(region: i32, more: u32): bool { return capacityOf(region) - countOf(region) >= more; }

/** 0, or `FULL` less the region that has no room for so many more. */
export function roomFor(region: i32, more: u32): i32 { return fits(region, more) ? 0 : FULL - region; }

/** 0, or `FULL` less the region that has no room for what a tree of so many entries and bytes may add. */
export function roomForTree(entries: u32, bytes: u32): i32 {
  if (!fits(IDS, entries + 1)) return FULL - IDS;
  if (!fits(NAMES, entries)) return FULL - NAMES;
  if (!fits(NAME_BYTES, bytes)) return FULL - NAME_BYTES;
  if (!fits(INSTANCES, entries)) return FULL - INSTANCES;
  return fits(EDGES, entries) ? 0 : FULL - EDGES;
}

/** The same for a commit of so many parents. */
export function roomForCommit(parents: u32): i32 {
  if (!fits(IDS, parents + 2)) return FULL - IDS;
  if (!fits(PARENTS, parents)) return FULL - PARENTS;
  return fits(COMMITS, 1) ? 0 : FULL - COMMITS;
}

/** The same for a stack that must reach so far. */
export function roomOnStack(end: usize): i32 {
  return end <= <usize>capacityOf(STACK) ? 0 : FULL - STACK;
}
