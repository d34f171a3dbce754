// A git delta as a list of pieces, checked once so that whoever uses the pieces need not check anything.
// A piece is 3 words: where it begins in the result; where its bytes begin, in the base or (an address) in the delta; whether they
// lie in the base. Behind the last piece stands one more that says where the result ends.

import { inflate } from './inflate.as';
import { addressOf, roomOnStack, STACK } from './trees-regions.as';

const DAMAGED: i32 = -2;
export const TOO_LARGE: i32 = -5;
/** Bytes of a frame's head. Its first word is the object's size. */
export const FRAME: usize = 32;
export const SIZE: usize = 0;
export const PIECE: usize = 12;
/** No tree or commit is longer than that. */
export const LONGEST: u32 = 0x4000000;

let next: usize = 0;
/** The address behind the last piece. */
export let piecesEnd: usize = 0;
let resultSize: u32 = 0;

// @ts-ignore: decorator
@inline
export function pieceStart(piece: usize): u32 { return load<u32>(piece); }
// @ts-ignore: decorator
@inline
export function pieceEnd(piece: usize): u32 { return load<u32>(piece, PIECE); }
// @ts-ignore: decorator
@inline
export function pieceSource(piece: usize): u32 { return load<u32>(piece, 4); }
// @ts-ignore: decorator
@inline
export function isCopy(piece: usize): bool { return load<u32>(piece, 8) != 0; }

/** Writes the pieces of the delta at [delta, end), at most one for each of its bytes. Returns the result's size, or < 0. */
export function readPieces(delta: usize, end: usize, baseSize: u32, pieces: usize): i32 {
  next = delta;
  const expectedBase = readSize(end);
  const expected = readSize(end);
  if (expectedBase != baseSize || expected > LONGEST) return DAMAGED;
  resultSize = 0;
  piecesEnd = pieces;
  while (next < end) {
    const code = <u32>load<u8>(next++);
    if (!(code & 128 ? readCopy(code, end, baseSize, pieces) : readInsert(code, end))) return DAMAGED;
    if (resultSize > expected) return DAMAGED;
  }
  if (resultSize != expected) return DAMAGED;
  store<u32>(piecesEnd, resultSize);
  return resultSize;
}

// A number of 7 bits a byte, lowest first; above 32 bits: a number that fits nothing.
function readSize(end: usize): u32 {
  let size: u64 = 0;
  for (let shift: u64 = 0; next < end && shift < 35; shift += 7) {
    const c = <u64>load<u8>(next++);
    size |= (c & 127) << shift;
    if (!(c & 128)) return size > 0xfffffffe ? 0xffffffff : <u32>size;
  }
  return 0xffffffff;
}

function addPiece(source: u32, copy: u32, length: u32): void {
  store<u32>(piecesEnd, resultSize);
  store<u32>(piecesEnd, source, 4);
  store<u32>(piecesEnd, copy, 8);
  piecesEnd += PIECE;
  resultSize += length;
}

function readInsert(length: u32, end: usize): bool {
  if (!length || <usize>length > end - next) return false;
  addPiece(<u32>next, 0, length);
  next += length;
  return true;
}

function readCopy(code: u32, end: usize, baseSize: u32, pieces: usize): bool {
  if (<usize>popcnt(code & 127) > end - next) return false;
  const offset = readBytes(code, 4);
  let length = readBytes(code >> 4, 3);
  if (!length) length = 0x10000;
  if (offset > baseSize || length > baseSize - offset) return false;
  const last = piecesEnd - PIECE;
  // git cuts copies at 64 KB: what goes on where the last one ended belongs to it.
  if (piecesEnd > pieces && isCopy(last) && pieceSource(last) + (resultSize - pieceStart(last)) == offset) resultSize += length;
  else addPiece(offset, 1, length);
  return true;
}

// A little-endian number of which only some bytes are there, one for each bit that is set.
// @ts-ignore: decorator
@inline
function readBytes(present: u32, count: u32): u32 {
  let value: u32 = 0;
  for (let i: u32 = 0; i < count; i++) if ((present >> i) & 1) value |= <u32>load<u8>(next++) << (i << 3);
  return value;
}

// @ts-ignore: decorator
@inline
export function align(length: usize): usize { return (length + 15) & ~15; }

/** Inflates a delta into the frame at `at`, its pieces behind it. Returns the size of its result, or < 0. */
export function readDelta(src: usize, srcEnd: usize, size: u32, baseAt: u32, at: u32): i32 {
  if (size > LONGEST) return TOO_LARGE;
  const room = roomOnStack(<usize>at + FRAME + align(size + 64) + (<usize>size + 2) * PIECE + 64);
  if (room < 0) return room;
  const delta = addressOf(STACK) + at + FRAME;
  const used = inflate(src, srcEnd, delta, size);
  if (used < 0) return used;
  return readPieces(delta, delta + size, load<u32>(addressOf(STACK) + baseAt, SIZE), piecesOf(at, size));
}

/** Where `readDelta` puts the pieces of a delta of `size` bytes. */
// @ts-ignore: decorator
@inline
export function piecesOf(at: u32, size: u32): usize { return align(addressOf(STACK) + at + FRAME + size + 64); }
