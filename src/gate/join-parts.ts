import { NEAR } from '../detect/pairing.ts';
import type { Finding } from '../domain/finding.ts';
import { type Rule, TIERS } from '../domain/rule.ts';
import type { Witness } from '../domain/witness.ts';
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
 * @param options `apart`: a part stays a finding of its own; `witness` is told of ids that are nothing by themselves
 * @returns the findings, in the same order, less those that became parts, and less ids that are nothing by themselves
 */
export function joinParts(
  found: ReadonlyMap<PlacedClaim, Located>,
  rules: ReadonlyMap<string, Rule>,
  { apart = false, witness }: { readonly apart?: boolean; readonly witness?: Witness | undefined } = {},
): ReadonlyMap<PlacedClaim, Located> {
  const joined = new Map(found);
  for (const group of byObjectAndPath([...found.keys()])) {
    for (const halves of setsOfHalves(group, rules)) {
      const whole = wholeOf(halves, rules, found);
      const others = whole === undefined ? [] : halves.filter((half) => half !== whole && mayJoin(found, half, whole));
      for (const half of halves) {
        const lone = others.includes(half) ? undefined : lonePair(half, rules, found);
        if (lone) witness?.noted(half.claim.candidate, { check: 'pair', pair: lone, near: false, drops: true });
        if (lone || (!apart && others.includes(half))) joined.delete(half);
      }
      if (apart || whole === undefined || others.length === 0) continue;
      const { finding, age } = found.get(whole)!;
      const parts = others.map((half) => found.get(half)!.finding);
      joined.set(whole, { finding: { ...finding, parts }, age });
    }
  }
  return joined;
}

/** A part never takes anything out of sight: it joins what stops as much as it does, and is suppressed as it is. */
function mayJoin(found: ReadonlyMap<PlacedClaim, Located>, half: PlacedClaim, other: PlacedClaim): boolean {
  const { finding: part } = found.get(half)!;
  const { finding: whole } = found.get(other)!;
  if ((part.suppressed === undefined) !== (whole.suppressed === undefined)) return false;
  return TIERS.indexOf(part.tier) >= TIERS.indexOf(whole.tier);
}

/**
 * An id that counts beside its secret only, and blocks nothing: it is told of as a part or not at all. The secret may be another rule's,
 * which knows more about it, or suppressed.
 *
 * @returns its pair; undefined for all others
 */
function lonePair(
  half: PlacedClaim,
  rules: ReadonlyMap<string, Rule>,
  found: ReadonlyMap<PlacedClaim, Located>,
): Rule['pair'] {
  const pair = ruleOf(half, rules)?.pair;
  const counts = pair?.part !== 'id' || !pair.required || found.get(half)!.finding.tier === 'block';
  return counts ? undefined : pair;
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
