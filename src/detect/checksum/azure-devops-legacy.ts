import type { ChecksumResult } from './checksum-result.ts';
import { crc32Of } from './crc32.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LENGTH = 52;

/** What the CRC-32 is mixed with: tokens of people, and of applications. */
const MASKS = [0xe0b9692d, 0x1019f92e];

/** Where the bytes of the checksum stand, least significant first. */
const PLACES = [22, 8, 7, 2];

/**
 * Checks a personal access token of the form before 2024: 52 characters of base32, which are 32 bytes, of which four
 * are a checksum of the others. One that does not fit proves nothing: there is no published token to try this with.
 *
 * @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/PreciselyClassifiedSecurityKeys/SEC101_102_AdoPat.cs
 */
export function checkAzureDevopsLegacy(secret: string): ChecksumResult {
  if (!/^[a-z2-7]{52}$/i.test(secret)) return 'unknown';
  const bytes = decodeBase32(secret.toLowerCase());
  const data = bytes.filter((_, index) => !PLACES.includes(index));
  const sum = Buffer.from(PLACES.map((place) => bytes[place]!)).readUInt32LE();
  const crc = crc32Of(Buffer.from(data).toString('latin1'));
  return MASKS.some((mask) => (crc ^ mask) >>> 0 === sum) ? 'valid' : 'unknown';
}

/** Whole bytes only: the last four bits are none. */
function decodeBase32(text: string): number[] {
  const bytes: number[] = [];
  let bits = 0;
  for (let at = 0; at < LENGTH; at++) {
    bits = ((bits << 5) | ALPHABET.indexOf(text[at]!)) & 0xfff;
    const known = ((at + 1) * 5) % 8;
    if (known < 5) bytes.push((bits >> known) & 0xff);
  }
  return bytes;
}
