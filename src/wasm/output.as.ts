// What comes out of a DEFLATE stream: literals, repetitions, stored bytes.
import { bitCount, bits, isBeyondEnd, lowBits, resumeReading, source } from './bit-reader.as';
import { distanceBits, distanceTable, lengthBits, lengthTable } from './code-tables.as';
import { END_OF_BLOCK, EXCEPTION, SECOND_TABLE } from './huffman.as';
import { DAMAGED, DONE, ENDS_EARLY, ENOUGH, OTHER_LENGTH } from './inflate-status.as';

/** Most bytes that may be written behind `wanted` by literals before it is noticed. */
export const LITERALS_AT_ONCE: usize = 5;
/** Most bytes of one repetition. */
export const LONGEST_MATCH: usize = 258;

/** Where the output begins. */
export let outputStart: usize = 0;
/** Where its next byte goes. */
export let output: usize = 0;
let outputWanted: usize = 0;
let outputEnd: usize = 0;

// For each distance below 16, 16 byte numbers that repeat as many bytes.
const REPETITIONS = memory.data(16 * 16, 16);

/** Prepares constants. */
export function initOutput(): void {
  for (let distance: usize = 1; distance < 16; distance++) {
    for (let i: usize = 0; i < 16; i++) store<u8>(REPETITIONS + (distance << 4) + i, <u8>(i % distance));
  }
}

/** Begins an output that may stop at `wanted` and must not pass `end`: up to 64 bytes behind it may be overwritten. */
export function startOutput(start: usize, wanted: usize, end: usize): void {
  outputStart = start;
  output = start;
  outputWanted = wanted;
  outputEnd = end;
}

/** Bytes that may come yet. */
export function outputRoom(): usize {
  return outputEnd - output;
}

/** Adds stored bytes, `length` of which are there. @returns a status */
export function addStored(length: usize): i32 {
  const count = min(length, outputEnd - output);
  memory.copy(output, source, count);
  output += count;
  resumeReading(source + count, 0, 0);
  if (count == length) return DONE;
  return output < outputWanted ? OTHER_LENGTH : ENOUGH;
}

/**
 * Decodes the symbols of a block up to its end, or until as much is there as is wanted. @returns a status
 *
 * This is where the time goes. It is one function, and keeps everything in variables, because globals would be loaded and stored each time.
 */
export function decodeBlock(): i32 {
  const lengths = lengthTable;
  const lengthMask: u64 = (1 << lengthBits) - 1;
  const distances = distanceTable;
  const distanceMask: u64 = (1 << distanceBits) - 1;
  const start = outputStart;
  const wanted = outputWanted;
  const end = outputEnd;
  let from = source;
  let buffer = bits;
  // Its lowest six bits count: those of an entry, from its seventh on, may be subtracted as well.
  let count = bitCount;
  let to = output;
  let status = DONE;
  while (true) {
    if (isBeyondEnd(from)) {
      status = ENDS_EARLY;
      break;
    }
    if (to >= wanted) {
      status = ENOUGH;
      break;
    }
    buffer |= load<u64>(from) << count;
    from += <usize>(((63 - count) >> 3) & 7);
    count |= 56;
    let entry = load<u32>(lengths + (<usize>(buffer & lengthMask) << 2));
    if (<i32>entry < 0) {
      // Five literals take 5 * 11 bits at most. Nested, for a counter would cost a tenth of the time.
      buffer >>= <u64>entry;
      count -= <u64>entry;
      store<u8>(to, entry >> 16);
      to++;
      entry = load<u32>(lengths + (<usize>(buffer & lengthMask) << 2));
      if (<i32>entry < 0) {
        buffer >>= <u64>entry;
        count -= <u64>entry;
        store<u8>(to, entry >> 16);
        to++;
        entry = load<u32>(lengths + (<usize>(buffer & lengthMask) << 2));
        if (<i32>entry < 0) {
          buffer >>= <u64>entry;
          count -= <u64>entry;
          store<u8>(to, entry >> 16);
          to++;
          entry = load<u32>(lengths + (<usize>(buffer & lengthMask) << 2));
          if (<i32>entry < 0) {
            buffer >>= <u64>entry;
            count -= <u64>entry;
            store<u8>(to, entry >> 16);
            to++;
            entry = load<u32>(lengths + (<usize>(buffer & lengthMask) << 2));
            if (<i32>entry < 0) {
              buffer >>= <u64>entry;
              count -= <u64>entry;
              store<u8>(to, entry >> 16);
              to++;
              continue;
            }
          }
        }
      }
      buffer |= load<u64>(from) << count;
      from += <usize>(((63 - count) >> 3) & 7);
      count |= 56;
    }
    if (entry & EXCEPTION) {
      if (entry & SECOND_TABLE) {
        buffer >>= <u64>entry;
        count -= <u64>entry;
        entry = secondEntry(lengths, entry, buffer);
        if (<i32>entry < 0) {
          buffer >>= <u64>entry;
          count -= <u64>entry;
          store<u8>(to, entry >> 16);
          to++;
          continue;
        }
      }
      if (entry & EXCEPTION) {
        buffer >>= <u64>entry;
        count -= <u64>entry;
        status = entry & END_OF_BLOCK ? DONE : DAMAGED;
        break;
      }
    }
    // From here 48 bits at most: 15 and 5 of the length, 15 and 13 of the distance.
    const length = <usize>valueOf(entry, buffer);
    buffer >>= <u64>entry;
    count -= <u64>entry;
    entry = load<u32>(distances + (<usize>(buffer & distanceMask) << 2));
    if (entry & EXCEPTION) {
      if (entry & SECOND_TABLE) {
        buffer >>= <u64>entry;
        count -= <u64>entry;
        entry = secondEntry(distances, entry, buffer);
      }
      if (entry & EXCEPTION) {
        status = DAMAGED;
        break;
      }
    }
    const distance = <usize>valueOf(entry, buffer);
    buffer >>= <u64>entry;
    count -= <u64>entry;
    if (distance > to - start) {
      status = DAMAGED;
      break;
    }
    // Literals may have passed the end.
    if (<isize>(end - to) < <isize>length) {
      status = OTHER_LENGTH;
      break;
    }
    repeat(to, distance, length);
    to += length;
  }
  resumeReading(from, buffer, count & 63);
  output = to;
  return status;
}

@inline
function secondEntry(table: usize, first: u32, buffer: u64): u32 {
  return load<u32>(table + (<usize>((first >> 16) + <u32>lowBits(buffer, (first >> 8) & 15)) << 2));
}

// The base and the extra bits behind the code. Bits 12 and 13 are zeros, so that the code's bits need not be cut out.
@inline
function valueOf(entry: u32, buffer: u64): u32 {
  return (entry >> 16) + <u32>(lowBits(buffer, entry) >> <u64>(entry >> 8));
}

// Repeats what is `distance` bytes before, so long that up to 31 bytes more are written.
@inline
function repeat(to: usize, distance: usize, length: usize): void {
  const end = to + length;
  let from = to - distance;
  if (distance < 16) {
    const bytes = i8x16.swizzle(v128.load(from), v128.load(REPETITIONS + (distance << 4)));
    const step: usize = 16 - (<usize>16 % distance);
    do {
      v128.store(to, bytes);
      to += step;
    } while (to < end);
    return;
  }
  // Most are not longer than 32.
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  for (let at: usize = 32; at < length; at += 16) v128.store(to + at, v128.load(from + at));
}
