/** Longest content that is stored, in bytes: of so many the sums below stay exact without a division for each. */
export const MOST_STORED = 4096;

/**
 * A zlib stream of one block that is not compressed. An id can't be compressed, and a call of zlib takes 10 µs and more.
 * Formats: https://www.rfc-editor.org/rfc/rfc1950 (stream), https://www.rfc-editor.org/rfc/rfc1951#page-11 (block)
 * @param into has room for `MOST_STORED` + 11 bytes
 * @returns the stream, a part of `into`
 */
export function storedStream(bytes: Uint8Array, into: Buffer): Buffer {
  const { length } = bytes;
  into.writeUInt16BE(0x7801, 0);
  into[2] = 1;
  into.writeUInt16LE(length, 3);
  into.writeUInt16LE(length ^ 0xffff, 5);
  let [a, b] = [1, 0];
  for (let k = 0; k < length; k++) {
    const byte = bytes[k]!;
    into[7 + k] = byte;
    a += byte;
    b += a;
  }
  into.writeUInt32BE((b % 65521) * 65536 + (a % 65521), 7 + length);
  return into.subarray(0, length + 11);
}
