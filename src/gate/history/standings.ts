import type { ObjectType, Oid } from '../../domain/blob.ts';
import type { Attribution, BlobIntroduction, BlobState } from '../../git/pack/attribution/attribution.ts';
import type { Place } from '../place.ts';
import type { Holder, SecretName } from './holdings.ts';

/** One secret at one path (or in one message), and the object to show it in: the one that brought it there first. */
export interface Standing {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly secret: SecretName;
  readonly place: Place;
  /** The other versions of the file that hold it, in the order in which they came. */
  readonly later: readonly Version[];
}

/** A version of a file, and where it came from. */
export interface Version {
  readonly oid: Oid;
  readonly place: Place;
}

/**
 * Says once for each secret and path where it began, however many versions of the file hold it: a renamed file has its
 * secret at two paths.
 */
export function standingsOf(holders: readonly Holder[], attribution: Attribution): Standing[] {
  const blobs = new Map(holders.filter(({ type }) => type === 'blob').map((holder) => [holder.oid, holder]));
  const states = statesOf(blobs.values(), attribution);
  const messages = holders
    .filter(({ type }) => type !== 'blob')
    .flatMap((holder) => messageStandings(holder, attribution.states.get(holder.oid)));
  const introduced = introducedStandings(blobs, attribution, states);
  const named = new Set(attribution.introductions.map(({ blob }) => blob));
  const nameless = [...blobs.values()].filter(({ oid }) => !named.has(oid));
  return [...introduced, ...namelessStandings(nameless, states), ...messages];
}

/** A secret is as present as the most present of the blobs that hold it. */
function statesOf(blobs: Iterable<Holder>, attribution: Attribution): Map<SecretName, BlobState> {
  const states = new Map<SecretName, BlobState>();
  for (const { oid, secrets } of blobs) {
    const state = attribution.states.get(oid);
    for (const secret of state === undefined ? [] : secrets) {
      const known = states.get(secret);
      if (known === undefined || RANK[state!] > RANK[known]) states.set(secret, state!);
    }
  }
  return states;
}

const RANK: Readonly<Record<BlobState, number>> = { unreachable: 0, history: 1, tip: 2 };

/** A few small trees can name a file full of secrets at millions of paths: no more than these are listed. */
export const MOST_STANDINGS = 100_000;

function introducedStandings(
  blobs: ReadonlyMap<Oid, Holder>,
  { introductions }: Attribution,
  states: ReadonlyMap<SecretName, BlobState>,
): Standing[] {
  const found = new Map<string, Standing & { readonly later: Version[] }>();
  let listed = 0;
  // Oldest first, so that what is met first is where it began.
  for (const introduction of introductions) {
    const holder = blobs.get(introduction.blob);
    for (const secret of holder?.secrets ?? []) {
      const name = `${secret} ${introduction.path}`;
      const known = found.get(name);
      const place = placeOf(introduction, states.get(secret));
      if (++listed > MOST_STANDINGS) return [...found.values()];
      if (known) known.later.push({ oid: introduction.blob, place });
      else found.set(name, { ...holder!, secret, place, later: [] });
    }
  }
  return [...found.values()];
}

const placeOf = ({ commit, path, age }: BlobIntroduction, state: BlobState | undefined): Place => ({
  ...{ commit, path, age, before: [] },
  ...(state && { history: { state } }),
});

/** Blobs that no tree names (or none that a commit names): each secret once. */
function namelessStandings(holders: readonly Holder[], states: ReadonlyMap<SecretName, BlobState>): Standing[] {
  const found = new Map<SecretName, Standing>();
  for (const { oid, type, secrets } of holders) {
    for (const secret of secrets) {
      if (!found.has(secret))
        found.set(secret, { oid, type, secret, place: namelessPlace(states.get(secret)), later: [] });
    }
  }
  return [...found.values()];
}

// In no commit, so of no age: last in the report.
const namelessPlace = (state: BlobState | undefined): Place => ({
  ...{ before: [], age: Number.MAX_SAFE_INTEGER },
  ...(state && { history: { state } }),
});

function messageStandings({ oid, type, secrets }: Holder, state: BlobState | undefined): Standing[] {
  const place: Place = { before: [], ...(state && { history: { state } }), ...(type === 'commit' && { commit: oid }) };
  return secrets.map((secret) => ({ oid, type, secret, place, later: [] }));
}
