// Trees and commits for the attribution: which trees hold which folders and which marked blobs, what commits say of trees and parents.
//
// Trees are read depth-first over their deltas, on a stack of frames. A frame has the place of every entry of its tree, and its
// bytes wherever those stand: in this frame, or in one below it that it inherited the entry from. A delta's result is never put
// together: entries that a copy holds in full are taken over in one go, the few others are collected and parsed. Where an entry
// begins is only ever known from where the one before it ends, so that no name can feign an entry.
import { inflate } from './inflate.as';
import { adoptTables } from './trees-adopt.as';
import { entryAt, lastEntryAt, openBase, startOf } from './trees-base.as';
import { collect, collectAt, collected, keepCollected } from './trees-collect.as';
import {
  align,
  FRAME,
  isCopy,
  LONGEST,
  PIECE,
  pieceEnd,
  pieceSource,
  pieceStart,
  piecesEnd,
  piecesOf,
  readDelta,
  TOO_LARGE,
} from './trees-delta.as';
import { entryLength } from './trees-entry.as';
import { beginTables, finish, forgetEntries, inheritEntries, inheritList, mostEntries, note, sameList, tablesLength } from './trees-frame.as';
import { findId, internId, isBarren, listsAddress, markId, numberId } from './trees-ids.as';
import { addressOf, capacityOf, countOf, EDGES, IDS, INSTANCES, NONE, roomFor, roomForTree, roomOnStack, setCount, STACK, stride } from './trees-regions.as';
import { bytesFor, initTables, moveRegion } from './trees-tables.as';

const DAMAGED: i32 = -2;

/** The id that the host asks about lies here. */
const askedId: usize = memory.data(32);

export { commitDelta, commitParse, commitPrefix, commitWhole } from './trees-commit.as';

// ---- tables, as the host sees them

export function treesInit(idLength: u32, firstSeed: u32, secondSeed: u32): void { initTables(idLength, firstSeed, secondSeed); }
export function treesRegionBytes(region: i32, capacity: u32): usize { return bytesFor(region, capacity); }
export function treesMoveRegion(region: i32, address: usize, capacity: u32): void { moveRegion(region, address, capacity); }
export function treesCapacity(region: i32): u32 { return capacityOf(region); }
export function treesCount(region: i32): u32 { return countOf(region); }
export function treesAddress(region: i32): usize { return addressOf(region); }
export function treesLists(): usize { return listsAddress(); }
export function treesAskedId(): usize { return askedId; }

/** Marks the id in `treesAskedId` as a blob of interest; before anything else is read. Returns its number, or FULL. */
export function treesMark(): i32 {
  const room = roomFor(IDS, 1);
  return room < 0 ? room : markId(askedId);
}

/** Number of the id in `treesAskedId`, a new one where it has none; or FULL. */
export function treesIntern(): i32 {
  const room = roomFor(IDS, 1);
  return room < 0 ? room : internId(askedId);
}

/** Sets numbers aside for ids. Returns the first one, or FULL. */
export function treesReserve(count: u32): i32 {
  const room = roomFor(IDS, count);
  if (room < 0) return room;
  const first = countOf(IDS);
  // Of what had a number before, the one set aside stays free: it must not look like an id.
  memory.fill(addressOf(IDS) + <usize>first * stride, 0, <usize>count * stride);
  setCount(IDS, first + count);
  return first;
}

/**
 * Gives ids numbers that were set aside: `first` and what stands in `numbers` for each (NONE: the id is passed over). Those that
 * had a number before keep it; `numbers` says in the end which each has.
 */
export function treesNumber(ids: usize, numbers: usize, count: u32, first: u32): void {
  for (const end = numbers + (<usize>count << 2); numbers < end; numbers += 4, ids += stride) {
    const number = load<u32>(numbers);
    if (number != NONE) store<u32>(numbers, numberId(ids, first + number));
  }
}

/** Takes over a block that tells what another thread's tables hold; it is written to. Returns 0; or FULL, with nothing done. */
export function treesAdopt(block: usize): i32 { return adoptTables(block); }

/** Number of the id in `treesAskedId`, or -1. */
export function treesFind(): i32 { return findId(askedId); }

/** The first of some edges that names a blob, or a tree whose list is not barren; `end` where there is none. */
export function treesSkipBarren(from: u32, end: u32): u32 {
  const instances = addressOf(INSTANCES);
  let edge = addressOf(EDGES) + (<usize>from << 2);
  for (; from < end; from++, edge += 4) {
    const target = load<u32>(instances + (<usize>load<u32>(edge) << 3), 4);
    if (target & 1 || !isBarren(target >> 1)) return from;
  }
  return end;
}

// ---- whole trees

/** Makes room for a frame whose tree's bytes, `size` of them, the host writes to stack + at + 32. Returns 0, or < 0. */
export function treeRoom(size: u32, at: u32): i32 {
  if (size > LONGEST) return TOO_LARGE;
  const most = mostEntries(size);
  const room = roomForTree(most, size);
  if (room < 0) return room;
  return roomOnStack(<usize>at + FRAME + align(size) + 128 + tablesLength(most));
}

/** Reads the tree whose bytes lie there; `own` is the number of its id. Returns where the next frame may begin, or < 0. */
export function treeParse(own: u32, size: u32, at: u32): i32 {
  const bytes = addressOf(STACK) + at + FRAME;
  memory.fill(bytes + size, 0, 64);
  const top = beginTables(align(bytes + size + 64), mostEntries(size));
  for (let p: u32 = 0; p < size; ) {
    const length = entryLength(bytes + p, size - p);
    if (!length) return DAMAGED;
    note(p, bytes + p);
    p += length;
  }
  return finish(own, at, size, top, false);
}

/** Inflates and reads a whole tree. Returns where the next frame may begin, or < 0. */
export function treeWhole(own: u32, src: usize, srcEnd: usize, size: u32, at: u32): i32 {
  const room = treeRoom(size, at);
  if (room < 0) return room;
  const used = inflate(src, srcEnd, addressOf(STACK) + at + FRAME, size);
  return used < 0 ? used : treeParse(own, size, at);
}

// ---- trees as deltas

/**
 * Inflates a delta of `size` bytes on the tree of the frame at `baseAt` and reads the result. Returns as `treeWhole`.
 * `isBase`: others are deltas on it; else its frame is left without entries.
 */
export function treeDelta(own: u32, src: usize, srcEnd: usize, size: u32, baseAt: u32, at: u32, isBase: bool): i32 {
  const result = readDelta(src, srcEnd, size, baseAt, at);
  if (result < 0) return result;
  const most = mostEntries(result);
  let room = roomForTree(most, result);
  if (room < 0) return room;
  const tables = align(piecesEnd + PIECE);
  // What is collected for one entry is at most twice the entry and 64 bytes, and the entries together are the result.
  room = roomOnStack(tables - addressOf(STACK) + tablesLength(most) + <usize>result * 2 + 256);
  if (room < 0) return room;
  openBase(baseAt);
  collectAt(beginTables(tables, most));
  const instances = countOf(INSTANCES);
  const fault = readResult(piecesOf(at, size), result, isBase);
  if (fault < 0) return fault;
  return finish(own, at, result, collected, countOf(INSTANCES) == instances && sameList());
}

function readResult(pieces: usize, size: u32, isBase: bool): i32 {
  let piece = pieces;
  for (let p: u32 = 0; p < size; ) {
    while (pieceEnd(piece) <= p) piece += PIECE;
    const taken = isCopy(piece) ? inherit(p, piece, isBase) : 0;
    if (taken) {
      p += taken;
      continue;
    }
    const length = collect(p, piece, size);
    if (!length) return DAMAGED;
    note(p, collected);
    p += length;
    if (isBase) keepCollected(length);
    else forgetEntries();
  }
  return 0;
}

// Takes over the base's entries that lie in a copy from `p` on, where that is where one begins. Returns their length.
function inherit(p: u32, piece: usize, isBase: bool): u32 {
  const source = pieceSource(piece) + (p - pieceStart(piece));
  const first = entryAt(source);
  if (startOf(first) != source) return 0;
  const last = lastEntryAt(pieceSource(piece) + (pieceEnd(piece) - pieceStart(piece)), first);
  if (last == first) return 0;
  if (isBase) inheritEntries(first, last, p - source);
  inheritList(source, startOf(last), p - source);
  return startOf(last) - source;
}
