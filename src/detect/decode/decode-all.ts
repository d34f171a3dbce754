import { DetectorTimeout } from '../detector-timeout.ts';
import { base64, wordRuns } from './base64.ts';
import { type DecodedRun, DecodedText } from './decoded-text.ts';
import { escapes } from './escapes.ts';
import { hex } from './hex.ts';
import type { Run } from './runs.ts';
import { utf16, utf32 } from './wide-text.ts';

const DECODERS = [utf16, utf32, base64, hex, escapes];

/** How many encodings may lie over one another. Each layer is no larger than a few times the one before, so this bounds the work. */
export const MAX_DEPTH = 3;

/**
 * Everything in some bytes that is encoded text, decoded once.
 * @param deadline milliseconds since the epoch
 * @param words `wordRuns` of the input, where they are known
 * @returns undefined where there is none
 * @throws DetectorTimeout past the deadline
 */
export function decodeAll(
  input: Buffer,
  deadline: number,
  words: readonly Run[] = wordRuns(input),
): DecodedText | undefined {
  const runs: DecodedRun[] = [];
  for (const decode of DECODERS) {
    for (const run of decode(input, words)) runs.push(run);
    if (Date.now() > deadline) throw new DetectorTimeout('encoded');
  }
  return runs.length === 0 ? undefined : new DecodedText(runs);
}
