import type { DecodedRun, Decoder } from './decoded-text.ts';

const SHORTEST = 32;

const IS_HEX = new Uint8Array(256);
for (const character of '0123456789abcdefABCDEF') IS_HEX[character.charCodeAt(0)] = 1;

/** Runs of hexadecimal digits, two for each byte. A run of odd length is read from its first and from its second digit. */
export const hex: Decoder = (input) => {
  const runs: DecodedRun[] = [];
  for (let i = 0; i < input.length; i++) {
    if (IS_HEX[input[i]!] === 0) continue;
    let end = i + 1;
    while (end < input.length && IS_HEX[input[end]!] === 1) end++;
    if (end - i >= SHORTEST) runs.push(...decodeRun(input, i, end));
    i = end;
  }
  return runs;
};

function decodeRun(input: Buffer, start: number, end: number): DecodedRun[] {
  const text = input.toString('latin1', start, end);
  const phases = text.length % 2 === 0 ? [0] : [0, 1];
  return phases.map((phase) => ({
    encoding: 'hex',
    bytes: Buffer.from(text.slice(phase), 'hex'),
    origin: (index) => start + phase + index * 2,
  }));
}
