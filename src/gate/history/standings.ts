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
}

/**
 * Says once for each secret and path where it began, however many versions of the file hold it. Where it came with a
 * rename, or came back, it is pre-existing.
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

function introducedStandings(
  blobs: ReadonlyMap<Oid, Holder>,
  { introductions }: Attribution,
  states: ReadonlyMap<SecretName, BlobState>,
): Standing[] {
  const found = new Map<string, Standing>();
  // Oldest first, so that what is met first is where it began.
  for (const introduction of introductions) {
    const holder = blobs.get(introduction.blob);
    for (const secret of holder?.secrets ?? []) {
      const name = `${secret} ${introduction.path}`;
      const known = found.get(name);
      if (known && !known.place.preexisting) continue;
      const preexisting = wasBefore(secret, introduction, blobs);
      if (known && preexisting) continue;
      found.set(name, { ...holder!, secret, place: placeOf(introduction, preexisting, states.get(secret)!) });
    }
  }
  return [...found.values()];
}

/** By key, not by rule: rules of one family know a secret by the same key. */
function wasBefore(secret: SecretName, { before }: BlobIntroduction, blobs: ReadonlyMap<Oid, Holder>): boolean {
  const key = keyOf(secret);
  return before.some((oid) => blobs.get(oid)?.secrets.some((other) => keyOf(other) === key));
}

const keyOf = (secret: SecretName): string => secret.slice(secret.indexOf(' ') + 1);

function placeOf({ commit, path, age }: BlobIntroduction, preexisting: boolean, state: BlobState): Place {
  return { commit, path, age, before: [], history: { state }, ...(preexisting && { preexisting }) };
}

/** Blobs that no tree names (or none that a commit names): each secret once. */
function namelessStandings(holders: readonly Holder[], states: ReadonlyMap<SecretName, BlobState>): Standing[] {
  const found = new Map<SecretName, Standing>();
  for (const { oid, type, secrets } of holders) {
    for (const secret of secrets) {
      if (!found.has(secret)) found.set(secret, { oid, type, secret, place: namelessPlace(states.get(secret)) });
    }
  }
  return [...found.values()];
}

const namelessPlace = (state: BlobState | undefined): Place => ({ before: [], ...(state && { history: { state } }) });

function messageStandings({ oid, type, secrets }: Holder, state: BlobState | undefined): Standing[] {
  const place: Place = { before: [], ...(state && { history: { state } }), ...(type === 'commit' && { commit: oid }) };
  return secrets.map((secret) => ({ oid, type, secret, place }));
}
