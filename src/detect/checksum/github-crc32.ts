import { toBase62 } from './base62.ts';
import type { ChecksumResult } from './checksum-result.ts';
import { crc32Of } from './crc32.ts';

const TAIL = 6;

/**
 * The six characters that end a GitHub or npm token: the CRC-32 of its random part in base62, padded with zeros.
 *
 * @see https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
 * @see https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/
 */
export const githubChecksum = (body: string): string => toBase62(crc32Of(body)).padStart(TAIL, '0');

/** Checks `<prefix>_<30 random characters><6 characters of checksum>`. */
export function checkGithubCrc32(secret: string): ChecksumResult {
  const random = secret.slice(secret.lastIndexOf('_') + 1);
  if (random.length !== 36) return 'unknown';
  return githubChecksum(random.slice(0, -TAIL)) === random.slice(-TAIL) ? 'valid' : 'invalid';
}
