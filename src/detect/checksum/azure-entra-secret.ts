import type { ChecksumResult } from './checksum-result.ts';
import { marvin32 } from './marvin32.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~';
const SEED = 'AadPwd00';
const TAIL = 3;
const DIGITS = 6;

/** The three characters that end an Entra client secret: the first of six that are its Marvin32 checksum. */
export function azureEntraTail(before: string): string {
  let rest = marvin32(Buffer.from(before, 'latin1'), SEED);
  let digits = '';
  for (let left = DIGITS; left > 0; left--) {
    digits = ALPHABET[rest % ALPHABET.length] + digits;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return digits.slice(0, TAIL);
}

/**
 * Checks a client secret with `8Q~` in it; older ones, with `7Q~`, have no checksum.
 *
 * @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/IdentifiableMetadata.cs
 */
export function checkAzureEntraSecret(secret: string): ChecksumResult {
  if (!secret.startsWith('8Q~', 3)) return 'unknown';
  return azureEntraTail(secret.slice(0, -TAIL)) === secret.slice(-TAIL) ? 'valid' : 'invalid';
}
