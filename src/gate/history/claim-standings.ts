import type { Oid } from '../../domain/blob.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
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

/** Reads each object that stands for others once more, whole, and claims what stands in it. @returns the claims' places */
export function claimStandings(
  standings: readonly Standing[],
  { store, searcher, sweep }: ClaimTools,
): Map<Claim, Place[]> {
  const places = new Map<Claim, Place[]>();
  const reader = new ObjectReader(searcher.core, store);
  for (const [oid, wanted] of byObject(standings)) {
    const { type, bytes } = reader.read(Buffer.from(oid, 'hex'))!;
    const candidates = searcher.claims(bytes).filter((candidate) => wanted.has(searcher.nameOf(candidate)));
    const claimed = sweep.claims.length;
    if (type !== 'tree') sweep.found({ kind: type, oid, bytes, offset: 0 }, candidates);
    for (const claim of sweep.claims.slice(claimed)) places.set(claim, wanted.get(searcher.nameOf(claim.candidate))!);
  }
  return places;
}

function byObject(standings: readonly Standing[]): Map<Oid, Map<SecretName, Place[]>> {
  const objects = new Map<Oid, Map<SecretName, Place[]>>();
  for (const { oid, secret, place } of standings) {
    const wanted = objects.get(oid) ?? new Map<SecretName, Place[]>();
    objects.set(oid, wanted);
    wanted.set(secret, [...(wanted.get(secret) ?? []), place]);
  }
  return objects;
}
