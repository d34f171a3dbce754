// The header of a commit: "tree <id>", "parent <id>" as often as there are parents, "author ...", "committer ... <...> date zone".
import { inflate, inflatePrefix } from './inflate.as';
import { align, FRAME, isCopy, LONGEST, PIECE, pieceEnd, pieceSource, pieceStart, piecesEnd, piecesOf, readDelta, SIZE, TOO_LARGE } from './trees-delta.as';
import { internId } from './trees-ids.as';
import { addressOf, COMMIT, COMMITS, countOf, NONE, PARENTS, roomForCommit, roomOnStack, setCount, STACK, stride } from './trees-regions.as';

const DAMAGED: i32 = -2;
const CUT_SHORT: i32 = 0;
const DONE: i32 = 1;

// "tree ", "parent ", "author", "committer" (its first 8) as little-endian words.
const TREE: u64 = 0x2065657274;
const TREE_MASK: u64 = 0xffffffffff;
const PARENT: u64 = 0x20746e65726170;
const PARENT_MASK: u64 = 0xffffffffffffff;
const AUTHOR: u64 = 0x726f68747561;
const AUTHOR_MASK: u64 = 0xffffffffffff;
const COMMITTER: u64 = 0x65747469_6d6d6f63;
const LINE_END: u32 = 0x0a;
const SPACE: u32 = 0x20;
const CLOSES_EMAIL: u32 = 0x3e;

// Most headers end before that.
const FIRST_LOOK: u32 = 288;
// So that one more than the latest date is exact in a double.
const LATEST: u64 = 1 << 48;

const id: usize = memory.data(32);

/** Reads as much of a commit as its header takes; `own` is the number of its id. Returns 1, or < 0. */
export function commitPrefix(own: u32, src: usize, srcEnd: usize, size: u32, at: u32): i32 {
  if (size > LONGEST) return TOO_LARGE;
  const text = addressOf(STACK) + at + FRAME;
  let want = min(FIRST_LOOK, size);
  while (true) {
    const room = roomOnStack(<usize>at + FRAME + want + 512);
    if (room < 0) return room;
    const whole = want == size;
    const made = whole ? inflate(src, srcEnd, text, size) : inflatePrefix(src, srcEnd, text, want);
    if (made < 0) return made;
    const result = readHeader(own, text, want, whole);
    if (result != CUT_SHORT) return result;
    want = min(want * 4, size);
  }
}

/** Inflates and reads a commit that others are deltas on. Returns where the next frame may begin, or < 0. */
export function commitWhole(own: u32, src: usize, srcEnd: usize, size: u32, at: u32): i32 {
  if (size > LONGEST) return TOO_LARGE;
  const room = roomOnStack(<usize>at + FRAME + size + 128);
  if (room < 0) return room;
  const text = addressOf(STACK) + at + FRAME;
  const used = inflate(src, srcEnd, text, size);
  return used < 0 ? used : finish(own, at, size, FRAME);
}

/** Reads a commit whose bytes the host wrote to stack + at + 32, after `treeRoom`. Returns as `commitWhole`. */
export function commitParse(own: u32, size: u32, at: u32): i32 { return finish(own, at, size, FRAME); }

/** The same for a delta on the commit of the frame at `baseAt`. */
export function commitDelta(own: u32, src: usize, srcEnd: usize, deltaSize: u32, baseAt: u32, at: u32): i32 {
  const size = readDelta(src, srcEnd, deltaSize, baseAt, at);
  if (size < 0) return size;
  const stack = addressOf(STACK);
  const text = align(piecesEnd + PIECE);
  const room = roomOnStack(text - stack + size + 128);
  if (room < 0) return room;
  const base = stack + baseAt + load<u32>(stack + baseAt, 4);
  for (let piece = piecesOf(at, deltaSize); piece < piecesEnd; piece += PIECE) {
    const source = <usize>pieceSource(piece) + (isCopy(piece) ? base : 0);
    memory.copy(text + pieceStart(piece), source, pieceEnd(piece) - pieceStart(piece));
  }
  return finish(own, at, size, text - stack - at);
}

// A commit's frame: its size, and where in the frame its text begins.
function finish(own: u32, at: u32, size: u32, text: usize): i32 {
  const frame = addressOf(STACK) + at;
  store<u32>(frame, size, SIZE);
  store<u32>(frame, <u32>text, 4);
  const result = readHeader(own, frame + text, size, true);
  return result < 0 ? result : <i32>align(<usize>at + text + size + 64);
}

// Records a commit, once its header is there in full. Returns DONE, CUT_SHORT (never of a whole one), or < 0.
function readHeader(own: u32, text: usize, length: u32, whole: bool): i32 {
  const hex = <u32>stride * 2;
  const room = roomForCommit(length / (hex + 8));
  if (room < 0) return room;
  const cut = whole ? DAMAGED : CUT_SHORT;
  memory.fill(text + length, 0, 16);
  if (length < hex + 6) return cut;
  if ((load<u64>(text) & TREE_MASK) != TREE || !readId(text + 5)) return DAMAGED;
  const tree = internId(id);
  let p = text + 6 + hex;
  const end = text + length;
  let parents: u32 = 0;
  for (; (load<u64>(p) & PARENT_MASK) == PARENT; p += 8 + hex) {
    if (p + 8 + hex > end) return cut;
    if (!readId(p + 7)) return DAMAGED;
    store<u32>(addressOf(PARENTS) + (<usize>(countOf(PARENTS) + parents) << 2), internId(id));
    parents++;
  }
  const authorEnd = lineEnd(p, end);
  const committerEnd = lineEnd(authorEnd + 1, end);
  if (committerEnd >= end && !whole) return CUT_SHORT;
  const isAuthor = (load<u64>(p) & AUTHOR_MASK) == AUTHOR;
  addCommit(own, tree, parents, isAuthor && committerEnd <= end ? dateIn(authorEnd + 1, committerEnd) : 0);
  return DONE;
}

// Nobody asks about commit NONE.
function addCommit(own: u32, tree: u32, parents: u32, date: u64): void {
  if (own == NONE) return;
  const record = addressOf(COMMITS) + <usize>countOf(COMMITS) * COMMIT;
  store<u32>(record, own);
  store<u32>(record, tree, 4);
  store<u32>(record, countOf(PARENTS), 8);
  store<u32>(record, parents, 12);
  store<f64>(record, <f64>date, 16);
  setCount(PARENTS, countOf(PARENTS) + parents);
  setCount(COMMITS, countOf(COMMITS) + 1);
}

// The address of the next line end, or the end.
function lineEnd(from: usize, end: usize): usize {
  let p = from;
  while (p < end && load<u8>(p) != LINE_END) p++;
  return p;
}

// Seconds since 1970 behind the last ">" of the committer's line; 0 where there are none, as git has it.
function dateIn(line: usize, end: usize): u64 {
  if (end < line + 16 || load<u64>(line) != COMMITTER) return 0;
  let p = end;
  while (p > line && load<u8>(p - 1) != CLOSES_EMAIL) p--;
  if (p == line) return 0;
  while (p < end && load<u8>(p) == SPACE) p++;
  let date: u64 = 0;
  for (; p < end && <u32>load<u8>(p) - 0x30 < 10; p++) date = min(date * 10 + (load<u8>(p) - 0x30), LATEST);
  return date;
}

// Reads an id in lower-case hexadecimal with a line end behind it. The last 8 bytes of 20 overlap those before.
function readId(from: usize): bool {
  let wrong = i8x16.splat(0);
  for (let i: usize = 0; i < stride - 8; i += 8) wrong = v128.or(wrong, readDigits(from + 2 * i, id + i));
  wrong = v128.or(wrong, readDigits(from + 2 * stride - 16, id + stride - 8));
  return !v128.any_true(wrong) && load<u8>(from + 2 * stride) == LINE_END;
}

// Turns 16 digits into 8 bytes. Returns what is not zero where there is no digit.
// @ts-ignore: decorator
@inline
function readDigits(from: usize, to: usize): v128 {
  const text = v128.load(from);
  const decimal = i8x16.sub(text, i8x16.splat(0x30));
  const letter = i8x16.sub(text, i8x16.splat(0x61));
  const isDecimal = i8x16.lt_u(decimal, i8x16.splat(10));
  const isLetter = i8x16.lt_u(letter, i8x16.splat(6));
  const values = v128.bitselect(decimal, i8x16.add(letter, i8x16.splat(10)), isDecimal);
  // Each pair of digits, the first one in the lower byte of 16 bits.
  const pairs = v128.or(i16x8.shl(v128.and(values, i16x8.splat(0xff)), 4), i16x8.shr_u(values, 8));
  v128.store64_lane(to, i8x16.narrow_i16x8_u(pairs, pairs), 0);
  return v128.not(v128.or(isDecimal, isLetter));
}
