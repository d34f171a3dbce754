import type { Rule } from '../domain/rule.ts';
import type { Witness } from '../domain/witness.ts';
import type { PlacedClaim } from './settle-at-paths.ts';
import type { Claim } from './sweep.ts';

/**
 * Says which secrets count that only their other half gives away, and that have none near: those whose id stands elsewhere in
 * what is scanned, in another file say. A commit, a push or a folder is small enough for that to mean something; a whole
 * history is not: there they don't count.
 *
 * @returns all other claims, and these as if they were paired, in the same order
 */
export function pairAcrossFiles(
  placed: readonly PlacedClaim[],
  rules: ReadonlyMap<string, Rule>,
  witness?: Witness,
): PlacedClaim[] {
  const ids = new Set(placed.flatMap(({ claim }) => idOf(claim, rules)));
  return placed.flatMap((one) => {
    const { unpaired, ...candidate } = one.claim.candidate;
    const pair = unpaired && rules.get(candidate.rule)?.pair;
    if (!pair) return one;
    // An id is no secret: alone it is nothing to tell of.
    const counts = pair.part === 'secret' && ids.has(pair.name) && one.places.every(({ history }) => !history);
    witness?.noted(candidate, { check: 'pair', pair, near: false, drops: !counts });
    return counts ? { ...one, claim: { ...one.claim, candidate } } : [];
  });
}

/** The name of the pair that a claim is the id of, where it stands by itself. */
function idOf({ candidate }: Claim, rules: ReadonlyMap<string, Rule>): string[] {
  const pair = rules.get(candidate.rule)?.pair;
  return pair?.part === 'id' && !candidate.unpaired ? [pair.name] : [];
}
