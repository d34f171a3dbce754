import type { Oid, PathBytes } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { Core } from '../../wasm/core.ts';
import { makePlan, type PlanParts } from '../plan/make-plan.ts';
import type { PurgePlan, Refusal } from '../plan/purge-plan.ts';
import type { PurgeRequest } from '../purge-types.ts';
import { dryRun } from '../rewrite/dry-run.ts';
import { type ReadParts, readParts } from '../rewrite/inspect.ts';
import type { DryRun, DryRunRequest } from '../rewrite/request.ts';
import { backupPlace } from '../safety/backup-place.ts';
import { newPurgeId } from '../safety/journal.ts';
import { isHeldByOther } from '../safety/purge-lock.ts';
import { purgeState } from '../safety/purge-state.ts';
import { damaged, lookForMissing } from '../safety/refusals/corrupt.ts';
import { refuse } from '../safety/refuse.ts';
import { changedWorktrees } from './changed-worktrees.ts';
import { countsOf } from './counts-of.ts';
import { ownFilesWith } from './own-files.ts';
import { refusalsOf } from './refusals-of.ts';
import { goneByPath, noting, stayingOf } from './staying.ts';
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
  /** The history as it was read for the plan; absent where nothing can be purged. */
  readonly read?: ReadParts;
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
    const plan = makePlan(await partsOf({ subject, dry: NOTHING, unseen: new Set(), refusals: early, request }));
    return { plan, subject };
  }
  // Git walks meanwhile.
  const missing = await lookForMissing(subject.layout);
  const seen = await survey(subject, store, request);
  const matched = new Set<PathBytes>();
  const parts = { ...rewriteParts(noting(seen, matched)), core: new Core() };
  const byFound = refusalsOf(subject, seen);
  const { read, refusals: byReading } = byFound.length > 0 ? { refusals: byFound } : readOrRefuse(parts);
  const dry = read ? dryRun(parts, read) : NOTHING;
  const refusals = byReading.length > 0 ? byReading : await missing();
  const gone = await goneByPath(seen, dry, matched, subject.layout.commonDirectory);
  const unseen = unseenIn(seen, request.targets);
  return {
    plan: makePlan(await partsOf({ subject, dry, survey: seen, gone, unseen, refusals, request })),
    subject,
    survey: seen,
    ...(read && { read }),
  };
}

/** Reads all commits and trees. What is missing there, or damaged, speaks against a purge. */
function readOrRefuse(parts: DryRunRequest): { readonly read?: ReadParts; readonly refusals: Refusal[] } {
  try {
    return { read: readParts(parts), refusals: [] };
  } catch (error) {
    const isDamage = error instanceof UnleakError && /^object-(?:missing|corrupt)$/.test(error.code);
    if (!isDamage) throw error;
    return { refusals: [damaged(error.message)] };
  }
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
  if (isHeldByOther(layout.commonDirectory)) return [];
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
  /** Absent: nobody has searched. */
  readonly survey?: Survey;
  /** Blobs that go by their paths. */
  readonly gone?: ReadonlySet<Oid>;
  /** Texts and patterns, by number, that stand nowhere. */
  readonly unseen: ReadonlySet<number>;
  readonly refusals: readonly Refusal[];
  readonly request: PurgeRequest;
}

async function partsOf({ subject, dry, survey, gone, unseen, refusals, request }: Facts): Promise<PlanParts> {
  const { targets, way } = request;
  const changed = new Set(dry.changedTips);
  const refs = subject.refs.filter(({ oid, symbolic }) => symbolic === undefined && changed.has(oid));
  return {
    ...{ repository: subject.named, way: way.kind, targets, refusals, unseen },
    counts: countsOf({ targets, dry, survey, gone, refs: refs.length }),
    ...{
      changed: dry.paths,
      renamed: [],
      refs: refs.map(({ name }) => name),
    },
    ...{ firstChanged: dry.firstChanged, signatures: dry.signatures },
    ...(survey &&
      gone && {
        staying: stayingOf(survey, gone),
        worktrees: await changedWorktrees(subject, survey),
        ownFiles: await ownFilesWith(subject.layout, survey.cleaner),
      }),
    ...(await surroundingsOf(subject)),
    estimate: { storedBytes: storedBytesOf(subject.layout), backupIsCopy: false },
  };
}
