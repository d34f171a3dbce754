// How a delta is written down (git's Documentation/gitformat-pack.txt, "Deltified representation"): the base's size, the
// result's size, then copies from the base and bytes to insert.

/** What a size is when it is damaged or too large for a 32-bit address space. */
export const NO_SIZE: u32 = 0xffffffff;

// A size has seven bits a byte; git itself reads 64 bits.
const MOST_SHIFT: u64 = 63;
// "0" as a copy's size.
const SIZE_FOR_ZERO: u32 = 0x10000;

/** Where the last `readSize` or `readOperation` stopped. */
export let next: usize = 0;
/** The operation that `readOperation` found. */
export let isCopy: bool = false;
/** Its length in bytes, never 0. */
export let length: u32 = 0;
/** Where it copies from, relative to the base. */
export let offset: u32 = 0;

/** Reads a size of the header. @returns it, or NO_SIZE */
export function readSize(from: usize, end: usize): u32 {
  let size: u64 = 0;
  for (let shift: u64 = 0; from < end && shift <= MOST_SHIFT; shift += 7) {
    const byte = <u64>load<u8>(from++);
    const part = (byte & 127) << shift;
    if (part >> shift != (byte & 127)) return NO_SIZE;
    size |= part;
    if (byte < 128) {
      next = from;
      return size < <u64>NO_SIZE ? <u32>size : NO_SIZE;
    }
  }
  return NO_SIZE;
}

/** Reads the operation at `from`, below `end`. @returns whether it is a valid one, all of it there */
@inline
export function readOperation(from: usize, end: usize): bool {
  const code = <u32>load<u8>(from);
  if (code & 0x80) return readCopy(code, from + 1, end);
  isCopy = false;
  length = code;
  next = from + 1;
  return code != 0 && end - next >= code;
}

// Bits 0-3 of the code say which bytes of the offset follow, bits 4-6 which of the size.
@inline
function readCopy(code: u32, from: usize, end: usize): bool {
  if (end - from < popcnt<u32>(code & 0x7f)) return false;
  let start: u32 = 0;
  let size: u32 = 0;
  if (code & 0x01) start = <u32>load<u8>(from++);
  if (code & 0x02) start |= <u32>load<u8>(from++) << 8;
  if (code & 0x04) start |= <u32>load<u8>(from++) << 16;
  if (code & 0x08) start |= <u32>load<u8>(from++) << 24;
  if (code & 0x10) size = <u32>load<u8>(from++);
  if (code & 0x20) size |= <u32>load<u8>(from++) << 8;
  if (code & 0x40) size |= <u32>load<u8>(from++) << 16;
  isCopy = true;
  offset = start;
  length = size ? size : SIZE_FOR_ZERO;
  next = from;
  return true;
}
