import { dropOverlaps } from '../detect/overlap.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import type { Witness } from '../domain/witness.ts';
import type { Place } from './place.ts';
import type { Claim } from './sweep.ts';

/** A claim at one path. */
export interface PlacedClaim {
  readonly claim: Claim;
  /** All that brought it there; never empty. */
  readonly places: readonly Place[];
}

/**
 * Settles overlaps once more, now that it is known which rules look at a path, and which halves of pairs count: the detector
 * chain knows neither, so that it kept what they say beside what the others say of the same text.
 *
 * @param placed claims whose rules look at their paths
 * @returns those that stand, in the same order
 */
export function settleAtPaths(
  placed: readonly PlacedClaim[],
  rules: ReadonlyMap<string, Rule>,
  witness?: Witness,
): readonly PlacedClaim[] {
  const everywhere = new Map([...rules].map(([id, { paths: _, inTests: __, ...rule }]) => [id, rule]));
  const dropped = new Set<PlacedClaim>();
  for (const group of byObjectAndPath(placed)) {
    if (group.length < 2) continue;
    const kept = new Set<Candidate>(
      dropOverlaps(
        group.map(({ claim }) => claim.candidate),
        everywhere,
        witness,
      ),
    );
    for (const one of group) if (!kept.has(one.claim.candidate)) dropped.add(one);
  }
  return placed.filter((one) => !dropped.has(one));
}

/** Claims by what holds them, at one path. */
export function byObjectAndPath(placed: readonly PlacedClaim[]): Iterable<PlacedClaim[]> {
  const groups = new Map<string, PlacedClaim[]>();
  for (const one of placed) {
    // No object's id holds a space.
    const key = `${one.claim.oid ?? ''} ${one.places[0]!.path ?? ''}`;
    const known = groups.get(key);
    if (known) known.push(one);
    else groups.set(key, [one]);
  }
  return groups.values();
}
