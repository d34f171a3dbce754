/** Whether bytes are no text: they hold a NUL, and are not UTF-16 or UTF-32 (with a byte order mark, or most of it ASCII). */
export function isBinary(bytes: Buffer): boolean {
  return bytes.includes(0) && !READERS.some((reader) => isWide(bytes, reader));
}

interface Reader {
  readonly width: 2 | 4;
  readonly read: (bytes: Buffer, at: number) => number;
}

const READERS: readonly Reader[] = [
  { width: 2, read: (bytes, at) => bytes[at]! | (bytes[at + 1]! << 8) },
  { width: 2, read: (bytes, at) => bytes[at + 1]! | (bytes[at]! << 8) },
  { width: 4, read: (bytes, at) => bytes.readUInt32LE(at) },
  { width: 4, read: (bytes, at) => bytes.readUInt32BE(at) },
];

const BYTE_ORDER_MARK = 0xfeff;
const LAST_CODE_POINT = 0x10ffff;

function isWide(bytes: Buffer, { width, read }: Reader): boolean {
  if (bytes.length % width !== 0) return false;
  let ascii = 0;
  for (let at = 0; at < bytes.length; at += width) {
    const unit = read(bytes, at);
    if (isControl(unit) || unit > LAST_CODE_POINT) return false;
    if (unit < 0x80) ascii++;
  }
  return ascii * width * 2 >= bytes.length || read(bytes, 0) === BYTE_ORDER_MARK;
}

/** A character that no text has: everything below the space but tab, line ends, form feed and escape. */
function isControl(unit: number): boolean {
  return unit < 0x20 && unit !== 9 && unit !== 10 && unit !== 12 && unit !== 13 && unit !== 27;
}
