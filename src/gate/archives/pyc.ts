// Compiled Python: https://github.com/python/cpython/blob/3.13/Python/marshal.c. Its strings are a type, a length and the text; only these are
// looked for, since all else differs from version to version.

/** Behind a header of 8 bytes (Python 2), 12 (to 3.6) or 16 the code object begins. */
const CODE_AT = [8, 12, 16];
const CODE = 0x63;

/** Says that the object is referred to again; a type may have it or not. */
const FLAG_REF = 0x80;

/** Types with a length of one byte: TYPE_SHORT_ASCII and that interned. */
const SHORT = 'zZ';
/** With one of four: TYPE_ASCII, TYPE_UNICODE, those interned, and TYPE_STRING. */
const LONG = 'aAuts';

/** By type: how many bytes its length takes; 0 for what is no string. */
const LENGTH_BYTES = new Uint8Array(256);
for (const [bytes, types] of [
  [1, SHORT],
  [4, LONG],
] as const)
  for (const type of Buffer.from(types)) LENGTH_BYTES[type] = LENGTH_BYTES[type | FLAG_REF] = bytes;

/** Shorter ones hold no secret, and may be anything. */
const SHORTEST = 8;

/** Whether a file begins as compiled Python does: a version, a line end, and somewhat later code. */
export const isPyc = (head: Buffer): boolean =>
  head[2] === 0x0d && head[3] === 0x0a && CODE_AT.some((at) => ((head[at] ?? 0) & ~FLAG_REF) === CODE);

/** The strings of compiled Python that are text. */
export function pycTexts(bytes: Buffer): Buffer[] {
  const texts: Buffer[] = [];
  for (let at = 0; at + 4 < bytes.length; at++) {
    const lengthBytes = LENGTH_BYTES[bytes[at]!]!;
    if (lengthBytes === 0) continue;
    const start = at + 1 + lengthBytes;
    const end = start + (lengthBytes === 1 ? bytes[at + 1]! : bytes.readUInt32LE(at + 1));
    if (end - start < SHORTEST || end > bytes.length || !isText(bytes, start, end)) continue;
    texts.push(bytes.subarray(start, end));
    at = end - 1;
  }
  return texts;
}

/** Without control characters but tabs and line ends; UTF-8 has none of them in its longer characters. */
function isText(bytes: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 0x7f || (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) return false;
  }
  return true;
}
