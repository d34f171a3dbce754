import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import type { Witness } from '../domain/witness.ts';

// An id and its secret stand on neighbouring lines in practice; this is some ten lines of configuration, in bytes.
export const NEAR = 480;

/**
 * Pairs ids with secrets that stand near them: each raises the other's confidence. A secret that has no form of its own
 * (`required`) is `unpaired` where no id is near: whoever knows the other files decides (gate/pair-across-files.ts).
 */
export function pair(
  candidates: readonly Candidate[],
  rules: ReadonlyMap<string, Rule>,
  witness?: Witness,
): Candidate[] {
  const halves = halvesByPart(candidates, rules);
  return candidates.map((candidate) => {
    const half = rules.get(candidate.rule)?.pair;
    if (!half) return candidate;
    const others = halves.get(keyOf(half.name, half.part === 'id' ? 'secret' : 'id'));
    const near = others?.hasNear(candidate) ?? false;
    if (half.required && !near) return { ...candidate, unpaired: true as const };
    witness?.noted(candidate, { check: 'pair', pair: half, near, drops: false });
    return near && candidate.confidence === 'medium' ? { ...candidate, confidence: 'high' as const } : candidate;
  });
}

const keyOf = (name: string, part: string): string => `${name} ${part}`;

function halvesByPart(candidates: readonly Candidate[], rules: ReadonlyMap<string, Rule>): Map<string, Places> {
  const spans = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    const half = rules.get(candidate.rule)?.pair;
    if (!half) continue;
    const key = keyOf(half.name, half.part);
    const known = spans.get(key);
    if (known) known.push(candidate);
    else spans.set(key, [candidate]);
  }
  return new Map([...spans].map(([key, list]) => [key, new Places(list)]));
}

/** Spans in order, so that a file full of ids does not compare each with all secrets. */
class Places {
  readonly #starts: number[];
  /** The furthest end of the spans up to each. */
  readonly #ends: number[] = [];

  constructor(candidates: readonly Candidate[]) {
    const sorted = [...candidates].sort((a, b) => a.start - b.start);
    this.#starts = sorted.map(({ start }) => start);
    let furthest = Number.NEGATIVE_INFINITY;
    for (const { end } of sorted) this.#ends.push((furthest = Math.max(furthest, end)));
  }

  /** Whether one of the spans begins no more than NEAR behind the candidate's end, and ends no more than that before it. */
  hasNear({ start, end }: Candidate): boolean {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= end + NEAR) low = middle + 1;
      else high = middle;
    }
    return low > 0 && this.#ends[low - 1]! >= start - NEAR;
  }
}
