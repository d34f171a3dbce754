// The DEFLATE stream that is being read. One at a time.
//
// Whatever lies behind its end may be read as if it belonged to it, 32 bytes far. So a look at `isBeyondEnd` each four times that
// `refill` was called is enough: 8 bytes behind the end, none of the bits taken were the stream's, and three times 7 bytes, and 8 more, are in reach.

// How far bytes are taken in advance, rounded up.
const READ_AHEAD: usize = 8;

/** Address of the next byte. */
export let source: usize = 0;
/** Where the stream ends at the latest. */
export let sourceEnd: usize = 0;
/** Bits that were taken from before `source` and not used yet, the next one lowest; above `bitCount` of them, what follows them in the stream, or zeros. */
export let bits: u64 = 0;
export let bitCount: u64 = 0;

/** Begins to read at an address. */
export function startReading(from: usize, end: usize): void {
  sourceEnd = end;
  resumeReading(from, 0, 0);
}

/** Goes on after a loop that kept the state in variables of its own. */
@inline
export function resumeReading(from: usize, buffer: u64, count: u64): void {
  source = from;
  bits = buffer;
  bitCount = count;
}

/** Whether bytes at `from` are so far behind the end that bits from there were used. */
@inline
export function isBeyondEnd(from: usize): bool {
  return from > sourceEnd + READ_AHEAD;
}

/** Whether bits were used that lie behind the end. */
export function usedTooMuch(): bool {
  return source - <usize>(bitCount >> 3) > sourceEnd;
}

/** Takes bytes until there are at least 56 bits. Reads 8 bytes. */
@inline
export function refill(): void {
  bits |= load<u64>(source) << bitCount;
  source += <usize>((63 - bitCount) >> 3);
  bitCount |= 56;
}

/** Uses bits that are there, as a number. */
@inline
export function take(count: u64): u32 {
  const value = <u32>lowBits(bits, count);
  bits >>= count;
  bitCount -= count;
  return value;
}

/** The low bits of a number. @param count its lowest six bits count */
@inline
export function lowBits(value: u64, count: u64): u64 {
  return value & ~(<u64>-1 << count);
}

/** Gives back the whole bytes that were taken in advance, and drops what is left of a byte begun. @returns whether that many bytes follow */
export function readBytes(count: usize): bool {
  resumeReading(source - <usize>(bitCount >> 3), 0, 0);
  return source <= sourceEnd && sourceEnd - source >= count;
}
