import type { Oid } from '../../domain/blob.ts';
import { idAt } from '../../git/pack/id-at.ts';
import { type ObjectStore, openObjectStore } from '../../git/pack/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import type { EngineStats } from '../engine-options.ts';
import type { Attribution } from '../place.ts';
import { NOT_DEEP, type Sweep } from '../sweep.ts';
import type { HistoryCache } from './cache/history-cache.ts';
import { holdersIn, oidsOf } from './holdings.ts';
import { DEFAULT_MEMORY } from './limits.ts';
import { locate, type Opened } from './locate.ts';
import { scanLoose } from './scan-loose.ts';
import { crewFor, type PackScan, type PackScanOptions, scanPacks } from './scan-packs.ts';
import type { ThreadResult } from './scan-thread.ts';
import { StageClock } from './stage-clock.ts';
import type { Crew } from './threads.ts';

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
  const cache = await openCache({ repository, sweep, options });
  const known = await cache?.recall(sweep);
  if (known) {
    clock.lap('look up what is known');
    options.onStats?.({ ...NOTHING_DONE, milliseconds: clock.milliseconds, cache: 'unchanged' });
    return known;
  }
  const folders = await repository.objectFolders();
  const crew = crewFor(folders, options);
  // Git answers while the packs are opened.
  const asked = Promise.all([repository.tips(), repository.shallowBoundary()]);
  asked.catch(() => {});
  try {
    const store = openPatiently(folders);
    // Git passes over a pack without an index, or an alternate that is gone, and says nothing.
    for (const { file, why } of store.unreadable)
      sweep.skip({ reason: 'unreadable-file', what: `${file}: ${why}`, incomplete: true });
    if (store.unreadable.length > 0) return undefined;
    const [tips, edge] = await asked;
    // A store that lacks what refs name is not the repository's (or not whole): git has to say what is the matter.
    if (tips.some((oid) => !store.find(Buffer.from(oid, 'hex')))) return undefined;
    clock.lap('open the packs');
    return await scanStore({ store, tips, edge }, crew, clock, { repository, sweep, options, cache });
  } finally {
    crew.stop();
  }
}

async function scanStore(
  opened: Opened,
  crew: Crew,
  clock: StageClock,
  { repository, sweep, options, cache }: HistoryParts & { readonly cache: HistoryCache | undefined },
): Promise<Attribution> {
  const { store, edge } = opened;
  const recallPacks = cache && ((store: ObjectStore, salt: Buffer) => cache.recallPacks(store, salt));
  const scan = await scanPacks(store, crew, { ...options, recallPacks });
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
  for (const oid of loose.lfsPointers) sweep.lfsPointer(oid);
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
  for (const oid of edge) if (store.find(Buffer.from(oid, 'hex'))) sweep.commits.push(oid);
  const { searcher } = scan;
  const { deadline, maxMemory: memory = DEFAULT_MEMORY } = options;
  const attribution = await locate(opened, { sweep, searcher, holders, deadline, crew, memory });
  clock.lap('attribute');
  if (cache) {
    await cache.remember({ store, scan, sweep, attribution, isFromPacks: unread.length === 0 });
    clock.lap('keep what is known');
  }
  options.onStats?.(statsOf(scan, clock));
  return attribution;
}

/** Once more where something could not be used: a pack that git has just put another in the place of is gone by then. */
function openPatiently(folders: readonly string[]): ObjectStore {
  const store = openObjectStore(folders);
  return store.unreadable.length > 0 ? openObjectStore(folders) : store;
}

async function openCache({ repository, options }: HistoryParts): Promise<HistoryCache | undefined> {
  if (!options.cache) return undefined;
  const { HistoryCache } = await import('./cache/history-cache.ts');
  return HistoryCache.open({ repository, ...options });
}

const NOTHING_DONE = { objects: 0, threads: 0, packedBytes: 0, expandedBytes: 0, searchedBytes: 0 };

function statsOf({ results, known, threads, packedBytes }: PackScan, { milliseconds }: StageClock): EngineStats {
  const sum = (of: (result: ThreadResult) => number): number =>
    results.reduce((total, result) => total + of(result), 0);
  return {
    objects: sum(({ objects }) => objects),
    threads,
    packedBytes,
    expandedBytes: sum(({ bytes }) => bytes),
    searchedBytes: sum(({ windowBytes }) => windowBytes),
    milliseconds,
    cache: known.size,
  };
}

function count(store: ObjectStore, { results }: PackScan, sweep: Sweep): void {
  for (const { objects, bytes, lfsPointers } of results) {
    sweep.count(objects, bytes);
    for (const oid of oidsOf(store, lfsPointers)) sweep.lfsPointer(oid);
  }
}

/** Objects that can't be read from their pack alone. */
function unresolved(store: ObjectStore): Oid[] {
  return store.packs.flatMap((pack, number) => {
    if (pack.unresolved === 0) return [];
    const duplicates = store.duplicates(number);
    const left: Oid[] = [];
    for (let slot = 0; slot < pack.count; slot++) {
      if (pack.type[slot] === 0 && !duplicates?.[slot]) left.push(idAt(pack, slot).toString('hex'));
    }
    return left;
  });
}
