import type { ChecksumResult } from './checksum-result.ts';
import { githubChecksum } from './github-crc32.ts';

const BODY = /_([0-9A-Za-z]{37})([0-9A-Za-z]{6})$/;

/**
 * Checks `polar_…_<37 random letters and digits><6 characters of checksum>`: the CRC-32 of the random part, as GitHub
 * writes it.
 *
 * @see https://github.com/polarsource/polar/blob/main/server/polar/kit/crypto.py
 */
export function checkPolarCrc32(secret: string): ChecksumResult {
  const parts = BODY.exec(secret);
  if (parts === null) return 'unknown';
  return githubChecksum(parts[1]!) === parts[2] ? 'valid' : 'invalid';
}
