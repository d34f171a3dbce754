import type { ChecksumResult } from './checksum-result.ts';
import { crc32Of } from './crc32.ts';

const PREFIX = 'cflt';
const TAIL = 6;

/**
 * The six characters that end an API secret of Confluent Cloud: the CRC-32 of the 54 characters between the prefix and
 * them, least significant byte first, in base64.
 *
 * @see https://docs.confluent.io/cloud/current/security/authenticate/workload-identities/service-accounts/api-keys/overview.html
 */
export function confluentChecksum(body: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32Of(body));
  return bytes.toString('base64').slice(0, TAIL);
}

/** Checks `cflt<54 random characters><6 characters of checksum>`. */
export function checkConfluentCrc32(secret: string): ChecksumResult {
  return confluentChecksum(secret.slice(PREFIX.length, -TAIL)) === secret.slice(-TAIL) ? 'valid' : 'invalid';
}
