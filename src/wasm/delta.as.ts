// Applies git's deltas, and says where the result differs from its base.
import { isCopy, length, NO_SIZE, next, offset, readOperation, readSize } from './delta-format.as';

export { mapAnchors } from './anchors.as';

const DAMAGED: i32 = -2;
const OTHER_LENGTH: i32 = -3;
// Up to here a loop is faster than a call.
const SHORT_COPY: u32 = 256;

// The windows that are being written; none is written before the next one is known to stand apart.
let windows: usize = 0;
let windowsLeft: u32 = 0;
let windowCount: i32 = 0;
let windowFrom: u32 = 0;
let windowTo: u32 = 0;
let windowBack: u32 = 0;
let windowForward: u32 = 0;
let resultSize: u32 = 0;

/** Size of the base that a delta at [d, dEnd) is for; 0xffffffff when it is damaged or above 2^32 - 2. */
export function deltaBaseSize(d: usize, dEnd: usize): u32 {
  return readSize(d, dEnd);
}

/** Size of what a delta at [d, dEnd) makes; 0xffffffff when it is damaged or above 2^32 - 2. */
export function deltaResultSize(d: usize, dEnd: usize): u32 {
  return readSize(d, dEnd) == NO_SIZE ? NO_SIZE : readSize(next, dEnd);
}

/**
 * Applies the delta at [d, dEnd) to the base and writes exactly `dstLen` bytes at `dst`; 64 bytes behind them become zero.
 * No region may overlap another.
 *
 * Writes to `windowsOut` which parts of the result a search for literals has to look at when the base was searched: u32 pairs
 * [from, to), ascending, apart from each other, within [0, dstLen). For every p in [0, dstLen) outside of all windows, the result's
 * bytes [p - forward, p + back], cut to the result, are one contiguous run of the base; where they were cut at the result's start (end),
 * the run is at the base's start (end), too. An edit [s, e) makes the window [s - back, e + forward]; edits are what is inserted, the
 * place between two copies that are no neighbours in the base, and a start or an end of the base that was cut off (s = e, all three).
 * @param maxWindows at least 1; when more would be needed, the last one covers the rest
 * @returns how many windows; -2: damaged; -3: the delta is for another base size, or makes another result size
 */
export function applyDelta(
  base: usize, baseLen: u32, d: usize, dEnd: usize, dst: usize, dstLen: u32,
  windowsOut: usize, maxWindows: u32, back: u32, forward: u32,
): i32 {
  const baseSize = readSize(d, dEnd);
  if (baseSize == NO_SIZE) return DAMAGED;
  const size = readSize(next, dEnd);
  if (size == NO_SIZE || maxWindows == 0) return DAMAGED;
  if (baseSize != baseLen || size != dstLen) return OTHER_LENGTH;
  startWindows(windowsOut, maxWindows, back, forward, dstLen);
  let at = next;
  let made: u32 = 0;
  // Where a copy has to begin to go on with what the result ends with. In front of everything, that is the base's start.
  let neighbour: u32 = 0;
  // What was inserted last is an edit already: a copy behind it need not be a neighbour of anything.
  let inserted = false;
  while (at < dEnd) {
    if (!readOperation(at, dEnd)) return DAMAGED;
    const count = length;
    if (count > dstLen - made) return OTHER_LENGTH;
    at = next;
    if (isCopy) {
      const start = offset;
      if (start > baseLen || count > baseLen - start) return DAMAGED;
      if (start != neighbour && !inserted) addEdit(made, made);
      copy(dst + made, base + start, count, base + baseLen);
      neighbour = start + count;
      inserted = false;
    } else {
      copy(dst + made, at, count, dEnd);
      addEdit(made, made + count);
      at += count;
      inserted = true;
    }
    made += count;
  }
  if (made != dstLen) return OTHER_LENGTH;
  if (neighbour != baseLen && !inserted) addEdit(made, made);
  memory.fill(dst + dstLen, 0, 64);
  return endWindows();
}

// Copies bytes; reads none at or above `readEnd`, may write up to 15 too many.
@inline
function copy(to: usize, from: usize, count: u32, readEnd: usize): void {
  if (count > SHORT_COPY || readEnd - from < ((count + 15) & ~15)) {
    memory.copy(to, from, count);
    return;
  }
  const end = to + count;
  do {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  } while (to < end);
}

function startWindows(out: usize, most: u32, back: u32, forward: u32, size: u32): void {
  windows = out;
  windowsLeft = most;
  windowCount = 0;
  windowFrom = 0;
  windowTo = 0;
  windowBack = back;
  windowForward = forward;
  resultSize = size;
}

// Edits come in ascending order. A window of no bytes (windowTo = 0) is none.
function addEdit(start: u32, end: u32): void {
  const from = start > windowBack ? start - windowBack : 0;
  const to = windowForward < resultSize - end ? end + windowForward + 1 : resultSize;
  if (from >= to) return;
  if (windowTo == 0) windowFrom = from;
  else if (from > windowTo && windowsLeft > 1) {
    storeWindow();
    windowFrom = from;
  }
  windowTo = to;
}

function storeWindow(): void {
  store<u32>(windows, windowFrom);
  store<u32>(windows, windowTo, 4);
  windows += 8;
  windowsLeft--;
  windowCount++;
}

function endWindows(): i32 {
  if (windowTo) storeWindow();
  return windowCount;
}
