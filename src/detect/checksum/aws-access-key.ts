import type { ChecksumResult } from './checksum-result.ts';
import { checkPresignedUrl } from './presigned-url.ts';

/**
 * Rejects the ids and secret keys that AWS's own documentation prints: they end in EXAMPLE and EXAMPLEKEY. Any other
 * text in base32 can be an id (the account's number is part of it), so the check can't prove one. An id in a presigned
 * URL has no more to say than that URL, whose time may be over.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html
 */
export function checkAwsAccessKey(secret: string, match: string, now: number): ChecksumResult {
  return /EXAMPLE(?:KEY)?$/.test(secret) ? 'invalid' : checkPresignedUrl(secret, match, now);
}
