import { decodeBase64 } from './base64.ts';
import type { ChecksumResult } from './checksum-result.ts';

/** A version-2 macaroon: version byte, location field (tag 1, its length, its text). */
const LOCATIONS = ['\x02\x01\x08pypi.org', '\x02\x01\x0dtest.pypi.org'];

/**
 * Checks `pypi-<base64url>`: the text must decode to a version-2 macaroon whose location is PyPI or TestPyPI.
 *
 * @see https://docs.pypi.org/api/secrets/
 * @see https://github.com/rescrv/libmacaroons/blob/master/doc/format.txt
 */
export function checkPypiMacaroon(secret: string): ChecksumResult {
  const macaroon = decodeBase64(secret.slice('pypi-'.length)) ?? '';
  return LOCATIONS.some((location) => macaroon.startsWith(location)) ? 'valid' : 'invalid';
}
