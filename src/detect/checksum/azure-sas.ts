import type { ChecksumResult } from './checksum-result.ts';

/** A day, or a day and a time, of UTC: the forms that a storage service takes. */
const END = /[?&]se=([0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,7})?)?Z)?)(?:&|$)/;

/**
 * Says of a shared access signature whether its end (`se`) is past; the signature itself can't be checked.
 *
 * @see https://learn.microsoft.com/rest/api/storageservices/create-service-sas
 * @see https://learn.microsoft.com/rest/api/storageservices/formatting-datetime-values
 */
export function checkAzureSas(_secret: string, match: string, now: number): ChecksumResult {
  const end = END.exec(`?${match.replaceAll(/%3A/gi, ':')}`)?.[1];
  return end !== undefined && Date.parse(end) < now ? 'expired' : 'unknown';
}
