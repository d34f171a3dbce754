import { crc32 } from 'node:zlib';

/** CRC-32 (ISO-HDLC) of latin1 text, as an unsigned number. */
export function crc32Of(text: string): number {
  return crc32(Buffer.from(text, 'latin1'));
}
