import { CHECKSUMS, type ChecksumResult } from '../../src/detect/checksum/index.ts';

/** What a check makes of a text that is all of the match. @param now milliseconds since the epoch */
export const check = (name: string, text: string, now = 0): ChecksumResult => CHECKSUMS[name]!(text, text, now);
