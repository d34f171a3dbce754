/**
 * `valid`: the text proves itself; `invalid`: it can't be real; `expired`: it may well be, and its time is over by what it says
 * itself; `unknown`: the check has nothing to say.
 */
export type ChecksumResult = 'valid' | 'invalid' | 'expired' | 'unknown';

/**
 * Runs on a rule's secret. It must be pure and must not throw.
 *
 * @param match the whole match that the secret is a part of
 * @param now milliseconds since the epoch
 */
export type Checksum = (secret: string, match: string, now: number) => ChecksumResult;
