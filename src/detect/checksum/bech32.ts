import type { ChecksumResult } from './checksum-result.ts';

const ALPHABET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATORS = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];
const TAIL = 6;

/**
 * The six characters that end bech32 text, for `<human-readable part>1<data>`.
 *
 * @see https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki
 */
export function bech32Checksum(before: string): string {
  const text = before.toLowerCase();
  const { prefix, data } = split(text);
  const sum = polymod([...expand(prefix), ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = Array.from({ length: TAIL }, (_, index) => ALPHABET[(sum >>> (5 * (5 - index))) & 31]).join('');
  return text === before ? tail : tail.toUpperCase();
}

/** Checks an age secret key, which is bech32 in capitals. See https://github.com/C2SP/C2SP/blob/main/age.md */
export function checkBech32(secret: string): ChecksumResult {
  return bech32Checksum(secret.slice(0, -TAIL)) === secret.slice(-TAIL) ? 'valid' : 'invalid';
}

function split(text: string): { prefix: string; data: number[] } {
  const cut = text.lastIndexOf('1');
  return { prefix: text.slice(0, cut), data: [...text.slice(cut + 1)].map((letter) => ALPHABET.indexOf(letter)) };
}

function expand(prefix: string): number[] {
  const codes = [...prefix].map((letter) => letter.charCodeAt(0));
  return [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31)];
}

function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (const [index, generator] of GENERATORS.entries()) if ((top >>> index) & 1) sum ^= generator;
  }
  return sum;
}
