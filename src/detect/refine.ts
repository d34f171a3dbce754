import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import { CHECKSUMS } from './checksum/index.ts';
import { entropy } from './entropy.ts';
import { isPlaceholder } from './placeholder.ts';
import { wordLikeness } from './word-likeness.ts';

/** Looks at one candidate more closely: gives it back, changed or not, or drops it. */
type Refiner = (candidate: Candidate, rule: Rule) => Candidate | undefined;

/** A checksum or structure proves a token, or lowers it: a failed check never hides it. */
const byChecksum: Refiner = (candidate, rule) => {
  if (rule.checksum === undefined) return candidate;
  const result = CHECKSUMS[rule.checksum]?.(candidate.secret.reveal()) ?? 'unknown';
  if (result === 'unknown') return candidate;
  return { ...candidate, confidence: result === 'valid' ? 'certain' : 'low' };
};

const byEntropy: Refiner = (candidate, rule) =>
  rule.minEntropy > 0 && entropy(candidate.secret.reveal()) < rule.minEntropy ? undefined : candidate;

// A generic rule sees any value beside a word such as "password": names and sentences are not secrets.
const WORDS = 0.55;

const byWords: Refiner = (candidate, rule) =>
  rule.generic && wordLikeness(candidate.secret.reveal()) > WORDS ? undefined : candidate;

const byPlaceholder: Refiner = (candidate, rule) =>
  isPlaceholder(candidate.secret.reveal(), rule.generic) ? undefined : candidate;

const REFINERS: readonly Refiner[] = [byPlaceholder, byEntropy, byWords, byChecksum];

/** Runs the refiners in order over candidates whose rules are known; others (of plugins) pass as they are. */
export function refine(candidates: readonly Candidate[], rules: ReadonlyMap<string, Rule>): Candidate[] {
  return candidates.flatMap((candidate) => {
    const rule = rules.get(candidate.rule);
    let current: Candidate | undefined = candidate;
    if (rule) for (const refiner of REFINERS) current = current && refiner(current, rule);
    return current ?? [];
  });
}
