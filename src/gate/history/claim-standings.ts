import type { Oid } from '../../domain/blob.ts';
import type { ObjectReader } from '../../git/pack/object-reader.ts';
import type { Place } from '../place.ts';
import type { Claim, Sweep } from '../sweep.ts';
import type { SecretName } from './holdings.ts';
import { readWhole } from './read-whole.ts';
import type { Searcher } from './searcher.ts';
import type { Standing } from './standings.ts';

/** Where things are read from and claims go to. */
export interface ClaimTools {
  readonly objects: ObjectReader;
  readonly searcher: Searcher;
  readonly sweep: Sweep;
}

/**
 * Reads each object that stands for others once more, whole, and claims what stands in it. Where somebody put a mark beside a
 * secret, the versions after that one are read until one has none: a mark speaks for the versions that have it.
 * @returns the claims' places
 */
export function claimStandings(standings: readonly Standing[], tools: ClaimTools): Map<Claim, Place[]> {
  const places = new Map<Claim, Place[]>();
  for (let round = standings; round.length > 0; ) {
    const marked = claimRound(round, tools, places);
    round = round.flatMap((standing) => (marked.has(standing) ? nextVersion(standing) : []));
  }
  return places;
}

/** @returns the standings all of whose claims have a mark */
function claimRound(standings: readonly Standing[], tools: ClaimTools, places: Map<Claim, Place[]>): Set<Standing> {
  const marked = new Set<Standing>();
  for (const [oid, wanted] of byObject(standings)) {
    for (const [name, claims] of byName(claimWanted(oid, wanted, tools), tools.searcher)) {
      const named = wanted.get(name)!;
      for (const claim of claims)
        places.set(
          claim,
          named.map(({ place }) => place),
        );
      if (claims.every(({ marks }) => marks.some(({ reason }) => reason !== '')))
        for (const standing of named) marked.add(standing);
    }
  }
  return marked;
}

/** Claims what is wanted of an object, as far as the sweep takes it. @returns the claims */
function claimWanted(
  oid: Oid,
  wanted: ReadonlyMap<SecretName, unknown>,
  { objects, searcher, sweep }: ClaimTools,
): Claim[] {
  const object = readWhole(objects, oid);
  if (!object || object.type === 'tree') {
    sweep.corrupt(oid);
    return [];
  }
  const { type, bytes } = object;
  const candidates = searcher.claims(bytes).filter((candidate) => wanted.has(searcher.nameOf(candidate)));
  const names = new Set(candidates.map((candidate) => searcher.nameOf(candidate)));
  // The copy that was looked at is not the one that the id belongs to.
  if (names.size < wanted.size) sweep.corrupt(oid);
  const first = sweep.claims.length;
  sweep.found({ kind: type, oid, bytes, offset: 0 }, candidates);
  return sweep.claims.slice(first);
}

function byName(claims: readonly Claim[], searcher: Searcher): Map<SecretName, Claim[]> {
  const named = new Map<SecretName, Claim[]>();
  for (const claim of claims) {
    const name = searcher.nameOf(claim.candidate);
    const same = named.get(name);
    if (same) same.push(claim);
    else named.set(name, [claim]);
  }
  return named;
}

function nextVersion(standing: Standing): Standing[] {
  const [next, ...later] = standing.later.filter(({ oid }) => oid !== standing.oid);
  return next ? [{ ...standing, ...next, later }] : [];
}

function byObject(standings: readonly Standing[]): Map<Oid, Map<SecretName, Standing[]>> {
  const objects = new Map<Oid, Map<SecretName, Standing[]>>();
  for (const standing of standings) {
    const wanted = objects.get(standing.oid) ?? new Map<SecretName, Standing[]>();
    objects.set(standing.oid, wanted);
    const same = wanted.get(standing.secret);
    if (same) same.push(standing);
    else wanted.set(standing.secret, [standing]);
  }
  return objects;
}
