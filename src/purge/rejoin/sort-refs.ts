import type { Oid } from '../../domain/blob.ts';
import type { RefState } from '../../git/refs/read-refs.ts';
import type { Refusal } from '../plan/purge-plan.ts';
import type { FreshObjects } from './fresh-objects.ts';
import type { HistoryMap } from './history-map.ts';
import type { Published } from './published.ts';
import type { Rebuilder, Stuck } from './rebuilder.ts';
import type { DroppedRef, MovedRef } from './rejoin-types.ts';

/** Remote-tracking refs (names in bytes), and what speaks against a rejoin on their account. */
export interface TrackingRefs {
  /** They name the new history. */
  readonly current: readonly RefState[];
  readonly dropped: readonly DroppedRef[];
  readonly refusals: readonly Refusal[];
}

const TRACKING = /^refs\/remotes\//;

/** Sorts remote-tracking refs: those that still lead to the old history say nothing that is true any more. */
export function sortTracking(
  refs: readonly RefState[],
  remote: string,
  { map, objects, published }: { map: HistoryMap; objects: FreshObjects; published: Published },
): TrackingRefs {
  const current: RefState[] = [];
  const dropped: DroppedRef[] = [];
  const refusals: Refusal[] = [];
  for (const ref of refs.filter(({ name, symbolic }) => TRACKING.test(name) && symbolic === undefined)) {
    const { name, oid } = ref;
    const isOurs = name.startsWith(`refs/remotes/${remote}/`);
    const to = map.newOf(oid);
    if (published.take(oid)) current.push(ref);
    else if (!isOurs) dropped.push({ name, old: oid, why: OTHER });
    else if (!map.isOldCommit(oid)) refusals.push(cameBack(name));
    else if (to && !objects.has(to)) refusals.push(notFetched(name, remote));
    else dropped.push({ name, old: oid, why: STALE });
  }
  return { current, dropped, refusals };
}

/** What becomes of the other refs; names in bytes. */
export interface OwnRefs {
  readonly moved: readonly MovedRef[];
  readonly dropped: readonly DroppedRef[];
  readonly stuck: readonly { readonly ref: RefState; readonly stuck: Stuck }[];
}

/** Says what becomes of branches, HEADs, tags and whatever else is the clone's own. */
export function sortOwn(refs: readonly RefState[], map: HistoryMap, rebuilder: Rebuilder): OwnRefs {
  const moved: MovedRef[] = [];
  const dropped: DroppedRef[] = [];
  const stuck: { ref: RefState; stuck: Stuck }[] = [];
  const heads = new Set(refs.filter(({ name }) => HEAD.test(name)).map(({ name, symbolic }) => symbolic ?? name));
  for (const ref of refs.filter(({ name, symbolic }) => !TRACKING.test(name) && symbolic === undefined)) {
    const { name, oid } = ref;
    const fate = rebuilder.fate(oid);
    const isPublished = name.startsWith('refs/tags/') && map.refs?.get(name)?.old === oid;
    if ('why' in fate && !isPublished) stuck.push({ ref, stuck: fate });
    else if ('why' in fate) dropped.push({ name, old: oid, why: STALE_TAG });
    else if (fate.to === null && heads.has(name)) stuck.push({ ref, stuck: nothingLeft(oid) });
    else if (fate.to === null) dropped.push({ name, old: oid, why: NOTHING_LEFT });
    else if (fate.to !== oid) moved.push({ name, old: oid, new: fate.to });
  }
  return { moved, dropped, stuck };
}

const HEAD = /^(?:worktrees\/[^/]+\/)?HEAD$/;

const STALE = 'It names the old history, and the last fetch did not bring it: the remote has it no more.';
const OTHER =
  'It names the old history of another remote; that remote may still have it. Push there what was moved (--force-with-lease), and fetch it again.';
const STALE_TAG = 'The remote has it on the new history: git fetch --tags brings it.';
const NOTHING_LEFT = 'The purge left nothing of what it names.';

const nothingLeft = (at: Oid): Stuck => ({
  at,
  why: 'It is checked out, and the purge left nothing of it.',
  conflicts: [],
});

/** The refusal that a fetch does away with. */
export const NOT_FETCHED = 'not-fetched';

const notFetched = (name: string, remote: string): Refusal => ({
  code: NOT_FETCHED,
  message: `${name} still names the old history, and what became of it is not here.`,
  wayOut: `Run \`git fetch --prune ${remote}\` first. If it is as before then, the new history is not pushed yet, or this is another purge's map.`,
});

const cameBack = (name: string): Refusal => ({
  code: 'old-history-published',
  message: `${name} has commits on top of the old history that the map does not know: somebody pushed them after the purge, or they came in between.`,
  wayOut: 'Tell whoever purged: the remote holds the old history again, and has to be purged once more.',
});
