import type { ChecksumResult } from './checksum-result.ts';

const SIGNED = /[&;]X-(?:Amz|Goog)-Date=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/;
const SECONDS = /[&;]X-(?:Amz|Goog)-Expires=(\d{1,7})/;

/**
 * Says of a match that a presigned URL's parameters are a part of whether the URL's time is over: it says when it was
 * signed, and for how many seconds it is good.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * @see https://cloud.google.com/storage/docs/authentication/signatures
 */
export function checkPresignedUrl(_secret: string, match: string, now: number): ChecksumResult {
  const [, year, month, day, hour, minute, second] = SIGNED.exec(match) ?? [];
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return signed + Number(SECONDS.exec(match)?.[1]) * 1000 < now ? 'expired' : 'unknown';
}
