import { toBase62 } from './base62.ts';
import type { ChecksumResult } from './checksum-result.ts';
import { marvin32 } from './marvin32.ts';

const SEED = 'Default0';
const BODY = 80;

/**
 * The end of a common annotated security key of Azure (`…JQQJ99…`, then four letters of the service): the Marvin32
 * checksum of all before it in base62, filled up with zeros behind it. Short keys have the first four characters of it.
 */
export function azureAnnotatedTail(before: string): string {
  const sum = checksumOf(before);
  // As many zeros as there are bytes of zeros in front: the bytes are turned into digits, not the number.
  const zeros = /^(?:00){0,3}/.exec(sum.toString('hex'))![0].length / 2;
  const digits = `${'0'.repeat(zeros)}${toBase62(sum.readUInt32BE())}`.padEnd(6, '0');
  return Buffer.from(digits, 'base64').toString('base64');
}

/**
 * Checks such a key; its checksum may be in base64 as well. One that fits proves a key. One that does not proves
 * nothing: Azure's own scanner goes by the form alone.
 *
 * @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/IdentifiableSecrets.cs
 * @see https://github.com/microsoft/security-utilities/blob/main/src/Microsoft.Security.Utilities.Core/LegacyCommonAnnotatedSecurityKey.cs
 */
export function checkAzureAnnotated(secret: string): ChecksumResult {
  const before = secret.slice(0, BODY);
  const tail = secret.slice(BODY).replace(/==$/, '');
  if (tail.length !== 4 && tail.length !== 6) return 'unknown';
  const tails = [azureAnnotatedTail(before), checksumOf(before).toString('base64')];
  return tails.some((full) => full.startsWith(tail)) ? 'valid' : 'unknown';
}

function checksumOf(before: string): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(marvin32(Buffer.from(before, 'base64'), SEED));
  return sum;
}
