import type { DecodedRun, Decoder } from './decoded-text.ts';
import { nextRun, type Run } from './runs.ts';

const SHORTEST = 32;

const IS_HEX = new Uint8Array(256);
for (const character of '0123456789abcdefABCDEF') IS_HEX[character.charCodeAt(0)] = 1;

/**
 * Runs of hexadecimal digits, two for each byte. A run of odd length, or cut off, is read from its first and from its
 * second digit. Every digit is a base64 character too, so no run is looked for outside of the words.
 */
export const hex: Decoder = (input, words) => {
  const decoded: DecodedRun[] = [];
  for (const { start, end } of words) {
    if (end - start < SHORTEST) continue;
    let run = nextRun(input, IS_HEX, SHORTEST, start, end);
    for (; run !== undefined; run = nextRun(input, IS_HEX, SHORTEST, run.end, end)) {
      decoded.push(...decodeRun(input, run));
    }
  }
  return decoded;
};

function decodeRun(input: Buffer, { start, end }: Run): DecodedRun[] {
  const text = input.toString('latin1', start, end);
  // A run that begins the input may have been cut there, between the two digits of a byte.
  const phases = text.length % 2 === 0 && start > 0 ? [0] : [0, 1];
  return phases.map((phase) => ({
    encoding: 'hex',
    bytes: Buffer.from(text.slice(phase), 'hex'),
    origin: (index) => start + phase + index * 2,
  }));
}
