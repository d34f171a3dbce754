import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';

// An id and its secret stand on neighbouring lines in practice; this is some ten lines of configuration, in bytes.
const NEAR = 480;

/**
 * Pairs ids with secrets that stand near them: each raises the other's confidence. A secret that has no form of its own
 * (`required`) is dropped where no id is near.
 */
export function pair(candidates: readonly Candidate[], rules: ReadonlyMap<string, Rule>): Candidate[] {
  return candidates.flatMap((candidate) => {
    const half = rules.get(candidate.rule)?.pair;
    if (!half) return candidate;
    const partner = candidates.some((other) => {
      const otherHalf = rules.get(other.rule)?.pair;
      return otherHalf?.name === half.name && otherHalf.part !== half.part && isNear(candidate, other);
    });
    if (partner) return candidate.confidence === 'medium' ? { ...candidate, confidence: 'high' as const } : candidate;
    return half.required ? [] : candidate;
  });
}

const isNear = (a: Candidate, b: Candidate): boolean => a.start - b.end <= NEAR && b.start - a.end <= NEAR;
