// Carries known places of literals from a delta's base over to its result.
import { isCopy, length, NO_SIZE, next, offset, readOperation, readSize } from './delta-format.as';

const TOO_MANY: i32 = -1;
const DAMAGED: i32 = -2;

// A record {position, form, tag}.
const ANCHOR: usize = 12;
/** Set in an anchor's form when not all of its surroundings came along. */
const TOUCHED: u32 = 0x80000000;

let anchors: usize = 0;
let anchorCount: u32 = 0;
let forms: usize = 0;
let out: usize = 0;
let outCount: u32 = 0;
let outMost: u32 = 0;
let baseSize: u32 = 0;
let resultSize: u32 = 0;

/**
 * Where the base's anchors are in the result of the delta at [d, dEnd).
 *
 * Copies that are neighbours both in the base and in the result count as one copy here. An anchor comes out once for each copy that has
 * all of its literal [pos, pos + length), ascending by position; those of equal position keep their order. It is TOUCHED (bit 31 of its form is set) unless
 * all of [pos - back, pos + reach) lies in that copy, too, or sticks out only beyond the base's very start or end where the copy is also the
 * result's very start or end. Bit 31 of a form that comes in is ignored.
 * @param anchorsIn records of u32 {pos, form, tag}, ascending by pos
 * @param formTable by form: u32 {length, back, reach}, length > 0
 * @param maxOut how many records there is room for
 * @returns how many came out; -1: more than maxOut; -2: the delta is damaged or for other sizes
 */
export function mapAnchors(
  d: usize, dEnd: usize, baseLen: u32, dstLen: u32,
  anchorsIn: usize, count: u32, formTable: usize, anchorsOut: usize, maxOut: u32,
): i32 {
  if (readSize(d, dEnd) != baseLen || baseLen == NO_SIZE) return DAMAGED;
  if (readSize(next, dEnd) != dstLen || dstLen == NO_SIZE) return DAMAGED;
  anchors = anchorsIn;
  anchorCount = count;
  forms = formTable;
  out = anchorsOut;
  outCount = 0;
  outMost = maxOut;
  baseSize = baseLen;
  resultSize = dstLen;
  return mapRuns(next, dEnd);
}

// Walks the copies; those that are neighbours make one run, [runStart, runEnd) of the base at `made` - its length in the result.
function mapRuns(at: usize, end: usize): i32 {
  let made: u32 = 0;
  let runStart: u32 = 0;
  let runEnd: u32 = 0;
  while (at < end) {
    if (!readOperation(at, end) || length > resultSize - made) return DAMAGED;
    at = next;
    if (!isCopy || offset != runEnd) {
      if (!mapRun(runStart, runEnd, made)) return TOO_MANY;
      runStart = runEnd = isCopy ? offset : 0;
    }
    if (isCopy) {
      if (runEnd > baseSize || length > baseSize - runEnd) return DAMAGED;
      runEnd += length;
    } else at += length;
    made += length;
  }
  if (made != resultSize) return DAMAGED;
  return mapRun(runStart, runEnd, made) ? outCount : TOO_MANY;
}

// The anchors of one run that ends at `resultEnd`. Returns whether there was room for them.
function mapRun(runStart: u32, runEnd: u32, resultEnd: u32): bool {
  const resultStart = resultEnd - (runEnd - runStart);
  const atStart = runStart == 0 && resultStart == 0;
  const atEnd = runEnd == baseSize && resultEnd == resultSize;
  const last = anchors + <usize>anchorCount * ANCHOR;
  for (let anchor = firstAnchorFrom(runStart); anchor < last; anchor += ANCHOR) {
    const position = load<u32>(anchor);
    if (position >= runEnd) break;
    const form = load<u32>(anchor, 4) & ~TOUCHED;
    const shape = forms + <usize>form * ANCHOR;
    const room = runEnd - position;
    if (load<u32>(shape) > room) continue;
    if (outCount == outMost) return false;
    const clean = (load<u32>(shape, 4) <= position - runStart || atStart) && (load<u32>(shape, 8) <= room || atEnd);
    store<u32>(out, resultStart + (position - runStart));
    store<u32>(out, clean ? form : form | TOUCHED, 4);
    store<u32>(out, load<u32>(anchor, 8), 8);
    out += ANCHOR;
    outCount++;
  }
  return true;
}

// The first anchor at or behind a position of the base.
function firstAnchorFrom(position: u32): usize {
  let low: u32 = 0;
  let high = anchorCount;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<u32>(anchors + <usize>middle * ANCHOR) < position) low = middle + 1;
    else high = middle;
  }
  return anchors + <usize>low * ANCHOR;
}
