import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import { CHECKSUMS } from './checksum/index.ts';
import { entropy } from './entropy.ts';
import { isPlaceholder } from './placeholder.ts';
import { randomness } from './randomness.ts';

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

/** Clearly no word: so much that one in a thousand of random texts of twenty characters has less. In bits. */
const SURE = 24;

/** What reads like names and words is none; what clearly does not makes up for a rule that is not sure of itself. */
const byRandomness: Refiner = (candidate, rule) => {
  if (rule.minRandomness === 0) return candidate;
  const bits = randomness(spelledOut(candidate.secret.reveal()));
  if (bits < rule.minRandomness) return undefined;
  return candidate.confidence === 'low' && bits >= SURE ? { ...candidate, confidence: 'medium' } : candidate;
};

const BASE64 = /^(?:[0-9A-Za-z+/]{4}){3,}(?:[0-9A-Za-z+/]{2}==|[0-9A-Za-z+/]{3}=)?$/;
const PRINTABLE = /^[\x20-\x7e\s]+$/;

/** What base64 spells, where that is text: Kubernetes and basic authentication write words that way. */
function spelledOut(text: string): string {
  const plain = BASE64.test(text) ? Buffer.from(text, 'base64').toString('latin1') : text;
  return PRINTABLE.test(plain) ? plain : text;
}

const byPlaceholder: Refiner = (candidate, rule) =>
  isPlaceholder(candidate.secret.reveal(), rule.generic) ? undefined : candidate;

const REFINERS: readonly Refiner[] = [byPlaceholder, byEntropy, byRandomness, byChecksum];

/** Runs the refiners in order over candidates whose rules are known; others (of plugins) pass as they are. */
export function refine(candidates: readonly Candidate[], rules: ReadonlyMap<string, Rule>): Candidate[] {
  return candidates.flatMap((candidate) => {
    const rule = rules.get(candidate.rule);
    let current: Candidate | undefined = candidate;
    if (rule) for (const refiner of REFINERS) current = current && refiner(current, rule);
    return current ?? [];
  });
}
