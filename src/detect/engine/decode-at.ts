/** Text that was decoded around a place in some bytes. */
export interface DecodedPlace {
  /** The decoded bytes as latin1 text. */
  readonly text: string;
  /** Where the literal begins in `text`. */
  readonly at: number;
  /** The position in the bytes that the decoded character `index` came from; for `index === text.length`, of what follows. */
  origin(index: number): number;
}

/** What to decode: a literal that was met in encoded form. */
export interface EncodedPlace {
  /** Where the first character that is needed for the literal stands. */
  readonly from: number;
  /** Decoded bytes between there and the literal's first byte. */
  readonly skip: number;
  /** Decoded bytes that are wanted before and behind the literal's first byte, at most. */
  readonly before: number;
  readonly after: number;
}

const BASE64 = new Uint8Array(256);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_')
  BASE64[character.charCodeAt(0)] = 1;
const HEX = new Uint8Array(256);
for (const character of '0123456789abcdefABCDEF') HEX[character.charCodeAt(0)] = 1;

// A line this long that is all base64 was most likely broken by an encoder (they break at 60, 64 or 76).
const WRAPPED_LINE = 40;
const MOST_INDENT = 24;
const LF = 0x0a;
const CR = 0x0d;

/** Bytes [from, to) without a gap. */
type Run = readonly [from: number, to: number];

/** Base64 of either alphabet (RFC 4648 sections 4 and 5), also over the ends of long lines. `from` begins a group of four. */
export function decodeBase64At(bytes: Buffer, { from, skip, before, after }: EncodedPlace): DecodedPlace | undefined {
  if (BASE64[bytes[from] ?? 0] === 0) return undefined;
  const behind = runsBehind(bytes, from, Math.ceil(before / 3) * 4);
  const surplus = lengthOf(behind) % 4;
  const runs = [...dropFirst(behind, surplus), ...runsAhead(bytes, from, Math.ceil((skip + after) / 3) * 4)];
  const characters = runs.map(([start, end]) => bytes.toString('latin1', start, end)).join('');
  return {
    text: Buffer.from(characters, 'base64').toString('latin1'),
    at: ((lengthOf(behind) - surplus) / 4) * 3 + skip,
    origin: (index) => placeIn(runs, Math.ceil((index * 4) / 3)),
  };
}

const lengthOf = (runs: readonly Run[]): number => runs.reduce((sum, [from, to]) => sum + to - from, 0);

/** The position of a character of the runs, counted through all of them; of one behind the last, where that ends. */
function placeIn(runs: readonly Run[], index: number): number {
  let left = index;
  for (const [from, to] of runs) {
    if (left < to - from) return from + left;
    left -= to - from;
  }
  return runs.at(-1)![1];
}

function dropFirst(runs: readonly Run[], count: number): Run[] {
  let left = count;
  return runs.flatMap(([from, to]): Run[] => {
    const dropped = Math.min(left, to - from);
    left -= dropped;
    return from + dropped < to ? [[from + dropped, to]] : [];
  });
}

/** At most so many base64 characters from `from` on, over the ends of long lines. */
function runsAhead(bytes: Buffer, from: number, wanted: number): Run[] {
  const runs: Run[] = [];
  for (let start = from, left = wanted; start >= 0 && left > 0; ) {
    const most = Math.min(bytes.length, start + left);
    let end = start + 1;
    while (end < most && BASE64[bytes[end]!] !== 0) end++;
    runs.push([start, end]);
    left -= end - start;
    start = nextLine(bytes, end);
  }
  return runs;
}

/** At most so many base64 characters before `from`, over the ends of long lines; the furthest run first. */
function runsBehind(bytes: Buffer, from: number, wanted: number): Run[] {
  const runs: Run[] = [];
  for (let end = from, left = wanted; end >= 0 && left > 0; ) {
    const least = Math.max(0, end - left);
    let start = end;
    while (start > least && BASE64[bytes[start - 1]!] !== 0) start--;
    if (start < end) runs.unshift([start, end]);
    left -= end - start;
    end = lineBefore(bytes, start);
  }
  return runs;
}

/** Where base64 goes on behind a line that ends at `end`; -1 where it does not. */
function nextLine(bytes: Buffer, end: number): number {
  let line = bytes[end] === CR ? end + 1 : end;
  if (bytes[line] !== LF || !endsLongLine(bytes, end)) return -1;
  line++;
  for (let indent = 0; indent < MOST_INDENT && isBlank(bytes[line]); indent++) line++;
  return BASE64[bytes[line] ?? 0] !== 0 ? line : -1;
}

/** Where the base64 of the line before the one that begins at `start` ends; -1 where there is none. */
function lineBefore(bytes: Buffer, start: number): number {
  let end = start;
  for (let indent = 0; indent < MOST_INDENT && isBlank(bytes[end - 1]); indent++) end--;
  if (bytes[end - 1] !== LF) return -1;
  end -= bytes[end - 2] === CR ? 2 : 1;
  return endsLongLine(bytes, end) ? end : -1;
}

function endsLongLine(bytes: Buffer, end: number): boolean {
  if (end < WRAPPED_LINE) return false;
  for (let i = end - WRAPPED_LINE; i < end; i++) if (BASE64[bytes[i]!] === 0) return false;
  return true;
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09;

/** Hexadecimal digits, two for each byte; `from` is the first digit of the literal's first byte. */
export function decodeHexAt(bytes: Buffer, { from, before, after }: EncodedPlace): DecodedPlace {
  let start = from;
  const first = Math.max(0, from - before * 2);
  while (start - 2 >= first && HEX[bytes[start - 1]!] !== 0 && HEX[bytes[start - 2]!] !== 0) start -= 2;
  let end = from;
  const last = Math.min(bytes.length, from + after * 2);
  while (end + 2 <= last && HEX[bytes[end]!] !== 0 && HEX[bytes[end + 1]!] !== 0) end += 2;
  const text = Buffer.from(bytes.toString('latin1', start, end), 'hex').toString('latin1');
  return { text, at: (from - start) / 2, origin: (index) => start + index * 2 };
}

/**
 * UTF-16 of characters below 256; `from` is the first byte of the literal's first character that is no NUL. A NUL follows
 * it in either byte order: the big-endian one is read as if it began a byte later, so that its last character may lack one.
 */
export function decodeUtf16At(bytes: Buffer, { from, before, after }: EncodedPlace): DecodedPlace {
  const isCharacter = (at: number) => bytes[at + 1] === 0 && bytes[at] !== 0;
  let start = from;
  const first = Math.max(0, from - before * 2);
  while (start - 2 >= first && isCharacter(start - 2)) start -= 2;
  let end = from;
  const last = Math.min(bytes.length, from + after * 2);
  while (end + 2 <= last && isCharacter(end)) end += 2;
  const lacksNul = end < last && end + 1 === bytes.length;
  const text = bytes.toString('utf16le', start, end) + (lacksNul ? bytes.toString('latin1', end) : '');
  return { text, at: (from - start) / 2, origin: (index) => Math.min(start + index * 2, bytes.length) };
}

// The longest escape, `\u0041`.
const ESCAPE_LENGTH = 6;
const ESCAPE = /%([0-9a-f]{2})|\\u00([0-9a-f]{2})|\\x([0-9a-f]{2})|\\(\/)/iy;

/** `%41`, `\u0041`, `\x41` and `\/` on the literal's line; `from` is the first byte of the literal's first character. */
export function decodeEscapesAt(bytes: Buffer, { from, before, after }: EncodedPlace): DecodedPlace | undefined {
  const earliest = Math.max(0, from - before * ESCAPE_LENGTH);
  const start = earliest + bytes.subarray(earliest, from).lastIndexOf(LF) + 1;
  const latest = Math.min(bytes.length, from + after * ESCAPE_LENGTH);
  const source = bytes.toString('latin1', start, latest);
  const origins: number[] = [];
  let text = '';
  let at = -1;
  for (let i = 0; i < source.length && source.charCodeAt(i) !== LF; ) {
    if (start + i === from) at = text.length;
    origins.push(start + i);
    ESCAPE.lastIndex = i;
    const match = ESCAPE.exec(source);
    text += match
      ? (match[4] ?? String.fromCharCode(Number.parseInt((match[1] ?? match[2] ?? match[3])!, 16)))
      : source[i];
    i += match ? match[0].length : 1;
    origins[text.length] = start + i;
  }
  // Where the stretch begins within an escape that reaches up to the literal, the literal is not what it seemed.
  return at < 0 ? undefined : { text, at, origin: (index) => origins[index]! };
}
