import { NEAR } from '../detect/pairing.ts';
import type { Finding } from '../domain/finding.ts';
import { type Rule, TIERS } from '../domain/rule.ts';
import { byObjectAndPath, type PlacedClaim } from './settle-at-paths.ts';

/** A finding, and its place in the order of commits. */
export interface Located {
  readonly finding: Finding;
  readonly age: number;
}

/**
 * Makes one finding of the parts of a secret: the secret half, with what stands near it in its `parts`.
 *
 * @param found each claim at a path with its finding
 * @returns the findings, in the same order, less those that became parts
 */
export function joinParts(
  found: ReadonlyMap<PlacedClaim, Located>,
  rules: ReadonlyMap<string, Rule>,
): ReadonlyMap<PlacedClaim, Located> {
  const joined = new Map(found);
  for (const group of byObjectAndPath([...found.keys()])) {
    for (const halves of setsOfHalves(group, rules)) {
      const whole = wholeOf(halves, rules, found);
      if (whole === undefined) continue;
      const { finding, age } = found.get(whole)!;
      const others = halves.filter((half) => half !== whole && mayJoin(found.get(half)!.finding, finding));
      if (others.length === 0) continue;
      for (const half of others) joined.delete(half);
      const parts = others.map((half) => found.get(half)!.finding);
      joined.set(whole, { finding: { ...finding, parts }, age });
    }
  }
  return joined;
}

/** A part never takes anything out of sight: it joins what stops as much as it does, and is suppressed as it is. */
function mayJoin(part: Finding, whole: Finding): boolean {
  if ((part.suppressed === undefined) !== (whole.suppressed === undefined)) return false;
  return TIERS.indexOf(part.tier) >= TIERS.indexOf(whole.tier);
}

/** The half that the others are parts of: a secret one, where there is an id, too. */
function wholeOf(
  halves: readonly PlacedClaim[],
  rules: ReadonlyMap<string, Rule>,
  found: ReadonlyMap<PlacedClaim, Located>,
): PlacedClaim | undefined {
  const isPart = (part: 'id' | 'secret') => (half: PlacedClaim) => ruleOf(half, rules)?.pair?.part === part;
  if (!halves.some(isPart('id'))) return undefined;
  const secrets = halves.filter(isPart('secret'));
  const counts = ({ finding }: Located): boolean => !finding.suppressed && finding.tier === 'block';
  return secrets.find((half) => counts(found.get(half)!)) ?? secrets[0];
}

const ruleOf = ({ claim }: PlacedClaim, rules: ReadonlyMap<string, Rule>): Rule | undefined =>
  rules.get(claim.candidate.rule);

/**
 * Halves of one pair that follow each other closely. None is there twice in a set: in a file of many keys, the second id
 * begins the next.
 */
function setsOfHalves(group: readonly PlacedClaim[], rules: ReadonlyMap<string, Rule>): PlacedClaim[][] {
  const sets: PlacedClaim[][] = [];
  const open = new Map<string, PlacedClaim[]>();
  for (const half of [...group].sort((a, b) => a.claim.candidate.start - b.claim.candidate.start)) {
    const rule = ruleOf(half, rules);
    if (!rule?.pair) continue;
    const set = open.get(rule.pair.name);
    if (set && isNear(set[set.length - 1]!, half) && set.every((one) => ruleOf(one, rules)!.family !== rule.family)) {
      set.push(half);
      continue;
    }
    const next = [half];
    open.set(rule.pair.name, next);
    sets.push(next);
  }
  return sets;
}

const isNear = (before: PlacedClaim, after: PlacedClaim): boolean =>
  after.claim.candidate.start - before.claim.candidate.end <= NEAR;
