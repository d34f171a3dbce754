import type { ChecksumResult } from './checksum-result.ts';
import { crc32Of } from './crc32.ts';

const TAIL = 8;

/** Eight upper-case hex digits: the CRC-32 of the text before the equals sign. */
export function atlassianChecksum(body: string): string {
  return crc32Of(body).toString(16).toUpperCase().padStart(TAIL, '0');
}

/**
 * Checks `ATATT…=<8 hex digits>`. Atlassian says that its tokens vary in length and calls their make-up its own affair,
 * so a tail that fits proves a token, and one that does not proves nothing.
 *
 * @see https://community.developer.atlassian.com/t/about-the-format-of-atlassian-security-tokens/62553
 * @see https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/
 */
export function checkAtlassianCrc32(secret: string): ChecksumResult {
  const cut = secret.lastIndexOf('=');
  if (cut < 0 || secret.length - cut - 1 !== TAIL) return 'unknown';
  return atlassianChecksum(secret.slice(0, cut)) === secret.slice(cut + 1) ? 'valid' : 'unknown';
}
