// Inflates one zlib stream (RFC 1950, 1951) into a place of known size.
//
// There is one decoding loop, and no careful twin of it for the ends: the caller leaves room behind the source, where a few bytes are read
// as if they belonged to the stream, and behind the output, where a few bytes too many are written; either is noticed before the room is used up.
import { adler32 } from './adler32.as';
import { readBytes, refill, source, startReading, take, usedTooMuch, isBeyondEnd, sourceEnd, resumeReading } from './bit-reader.as';
import { CODE_TABLES_SIZE, initCodeTables, readDynamicCodes, useFixedCodes } from './code-tables.as';
import { DAMAGED, DONE, ENDS_EARLY, ENOUGH, OTHER_CHECKSUM, OTHER_LENGTH } from './inflate-status.as';
import { addStored, decodeBlock, initOutput, LITERALS_AT_ONCE, LONGEST_MATCH, output, outputRoom, outputStart, startOutput } from './output.as';

/** Bytes of the region that `inflateInit` takes. */
export const INFLATE_SCRATCH: usize = CODE_TABLES_SIZE;

// Room is compared as a signed number, and lengths are returned as one.
const LONGEST_OUTPUT: u32 = 0x7fff0000;

/** Prepares the tables that are always the same. Once, before anything else. @param region INFLATE_SCRATCH bytes, for good */
export function inflateInit(region: usize): void {
  initCodeTables(region);
  initOutput();
}

/**
 * Inflates the zlib stream that begins at `src` and ends somewhere before `srcEnd` to exactly `dstLen` bytes at `dst`.
 * Reads below srcEnd + 32 and writes below dst + dstLen + 64: both must be the caller's. What it writes behind dstLen bytes is garbage.
 * @param dstLen at most 0x7fff0000; more is answered with -3
 * @returns how many bytes the stream takes (> 0); -1: it ends too early, -2: it is damaged, -3: it has another length, -4: another checksum
 */
export function inflate(src: usize, srcEnd: usize, dst: usize, dstLen: u32): i32 {
  if (dstLen > LONGEST_OUTPUT) return OTHER_LENGTH;
  startReading(src, srcEnd);
  startOutput(dst, dst + dstLen + 1, dst + dstLen);
  let status = inflateBlocks();
  if (status == ENOUGH || (status == DONE && outputRoom() != 0)) status = OTHER_LENGTH;
  // What lies behind the source must not decide which error it is.
  if (status != DONE) return usedTooMuch() ? ENDS_EARLY : status;
  status = readChecksum();
  return status == DONE ? <i32>(source - src) : status;
}

/**
 * Inflates as `inflate` does, but stops once `want` bytes are there; it does not look at the rest of the stream and at its checksum then.
 * Reads below srcEnd + 32, writes below dst + want + 64 + 258.
 * @returns bytes at `dst`: `want` or some more, less when the stream is whole and has no more; or an error as of `inflate`
 */
export function inflatePrefix(src: usize, srcEnd: usize, dst: usize, want: u32): i32 {
  if (want > LONGEST_OUTPUT) return OTHER_LENGTH;
  startReading(src, srcEnd);
  startOutput(dst, dst + want, dst + want + LITERALS_AT_ONCE + LONGEST_MATCH);
  let status = inflateBlocks();
  if (usedTooMuch()) return ENDS_EARLY;
  if (status == DONE) status = readChecksum();
  return status < 0 ? status : <i32>(output - dst);
}

function inflateBlocks(): i32 {
  if (!readBytes(2)) return ENDS_EARLY;
  if (!isZlibHeader(<u32>bswap(load<u16>(source)))) return DAMAGED;
  resumeReading(source + 2, 0, 0);
  while (true) {
    if (isBeyondEnd(source)) return ENDS_EARLY;
    refill();
    const last = take(1);
    const status = inflateBlock(take(2));
    if (status != DONE || last) return status;
  }
}

// Deflate, a window of at most 32 KiB, no preset dictionary, and the check bits.
function isZlibHeader(header: u32): bool {
  return (header & 0x0f20) == 0x0800 && header >> 12 <= 7 && header % 31 == 0;
}

function inflateBlock(type: u32): i32 {
  if (type == 0) return copyStored();
  if (type == 3) return DAMAGED;
  if (type == 1) useFixedCodes();
  else {
    const status = readDynamicCodes(outputRoom());
    if (status != DONE) return status;
  }
  return decodeBlock();
}

function copyStored(): i32 {
  if (!readBytes(4)) return ENDS_EARLY;
  const length = <usize>load<u16>(source);
  if (length != <usize>(load<u16>(source, 2) ^ 0xffff)) return DAMAGED;
  resumeReading(source + 4, 0, 0);
  return sourceEnd - source < length ? ENDS_EARLY : addStored(length);
}

function readChecksum(): i32 {
  if (!readBytes(4)) return ENDS_EARLY;
  if (bswap(load<u32>(source)) != adler32(outputStart, output - outputStart)) return OTHER_CHECKSUM;
  resumeReading(source + 4, 0, 0);
  return DONE;
}
