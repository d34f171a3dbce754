/** The first bytes of a gzip member: its two identifying bytes and the only method of compression there is (RFC 1952, section 2.3.1). */
export const GZIP_MAGIC = Buffer.of(0x1f, 0x8b, 8);

const FIXED_HEADER = 10;
const HEADER_CRC = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

/** Where the compressed data of the gzip member begins that some bytes begin with; undefined where its header is none, or cut off. */
export function endOfHeader(bytes: Buffer): number | undefined {
  const flags = bytes[3] ?? RESERVED;
  if (flags & RESERVED || bytes.length < FIXED_HEADER + 2) return undefined;
  let at = FIXED_HEADER;
  if (flags & EXTRA) at += 2 + bytes.readUInt16LE(at);
  for (const field of [NAME, COMMENT]) {
    if (!(flags & field)) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return undefined;
    at = end + 1;
  }
  if (flags & HEADER_CRC) at += 2;
  return at < bytes.length ? at : undefined;
}
