// The checksum at the end of a zlib stream (RFC 1950, section 8), sixteen bytes at a step.
import { sumOfLanes } from './lanes.as';

const MODULUS: u32 = 65521;
// As many bytes as can be summed up before a 32-bit sum could overflow, rounded down to whole steps.
const BYTES_PER_REDUCTION: usize = 5552;

/** Adler-32 of [from, from + length). Reads nothing else. */
export function adler32(from: usize, length: usize): u32 {
  let sum: u32 = 1;
  let sumOfSums: u32 = 0;
  let at = from;
  let rest = length;
  while (rest >= 16) {
    const run = min<usize>(rest, BYTES_PER_REDUCTION) & ~15;
    const end = at + run;
    // Per lane: the bytes' sum, that sum before each step added up, and the bytes weighted by their place in the step.
    let sums = i32x4.splat(0);
    let earlierSums = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    sumOfSums += sum * <u32>run;
    for (; at < end; at += 16) {
      const bytes = v128.load(at);
      earlierSums = i32x4.add(earlierSums, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), i16x8(16, 15, 14, 13, 12, 11, 10, 9)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), i16x8(8, 7, 6, 5, 4, 3, 2, 1)));
    }
    sum = (sum + sumOfLanes(sums)) % MODULUS;
    sumOfSums = (sumOfSums + (sumOfLanes(earlierSums) << 4) + sumOfLanes(weighted)) % MODULUS;
    rest -= run;
  }
  for (const end = at + rest; at < end; at++) {
    sum += load<u8>(at);
    sumOfSums += sum;
  }
  return ((sumOfSums % MODULUS) << 16) | sum % MODULUS;
}
