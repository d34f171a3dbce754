import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { ReadObject } from '../../git/pack/stored-object.ts';
import type { Place } from '../place.ts';
import type { Claim, Sweep } from '../sweep.ts';
import type { SecretName } from './holdings.ts';
import type { Searcher } from './searcher.ts';
import type { Standing } from './standings.ts';

/** Where things are read from and claims go to. */
export interface ClaimTools {
  readonly store: ObjectStore;
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
  const reader = new ObjectReader(tools.searcher.core, tools.store);
  for (let round = standings; round.length > 0; ) {
    const marked = claimRound(round, reader, tools, places);
    round = round.flatMap((standing) => (marked.has(standing) ? nextVersion(standing) : []));
  }
  reader.close();
  return places;
}

/** @returns undefined for what is not what its id says */
function readWhole(reader: ObjectReader, oid: Oid): ReadObject | undefined {
  try {
    return reader.read(Buffer.from(oid, 'hex'));
  } catch (error) {
    if (error instanceof UnleakError) return undefined;
    throw error;
  }
}

/** @returns the standings all of whose claims have a mark */
function claimRound(
  standings: readonly Standing[],
  reader: ObjectReader,
  { searcher, sweep }: ClaimTools,
  places: Map<Claim, Place[]>,
): Set<Standing> {
  const marked = new Set<Standing>();
  for (const [oid, wanted] of byObject(standings)) {
    const object = readWhole(reader, oid);
    if (!object) {
      sweep.skip({ reason: 'corrupt-object', what: oid, incomplete: true });
      continue;
    }
    const { type, bytes } = object;
    const candidates = searcher.claims(bytes).filter((candidate) => wanted.has(searcher.nameOf(candidate)));
    const first = sweep.claims.length;
    if (type !== 'tree') sweep.found({ kind: type, oid, bytes, offset: 0 }, candidates);
    for (const [name, claims] of byName(sweep.claims.slice(first), searcher)) {
      const named = wanted.get(name)!;
      for (const claim of claims)
        places.set(
          claim,
          named.map(({ place }) => place),
        );
      wanted.delete(name);
      if (claims.every(({ marks }) => marks.length > 0)) for (const standing of named) marked.add(standing);
    }
    // The copy that was looked at is not the one that the id belongs to.
    if (wanted.size > 0) sweep.skip({ reason: 'corrupt-object', what: oid, incomplete: true });
  }
  return marked;
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
