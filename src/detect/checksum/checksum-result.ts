/** `valid`: the text proves itself; `invalid`: it can't be real; `unknown`: the check has nothing to say. */
export type ChecksumResult = 'valid' | 'invalid' | 'unknown';

/** Runs on a rule's secret. It must be pure and must not throw. */
export type Checksum = (secret: string) => ChecksumResult;
