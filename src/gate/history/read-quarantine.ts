import type { Oid } from '../../domain/blob.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import { type ObjectStore, openObjectStore } from '../../git/pack/object-store.ts';
import { TREE, UNRESOLVED } from '../../git/pack/stored-object.ts';
import type { Repository } from '../../git/repository.ts';
import type { Settings } from '../settings.ts';
import { NOT_DEEP, type Sweep } from '../sweep.ts';
import { type Holder, holdersIn, mergeHolders, oidsOf } from './holdings.ts';
import { readWhole } from './read-whole.ts';
import { type PackScanOptions, scanPacksAside } from './scan-packs.ts';
import type { ThreadResult } from './scan-thread.ts';

/** What a quarantine is read with. */
export interface QuarantineParts {
  readonly repository: Repository;
  readonly settings: Settings;
  readonly sweep: Sweep;
  readonly options: PackScanOptions;
}

/**
 * Reads what was pushed straight from the pack that came in, while git still says which of its objects are new: all of it is
 * looked at, and what is not new is left out of the claims (git completes a thin pack with objects that were here before).
 * @param folder the quarantine
 * @param listed the new objects; read to the end in any case
 * @returns the objects that still have to be read: those that are not in the pack, or could not be read from it
 */
export async function readQuarantine(
  folder: string,
  listed: Promise<readonly Oid[]>,
  parts: QuarantineParts,
): Promise<readonly Oid[]> {
  const store = openObjectStore([folder]);
  const usable = store.packs.length > 0 && store.unreadable.length === 0;
  const scan = usable ? scanPacksAside(store, { ...parts.options, escapes: true }) : undefined;
  if (!scan) return listed;
  try {
    const oids = await listed;
    return await takeOver(store, oids, await scan.result, parts);
  } finally {
    scan.stop();
  }
}

/** Counts and claims what is new of what the thread looked at. @returns what it did not look at */
async function takeOver(
  store: ObjectStore,
  oids: readonly Oid[],
  { flagged, unread, lfsPointers, bytes }: ThreadResult,
  parts: QuarantineParts,
): Promise<Oid[]> {
  const { sweep } = parts;
  const isNew = new Set(oids);
  const isUnread = new Set(oidsOf(store, unread));
  const types = new Map(oids.map((oid) => [oid, isUnread.has(oid) ? UNRESOLVED : typeIn(store, oid)]));
  sweep.skip(NOT_DEEP);
  sweep.count([...types.values()].filter((type) => type !== UNRESOLVED && type !== TREE).length, bytes);
  for (const oid of oidsOf(store, lfsPointers)) if (isNew.has(oid)) sweep.lfsPointer(oid);
  const holders = mergeHolders(holdersIn(store, [flagged]).filter(({ oid }) => isNew.has(oid)));
  if (holders.length > 0) await claimAll(store, holders, parts);
  return oids.filter((oid) => types.get(oid) === UNRESOLVED);
}

/** The type of an object that the packs hold, as a number; UNRESOLVED for others, and for what can't be read from its pack alone. */
function typeIn(store: ObjectStore, oid: Oid): number {
  const place = store.find(Buffer.from(oid, 'hex'));
  return place === undefined || place === 'loose' ? UNRESOLVED : store.packs[place.pack]!.type[place.slot]!;
}

async function claimAll(store: ObjectStore, holders: readonly Holder[], parts: QuarantineParts): Promise<void> {
  const { settings, sweep, options } = parts;
  const searcher = await settings.openSearcher!(options.deadline);
  const reader = new ObjectReader(searcher.core, store);
  for (const { oid } of holders) {
    const object = readWhole(reader, oid);
    const candidates = object ? searcher.allClaims(object.bytes) : [];
    // The copy that was looked at is not the one that the id belongs to.
    if (!object || object.type === 'tree' || candidates.length === 0) sweep.corrupt(oid);
    else sweep.found({ kind: object.type, oid, bytes: object.bytes, offset: 0 }, candidates);
  }
  reader.close();
}
