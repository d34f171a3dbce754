// All tables of the attribution together: how long their regions are, and how they move.
import { idTablesLength, initIds, moveIdTables } from './trees-ids.as';
import { internName, moveNameTable, nameTableLength } from './trees-names.as';
import {
  addressOf,
  align,
  capacityOf,
  COMMIT,
  COMMITS,
  countOf,
  EDGES,
  IDS,
  initRegions,
  INSTANCES,
  NAME,
  NAMES,
  PARENTS,
  replaceRegion,
  setCount,
  STACK,
  stride,
} from './trees-regions.as';

export function initTables(idLength: usize, firstSeed: u32, secondSeed: u32): void {
  initRegions(idLength, firstSeed, secondSeed);
  initIds();
}

function sizeOf(region: i32): usize {
  if (region == IDS) return stride;
  if (region == NAMES) return NAME;
  if (region == INSTANCES) return 8;
  if (region == EDGES || region == PARENTS) return 4;
  return region == COMMITS ? COMMIT : 1;
}

/** Bytes that a region for so many entries takes (of `NAME_BYTES` and `STACK`: for so many bytes). */
export function bytesFor(region: i32, capacity: u32): usize {
  const behind = region == IDS ? idTablesLength(capacity) : region == NAMES ? nameTableLength(capacity) : 0;
  return align(sizeOf(region) * capacity) + behind + 64;
}

/** Moves a region to a larger place, whatever that holds. */
export function moveRegion(region: i32, address: usize, capacity: u32): void {
  replaceRegion(region, address, capacity, sizeOf(region) * (region == STACK ? capacityOf(STACK) : countOf(region)));
  const behind = address + align(sizeOf(region) * capacity);
  if (region == IDS) moveIdTables(behind, capacity);
  if (region == NAMES) moveNameTable(behind, capacity);
}

/** A new instance: a name, and what it names: the number of its id, doubled, plus 1 for a blob. There must be room. */
export function addInstance(name: usize, nameLength: usize, id: u32, isBlob: u32): u32 {
  const number = countOf(INSTANCES);
  const at = addressOf(INSTANCES) + (<usize>number << 3);
  store<u32>(at, internName(name, nameLength));
  store<u32>(at, (id << 1) | isBlob, 4);
  setCount(INSTANCES, number + 1);
  return number;
}
