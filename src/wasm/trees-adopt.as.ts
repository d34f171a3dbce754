// What another thread's tables hold, taken over: its numbers become those that the same ids and names have here.
//
// It comes as one block of words: how many there are of each kind, then all of each kind, one behind the other (their order is
// that of the constants; a list for every id stands before the commits, the bytes of the names stand last).
import { copyShifted } from './trees-frame.as';
import { internId, setList } from './trees-ids.as';
import { internName } from './trees-names.as';
import {
  addressOf,
  COMMIT,
  COMMITS,
  countOf,
  EDGES,
  IDS,
  INSTANCES,
  LIST,
  NAME,
  NAME_BYTES,
  NAMES,
  PARENTS,
  roomFor,
  setCount,
  stride,
} from './trees-regions.as';

// Words of the head. Ids below `SHARED` have the same number there and here, and are not in the block.
const SHARED: usize = 0;
const OTHER_IDS: usize = 4;
const NAME_COUNT: usize = 8;
const INSTANCE_COUNT: usize = 12;
const EDGE_COUNT: usize = 16;
const COMMIT_COUNT: usize = 20;
const PARENT_COUNT: usize = 24;
const BYTES_OF_NAMES: usize = 28;
const HEAD: usize = 32;

let shared: u32 = 0;
// Where the numbers lie that the other ids, and the names, have here.
let otherIds: usize = 0;
let names: usize = 0;

/** Takes over the block at an address, which it writes to. Returns 0; or FULL, with nothing done. */
export function adoptTables(block: usize): i32 {
  const room = roomForBlock(block);
  if (room < 0) return room;
  shared = load<u32>(block, SHARED);
  const ids = load<u32>(block, OTHER_IDS);
  otherIds = block + HEAD;
  names = otherIds + ids * stride;
  const instances = names + load<u32>(block, NAME_COUNT) * NAME;
  const edges = instances + (<usize>load<u32>(block, INSTANCE_COUNT) << 3);
  const lists = edges + (<usize>load<u32>(block, EDGE_COUNT) << 2);
  const commits = lists + LIST * (shared + ids);
  const parents = commits + COMMIT * load<u32>(block, COMMIT_COUNT);
  const nameBytes = parents + (<usize>load<u32>(block, PARENT_COUNT) << 2);
  for (let i: usize = 0; i < ids; i++) store<u32>(otherIds + (i << 2), internId(otherIds + i * stride));
  adoptNames(load<u32>(block, NAME_COUNT), nameBytes);
  adoptLists(lists, shared + ids);
  adoptEdges(edges, load<u32>(block, EDGE_COUNT));
  adoptInstances(instances, load<u32>(block, INSTANCE_COUNT));
  adoptCommits(commits, load<u32>(block, COMMIT_COUNT));
  adoptParents(parents, load<u32>(block, PARENT_COUNT));
  return 0;
}

function roomForBlock(block: usize): i32 {
  let room = roomFor(IDS, load<u32>(block, OTHER_IDS));
  if (!room) room = roomFor(NAMES, load<u32>(block, NAME_COUNT));
  if (!room) room = roomFor(NAME_BYTES, load<u32>(block, BYTES_OF_NAMES));
  if (!room) room = roomFor(INSTANCES, load<u32>(block, INSTANCE_COUNT));
  if (!room) room = roomFor(EDGES, load<u32>(block, EDGE_COUNT));
  if (!room) room = roomFor(COMMITS, load<u32>(block, COMMIT_COUNT));
  return room ? room : roomFor(PARENTS, load<u32>(block, PARENT_COUNT));
}

// @ts-ignore: decorator
@inline
function idHere(id: u32): u32 { return id < shared ? id : load<u32>(otherIds + (<usize>(id - shared) << 2)); }

// Each record gives way to the number that the name has here.
function adoptNames(count: u32, bytes: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const record = names + i * NAME;
    store<u32>(names + (i << 2), internName(bytes + load<u32>(record), load<u32>(record, 4)));
  }
}

// Before the edges, which are put where the lists say.
function adoptLists(from: usize, count: u32): void {
  const edges = countOf(EDGES);
  for (let id: u32 = 0; id < count; id++) {
    const first = load<u32>(from + LIST * id);
    if (first) setList(idHere(id), first - 1 + edges, load<u32>(from + LIST * id, 4));
  }
}

// Before the instances, whose numbers they are.
function adoptEdges(from: usize, count: u32): void {
  copyShifted(addressOf(EDGES) + (<usize>countOf(EDGES) << 2), from, <usize>count << 2, countOf(INSTANCES));
  setCount(EDGES, countOf(EDGES) + count);
}

function adoptInstances(from: usize, count: u32): void {
  let to = addressOf(INSTANCES) + (<usize>countOf(INSTANCES) << 3);
  for (const end = from + (<usize>count << 3); from < end; from += 8, to += 8) {
    const target = load<u32>(from, 4);
    store<u32>(to, load<u32>(names + (<usize>load<u32>(from) << 2)));
    store<u32>(to, (idHere(target >> 1) << 1) | (target & 1), 4);
  }
  setCount(INSTANCES, countOf(INSTANCES) + count);
}

// Before the parents, which are put where the records say.
function adoptCommits(from: usize, count: u32): void {
  let to = addressOf(COMMITS) + <usize>countOf(COMMITS) * COMMIT;
  for (const end = from + count * COMMIT; from < end; from += COMMIT, to += COMMIT) {
    store<u32>(to, idHere(load<u32>(from)));
    store<u32>(to, idHere(load<u32>(from, 4)), 4);
    store<u32>(to, load<u32>(from, 8) + countOf(PARENTS), 8);
    store<u32>(to, load<u32>(from, 12), 12);
    store<f64>(to, load<f64>(from, 16), 16);
  }
  setCount(COMMITS, countOf(COMMITS) + count);
}

function adoptParents(from: usize, count: u32): void {
  let to = addressOf(PARENTS) + (<usize>countOf(PARENTS) << 2);
  for (const end = from + (<usize>count << 2); from < end; from += 4, to += 4) store<u32>(to, idHere(load<u32>(from)));
  setCount(PARENTS, countOf(PARENTS) + count);
}
