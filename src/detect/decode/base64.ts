import type { DecodedRun, Decoder } from './decoded-text.ts';
import { Pieces } from './pieces.ts';
import { allRuns, type Run } from './runs.ts';

/** The shortest run that is looked at, in characters. */
export const SHORTEST_WORD = 20;

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

// What gzip begins with (RFC 1952, section 2.3.1: 1f 8b, and 8 for deflate), which is no text: these three bytes are these four characters.
const GZIP = 'H4sI';

/**
 * Base64 in the standard and the URL alphabet (RFC 4648 sections 4 and 5), also wrapped over lines: indented, commented, quoted.
 * Something of the same alphabet may stand before the encoded text, so each of its first four characters is tried as the
 * beginning; a run is decoded from where it gives ASCII text, or gzip.
 */
export const base64: Decoder = (input, words) => {
  const decoded: DecodedRun[] = [];
  const hasGzip = input.includes(GZIP);
  let done = 0;
  for (const run of words) {
    if (run.start < done) continue;
    const pieces = new Pieces(input, CLASSES, run);
    decodePieces(pieces, hasGzip, decoded);
    done = pieces.end;
  }
  return decoded;
};

/** All runs of base64 characters that are long enough for `base64`, in order, each as long as it can be. */
export const wordRuns = (input: Uint8Array): Run[] => allRuns(input, CLASSES, SHORTEST_WORD);

function decodePieces(pieces: Pieces, mayHaveGzip: boolean, decoded: DecodedRun[]): void {
  const joined = pieces.joined();
  const zipped = mayHaveGzip ? gzipPhases(joined) : 0;
  for (let phase = 0; phase < 4; phase++) {
    if (!givesText(joined, phase) && (zipped & (1 << phase)) === 0) continue;
    decoded.push({
      encoding: 'base64',
      bytes: Buffer.from(joined.toString('latin1', phase), 'base64'),
      origin: (index) => pieces.locate(phase + Math.ceil((index * 4) / 3)),
    });
  }
}

/** Bit n says that gzip begins some groups of four behind character n. */
function gzipPhases(run: Buffer): number {
  let phases = 0;
  for (let at = run.indexOf(GZIP); at >= 0; at = run.indexOf(GZIP, at + 1)) phases |= 1 << (at & 3);
  return phases;
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
