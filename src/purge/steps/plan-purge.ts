import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { Core } from '../../wasm/core.ts';
import { makePlan, type PlanParts } from '../plan/make-plan.ts';
import type { PurgePlan, Refusal } from '../plan/purge-plan.ts';
import type { PurgeRequest } from '../purge-types.ts';
import { dryRun } from '../rewrite/dry-run.ts';
import type { DryRun } from '../rewrite/request.ts';
import { backupPlace } from '../safety/backup-place.ts';
import { newPurgeId } from '../safety/journal.ts';
import { purgeState } from '../safety/purge-state.ts';
import { refuse } from '../safety/refuse.ts';
import { refusalsOf } from './refusals-of.ts';
import { storedBytesOf } from './stored-bytes.ts';
import { openSubject, type Subject } from './subject.ts';
import { surroundingsOf } from './surroundings.ts';
import { openStore, type Survey, survey } from './survey.ts';
import { unseenIn } from './unseen.ts';

/** A plan, and what it was made from; `survey` is absent where the repository as it is speaks against a purge. */
export interface Planned {
  readonly plan: PurgePlan;
  readonly subject: Subject;
  readonly survey?: Survey;
}

// What would be rewritten is not worked out where it must not be.
const NOTHING: DryRun = {
  ...{ commits: 0, kept: 0, trees: 0, blobs: 0, tags: 0 },
  ...{ changedTips: [], firstChanged: [], signatures: [], paths: [] },
};

/** Looks at everything, and changes nothing. @throws UnleakError where nothing can be said at all */
export async function planAt(folder: string, request: PurgeRequest): Promise<Planned> {
  const subject = await openSubject(folder);
  const store = openStore(subject);
  const early = await refusalsBefore(subject, store);
  if (early.length > 0) {
    const plan = makePlan(
      await partsOf({ subject, dry: NOTHING, found: 0, unseen: new Set<number>(), refusals: early, request }),
    );
    return { plan, subject };
  }
  const seen = await survey(subject, store, request);
  const refusals = refusalsOf(subject, seen);
  const dry = refusals.length > 0 ? NOTHING : dryRun({ ...rewriteParts(seen), core: new Core() });
  const found = seen.found.blobs.length + request.targets.blobs.size;
  return {
    plan: makePlan(await partsOf({ subject, dry, found, unseen: unseenIn(seen, request.targets), refusals, request })),
    subject,
    survey: seen,
  };
}

/** What speaks against a purge of this repository, whatever is to go. */
export async function refusalsBefore({ layout }: Subject, { unreadable }: ObjectStore): Promise<Refusal[]> {
  // At the end everything is packed anew, beside the old packs.
  const neededBytes = storedBytesOf(layout);
  const backup = backupPlace(layout, newPurgeId());
  return [...lastPurge(layout), ...(await refuse({ layout, neededBytes, backup, unreadable }))];
}

/** A purge on top of one that can still be taken back would leave nobody a way back to before the first. */
function lastPurge(layout: RepositoryLayout): Refusal[] {
  const { kind, message } = purgeState(layout);
  const wayOut = 'Publish it first, if it is to be: unleak purge --push. Then purge what is left.';
  return kind === 'as-after' ? [{ code: 'last-purge', message, wayOut }] : [];
}

/** What both a dry run and the real one are told. */
export const rewriteParts = ({ store, found, cleaner, remove, tips }: Survey) => ({
  ...{ store, found, cleaner, remove },
  notes: tips.notes,
  tips: tips.all,
});

interface Facts {
  readonly subject: Subject;
  readonly dry: DryRun;
  /** Blobs that hold it, reachable or not. */
  readonly found: number;
  /** Texts and patterns, by number, that stand nowhere. */
  readonly unseen: ReadonlySet<number>;
  readonly refusals: readonly Refusal[];
  readonly request: PurgeRequest;
}

async function partsOf({ subject, dry, found, unseen, refusals, request }: Facts): Promise<PlanParts> {
  const { targets, way } = request;
  const changed = new Set(dry.changedTips);
  const refs = subject.refs.filter(({ oid, symbolic }) => symbolic === undefined && changed.has(oid));
  return {
    ...{ repository: subject.named, way: way.kind, targets, refusals, unseen },
    counts: {
      secrets: targets.texts.length + targets.patterns.length,
      blobs: Math.max(dry.blobs, found),
      paths: new Set(dry.paths.map(({ path }) => path)).size,
      ...{ trees: dry.trees, commits: dry.commits, allCommits: dry.commits + dry.kept, tags: dry.tags },
      refs: refs.length,
    },
    ...{ changed: dry.paths, renamed: [], refs: refs.map(({ name }) => name) },
    ...{ firstChanged: dry.firstChanged, signatures: dry.signatures },
    ...(await surroundingsOf(subject)),
    estimate: { storedBytes: storedBytesOf(subject.layout), backupIsCopy: false },
  };
}
