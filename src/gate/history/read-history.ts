import type { Oid } from '../../domain/blob.ts';
import { attribute } from '../../git/pack/attribution/attribute.ts';
import type { Attribution as History } from '../../git/pack/attribution/attribution.ts';
import { type ObjectStore, openObjectStore } from '../../git/pack/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import { Core } from '../../wasm/core.ts';
import type { EngineStats } from '../engine-options.ts';
import type { Attribution, Place } from '../place.ts';
import { type Claim, NOT_DEEP, type Sweep } from '../sweep.ts';
import { claimStandings } from './claim-standings.ts';
import { type Holder, holdersIn, oidsOf } from './holdings.ts';
import { scanLoose } from './scan-loose.ts';
import { type PackScan, type PackScanOptions, scanPacks } from './scan-packs.ts';
import type { ThreadResult } from './scan-thread.ts';
import { StageClock } from './stage-clock.ts';
import { standingsOf } from './standings.ts';

/** What a history is scanned with. */
export interface HistoryParts {
  readonly repository: Repository;
  readonly sweep: Sweep;
  readonly options: PackScanOptions;
}

/**
 * Scans every object of a repository out of its packs, each object's own part only, and adds to the sweep one claim for
 * each secret and path. What can't be read so is read by the repository's adapter.
 * @returns where the claims stand; undefined, with nothing read, where the packs can't be used
 */
export async function readHistory({ repository, sweep, options }: HistoryParts): Promise<Attribution | undefined> {
  const clock = new StageClock();
  const store = openObjectStore(await repository.objectFolders());
  if (store.unreadable.length > 0) return undefined;
  clock.lap('open the packs');
  const scan = await scanPacks(store, options);
  const loose = scanLoose(store, scan.searcher, scan.largest);
  clock.lap('scan');
  const holders = [
    ...holdersIn(
      store,
      scan.results.map(({ flagged }) => flagged),
    ),
    ...loose.holders,
  ];
  sweep.skip(NOT_DEEP);
  count(store, scan, sweep);
  sweep.count(loose.objects, loose.bytes);
  for (const what of loose.lfsPointers) sweep.skip({ reason: 'lfs-pointer', what, incomplete: false });
  const unread = [
    ...oidsOf(
      store,
      scan.results.flatMap(({ unread }) => unread),
    ),
    ...unresolved(store),
    ...loose.unread,
  ];
  await repository.read(new Set(unread), sweep);
  clock.lap('read with git');
  // Their parents are not here: whoever checks that looks for them among the commits that were read.
  for (const oid of await repository.shallowBoundary())
    if (store.find(Buffer.from(oid, 'hex'))) sweep.commits.push(oid);
  const attribution = await locate({ repository, sweep, store, scan, holders });
  clock.lap('attribute');
  options.onStats?.(statsOf(scan, clock));
  return attribution;
}

function statsOf({ results, threads, packedBytes }: PackScan, { milliseconds }: StageClock): EngineStats {
  const sum = (of: (result: ThreadResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    objects: sum(({ objects }) => objects),
    threads,
    packedBytes,
    expandedBytes: sum(({ bytes }) => bytes),
    searchedBytes: sum(({ windowBytes }) => windowBytes),
    milliseconds,
  };
}

function count(store: ObjectStore, { results }: PackScan, sweep: Sweep): void {
  for (const { objects, bytes, lfsPointers } of results) {
    sweep.count(objects, bytes);
    for (const what of oidsOf(store, lfsPointers)) sweep.skip({ reason: 'lfs-pointer', what, incomplete: false });
  }
}

/** Objects that can't be read from their pack alone. */
function unresolved(store: ObjectStore): Oid[] {
  return store.packs.flatMap((pack, number) => {
    if (pack.unresolved === 0) return [];
    const duplicates = store.duplicates(number);
    const left: Oid[] = [];
    for (let slot = 0; slot < pack.count; slot++) {
      if (pack.type[slot] !== 0 || duplicates?.[slot]) continue;
      const from = pack.position[slot]! * pack.hashLength;
      left.push(Buffer.from(pack.ids.subarray(from, from + pack.hashLength)).toString('hex'));
    }
    return left;
  });
}

interface Found {
  readonly repository: Repository;
  readonly sweep: Sweep;
  readonly store: ObjectStore;
  readonly scan: PackScan;
  readonly holders: readonly Holder[];
}

/** Says where the secrets stand, and claims them there. */
async function locate({ repository, sweep, store, scan, holders }: Found): Promise<Attribution> {
  const flagged = new Set(holders.filter(({ type }) => type === 'blob').map(({ oid }) => oid));
  for (const { kind, oid } of sweep.claims) if (kind === 'blob' && oid !== undefined) flagged.add(oid);
  if (holders.length === 0 && flagged.size === 0) return nowhere;
  const [tips, shallow] = await Promise.all([repository.tips(), repository.shallowBoundary()]);
  const history = attribute(new Core(), store, { flagged: [...flagged], tips, shallow: [...shallow] });
  noteGaps(history, sweep);
  const places = claimStandings(standingsOf(holders, history), { store, searcher: scan.searcher, sweep });
  return async () => (claim) => places.get(claim) ?? introducedPlaces(history, claim);
}

const nowhere: Attribution = async () => () => [];

function noteGaps({ incomplete, tooMany }: History, sweep: Sweep): void {
  if (incomplete.length === 0 && !tooMany) return;
  const what = 'a commit or tree that says where a finding stands';
  sweep.skip({ reason: 'missing-object', what, incomplete: true });
}

/** The places of a claim on an object that the repository's adapter had to read. */
function introducedPlaces({ introductions, states }: History, { kind, oid }: Claim): Place[] {
  if (kind === 'commit') return [{ commit: oid!, before: [] }];
  const state = states.get(oid ?? '');
  const places = introductions.filter(({ blob }) => blob === oid);
  if (places.length === 0) return [{ before: [], ...(state && { state }) }];
  return places.map(({ commit, path, before, age }) => ({ commit, path, before, age, ...(state && { state }) }));
}
