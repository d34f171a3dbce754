import type { ChecksumResult } from './checksum-result.ts';
import { crc32Of } from './crc32.ts';

/**
 * The eight hex digits that end a Grafana service account token: the CRC-32, least significant byte first, of the
 * prefix and the 32 random characters.
 *
 * @see https://github.com/grafana/grafana/blob/main/pkg/components/satokengen/tokengen.go
 */
export function grafanaChecksum(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32Of(body));
  return bytes.toString('hex');
}

/** Checks `glsa_<32 random characters>_<8 hex digits>`. */
export function checkGrafanaCrc32(secret: string): ChecksumResult {
  const cut = secret.lastIndexOf('_');
  return grafanaChecksum(secret.slice(0, cut)) === secret.slice(cut + 1).toLowerCase() ? 'valid' : 'invalid';
}
