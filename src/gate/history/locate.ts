import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { AttributionRequest, Attribution as History } from '../../git/pack/attribution/attribution.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { Core } from '../../wasm/core.ts';
import type { Attribution, Place } from '../place.ts';
import type { Claim, Sweep } from '../sweep.ts';
import { attributeTogether } from './attribute-together.ts';
import { claimStandings } from './claim-standings.ts';
import { type Holder, mergeHolders } from './holdings.ts';
import type { Searcher } from './searcher.ts';
import { signer } from './sign-places.ts';
import { MOST_STANDINGS, standingsOf } from './standings.ts';
import type { Crew } from './threads.ts';

/** What is read, and what the repository's refs say. */
export interface Opened {
  readonly store: ObjectStore;
  readonly tips: readonly Oid[];
  /** Commits whose parents a shallow clone lacks. */
  readonly edge: ReadonlySet<Oid>;
}

/** What was found, and what with. */
export interface Found {
  readonly sweep: Sweep;
  readonly searcher: Searcher;
  readonly holders: readonly Holder[];
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  /** Helps; at nobody else's command. */
  readonly crew: Crew;
  /** Bytes. */
  readonly memory: number;
}

/** Says where the secrets stand, and claims them there. */
export async function locate(opened: Opened, found: Found): Promise<Attribution> {
  const { sweep, searcher, holders } = found;
  if (holders.length + sweep.claims.length === 0) return nowhere;
  const { store, edge } = opened;
  const objects = new ObjectReader(new Core(), store);
  try {
    const history = await historyOf(opened, found, objects);
    noteGaps(history, sweep);
    const standings = standingsOf(mergeHolders(holders), history);
    if (standings.length + history.introductions.length >= MOST_STANDINGS) {
      sweep.skip({ reason: 'too-many-findings', what: 'places of secrets', incomplete: true });
    }
    const places = claimStandings(standings, { objects, searcher, sweep });
    const placesOf = (claim: Claim): readonly Place[] => places.get(claim) ?? introducedPlaces(history, claim);
    const sign = signer(objects, sweep.claims.flatMap(placesOf), edge);
    return async () => (claim) => placesOf(claim).map(sign);
  } finally {
    objects.close();
  }
}

const nowhere: Attribution = async () => () => [];

/** The findings stand without their places where the history can't be read; that it could not is said. */
const UNKNOWN: History = { introductions: [], states: new Map(), commits: 0, incomplete: [], tooMany: true };

async function historyOf(
  { store, tips, edge }: Opened,
  { sweep, searcher, holders, deadline, crew, memory }: Found,
  objects: ObjectReader,
): Promise<History> {
  const flagged = new Set(holders.filter(({ type }) => type === 'blob').map(({ oid }) => oid));
  for (const { kind, oid } of sweep.claims) if (kind === 'blob' && oid !== undefined) flagged.add(oid);
  const messages = holders.filter(({ type }) => type !== 'blob').map(({ oid }) => oid);
  const wanted: AttributionRequest = { flagged: [...flagged], messages, deadline, tips, shallow: [...edge] };
  const { core } = searcher;
  // What the scan wrote to serves once more: the system takes its time over fresh memory.
  const { top } = core;
  try {
    return await attributeTogether({ store, objects, core, crew, memory }, wanted);
  } catch (error) {
    if (error instanceof UnleakError) return UNKNOWN;
    throw error;
  } finally {
    core.release(top);
  }
}

function noteGaps({ incomplete, tooMany }: History, sweep: Sweep): void {
  if (incomplete.length === 0 && !tooMany) return;
  const what = 'a commit or tree that says where a finding stands';
  sweep.skip({ reason: 'missing-object', what, incomplete: true });
}

/** The places of a claim on an object that the repository's adapter had to read. */
function introducedPlaces({ introductions, states }: History, { kind, oid }: Claim): Place[] {
  if (kind === 'commit') return [{ commit: oid!, before: [], history: { state: states.get(oid!) ?? 'history' } }];
  const state = states.get(oid ?? '');
  const known = state && { history: { state } };
  const places = introductions.filter(({ blob }) => blob === oid);
  if (places.length === 0) return [{ before: [], ...known }];
  return places.map(({ commit, path, before, age }) => ({ commit, path, before, age, ...known }));
}
