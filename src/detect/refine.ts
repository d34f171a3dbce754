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

/** Clearly no word: one in twenty of random texts of sixteen characters has less. In bits. */
const SURE = 16;

/** May be a hash of anything, which is no secret. */
const HEX = /^[0-9a-f]+$/i;

/** What reads like names and words is none; what clearly does not makes up for a rule that is not sure of itself. */
const byRandomness: Refiner = (candidate, rule) => {
  if (rule.minRandomness === 0) return candidate;
  const text = candidate.secret.reveal();
  const bits = randomness(spelledOut(text));
  if (bits < rule.minRandomness) return undefined;
  const isSure = bits >= SURE && !HEX.test(text);
  return candidate.confidence === 'low' && isSure ? { ...candidate, confidence: 'medium' } : candidate;
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
