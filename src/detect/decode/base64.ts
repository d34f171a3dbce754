import type { DecodedRun, Decoder } from './decoded-text.ts';
import { allRuns, endOfRun, type Run } from './runs.ts';

/** The shortest run that is looked at, in characters. */
export const SHORTEST_WORD = 20;

// A line this long that is all base64 was most likely broken by an encoder (they break at 60, 64 or 76).
const WRAPPED_LINE = 40;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

// By byte: its bit 3 says that it is of the alphabet; bit n (0 to 2), that it may be character n of a group of four whose
// byte n is ASCII. The top bits of the three bytes are bit 5 of the first character, bit 3 of the second, bit 1 of the third.
const CLASSES = new Uint8Array(256);
for (const [value, characters] of [...ALPHABET, '+-', '/_'].entries()) {
  const flags = 8 | (value & 32 ? 0 : 1) | (value & 8 ? 0 : 2) | (value & 2 ? 0 : 4);
  for (const character of characters) CLASSES[character.charCodeAt(0)] = flags;
}

// A token gives at least this many groups of four in a row that decode to ASCII; names and paths, which are of the same
// alphabet, hardly ever do.
const GROUPS = 4;

/**
 * Base64 in the standard and the URL alphabet (RFC 4648 sections 4 and 5), also wrapped over lines, indented or not.
 * Something of the same alphabet may stand before the encoded text, so each of its first four characters is tried as the
 * beginning; a run is decoded from where it gives ASCII text.
 */
export const base64: Decoder = (input, words) => {
  const decoded: DecodedRun[] = [];
  let done = 0;
  for (const run of words) {
    if (run.start < done) continue;
    const pieces = collectPieces(input, run);
    decoded.push(...decodePieces(input, pieces));
    done = pieces[pieces.length - 1]!.end;
  }
  return decoded;
};

/** All runs of base64 characters that are long enough for `base64`, in order, each as long as it can be. */
export const wordRuns = (input: Uint8Array): Run[] => allRuns(input, CLASSES, SHORTEST_WORD);

function collectPieces(input: Buffer, first: Run): Run[] {
  const pieces = [first];
  for (let last = first; last.end - last.start >= WRAPPED_LINE; last = pieces[pieces.length - 1]!) {
    const start = startOfNextLine(input, last.end);
    if (start === undefined || start >= input.length || CLASSES[input[start]!] === 0) break;
    pieces.push({ start, end: endOfRun(input, CLASSES, start) });
  }
  return pieces;
}

/** Where the next line's text begins, if a line ends here; undefined otherwise. */
function startOfNextLine(input: Buffer, at: number): number | undefined {
  let next = input[at] === 0x0d ? at + 1 : at;
  if (input[next] !== 0x0a) return undefined;
  next++;
  while (input[next] === 0x20 || input[next] === 0x09) next++;
  return next;
}

function decodePieces(input: Buffer, pieces: readonly Run[]): DecodedRun[] {
  const parts = pieces.map(({ start, end }) => input.subarray(start, end));
  const joined = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  const phases = [0, 1, 2, 3].filter((phase) => givesText(joined, phase));
  const before = phases.length > 0 ? lengthsBefore(pieces) : [];
  return phases.map((phase) => ({
    encoding: 'base64',
    bytes: Buffer.from(joined.toString('latin1', phase), 'base64'),
    origin: (index) => locate(pieces, before, phase + Math.ceil((index * 4) / 3)),
  }));
}

function givesText(run: Buffer, phase: number): boolean {
  let groups = 0;
  for (let i = phase; i + 2 < run.length; i += 4) {
    const ascii = CLASSES[run[i]!]! & 1 && CLASSES[run[i + 1]!]! & 2 && CLASSES[run[i + 2]!]! & 4;
    groups = ascii ? groups + 1 : 0;
    if (groups === GROUPS) return true;
  }
  return false;
}

/** How many characters of the joined pieces stand before each. */
function lengthsBefore(pieces: readonly Run[]): number[] {
  let length = 0;
  return pieces.map(({ start, end }) => (length += end - start) - (end - start));
}

/** The input position of the character number `offset` of the joined pieces. */
function locate(pieces: readonly Run[], before: readonly number[], offset: number): number {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (before[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  const { start, end } = pieces[low]!;
  return Math.min(start + offset - before[low]!, end);
}
