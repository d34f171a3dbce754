import type { DecodedRun, Decoder } from './decoded-text.ts';

const SHORTEST = 8;

/** A byte that text is made of, seen as latin1: everything but the control characters other than tab and line ends. */
const isText = (byte: number | undefined): boolean =>
  byte !== undefined && (byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);

/**
 * Text whose characters take `width` bytes of which all but one are NUL: UTF-16 and UTF-32 of either byte order, with or
 * without a byte order mark, at any alignment, also inside other data. A run is read as little-endian; of big-endian text
 * that changes nothing but the last character, which has no NUL behind it: where a character follows the run, the run
 * is given with it and without.
 */
const wideText =
  (encoding: string, width: 2 | 4): Decoder =>
  (input) => {
    const runs: DecodedRun[] = [];
    if (!input.includes(0)) return runs;
    for (let i = 0; i + width <= input.length; ) {
      const end = runEnd(input, i, width);
      if ((end - i) / width < SHORTEST) i = Math.max(i + 1, end - width + 1);
      else {
        runs.push(run(encoding, input, i, end, width));
        if (isText(input[end])) runs.push(run(encoding, input, i, end + 1, width));
        i = end;
      }
    }
    return runs;
  };

/** Where the run of wide characters that begins at `start` ends, in bytes. */
function runEnd(input: Buffer, start: number, width: number): number {
  let at = start;
  while (at + width <= input.length && isText(input[at]) && isPadding(input, at + 1, width - 1)) at += width;
  return at;
}

function isPadding(input: Buffer, from: number, count: number): boolean {
  for (let i = from; i < from + count; i++) if (input[i] !== 0) return false;
  return true;
}

function run(encoding: string, input: Buffer, start: number, end: number, width: number): DecodedRun {
  const bytes = Buffer.alloc(Math.ceil((end - start) / width));
  for (let i = 0; i < bytes.length; i++) bytes[i] = input[start + i * width]!;
  return { encoding, bytes, origin: (index) => Math.min(end, start + index * width) };
}

/** UTF-16 of either byte order. */
export const utf16: Decoder = wideText('utf-16', 2);

/** UTF-32 of either byte order. */
export const utf32: Decoder = wideText('utf-32', 4);
