import type { DecodedRun, Decoder } from './decoded-text.ts';
import { Pieces } from './pieces.ts';
import { nextRun } from './runs.ts';

const SHORTEST = 32;

const IS_HEX = new Uint8Array(256);
for (const character of '0123456789abcdefABCDEF') IS_HEX[character.charCodeAt(0)] = 1;

// Where programs break hexadecimal text over lines (xxd -p at 60). Lines of any other length are values of their own.
const WIDTHS: readonly number[] = [60, 64, 72, 76];

/**
 * Runs of hexadecimal digits, two for each byte. A run of odd length, or cut off, is read from its first and from its
 * second digit. Every digit is a base64 character too, so no run is looked for outside of the words.
 */
export const hex: Decoder = (input, words) => {
  const decoded: DecodedRun[] = [];
  let done = 0;
  for (const { start, end } of words) {
    if (end - start < SHORTEST) continue;
    let run = nextRun(input, IS_HEX, SHORTEST, Math.max(start, done), end);
    while (run !== undefined) {
      const pieces = new Pieces(input, IS_HEX, run, (length) => WIDTHS.includes(length));
      decoded.push(...decodePieces(pieces));
      done = pieces.end;
      run = nextRun(input, IS_HEX, SHORTEST, done, end);
    }
  }
  return decoded;
};

function decodePieces(pieces: Pieces): DecodedRun[] {
  const text = pieces.joined().toString('latin1');
  // A run that begins the input may have been cut there, between the two digits of a byte.
  const phases = text.length % 2 === 0 && pieces.list[0]!.start > 0 ? [0] : [0, 1];
  return phases.map((phase) => ({
    encoding: 'hex',
    bytes: Buffer.from(text.slice(phase), 'hex'),
    origin: (index) => pieces.locate(phase + index * 2),
  }));
}
