import type { ChecksumResult } from './checksum-result.ts';
import { crc32Of } from './crc32.ts';

const CRC_LENGTH = 7;

/** Prefix and payload, optional version, length of the payload in base36, CRC-32. */
const ROUTABLE = /^([0-9A-Za-z_-]{27,320})\.(?:[0-9a-z]{2}\.)?([0-9a-z]{2})[0-9a-z]{7}$/;

/**
 * The seven characters that end a routable GitLab token: the CRC-32, in base36, of all that stands before them, prefix
 * included.
 *
 * @see https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/cells/routable_tokens/
 */
export function gitlabChecksum(before: string): string {
  return crc32Of(before).toString(36).padStart(CRC_LENGTH, '0');
}

/** Checks a routable token; an older one (20 characters, no dots) has no checksum and is `unknown`. */
export function checkGitlabRoutable(secret: string): ChecksumResult {
  if (!secret.includes('.') || !ROUTABLE.test(secret)) return 'unknown';
  return gitlabChecksum(secret.slice(0, -CRC_LENGTH)) === secret.slice(-CRC_LENGTH) ? 'valid' : 'invalid';
}
