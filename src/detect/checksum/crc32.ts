/** CRC-32 (ISO-HDLC) of latin1 text, as an unsigned number. */
export function crc32Of(text: string): number {
  // Not imported above: loading it takes time, and most commits have nothing to check.
  const { crc32 } = process.getBuiltinModule('node:zlib');
  return crc32(Buffer.from(text, 'latin1'));
}
