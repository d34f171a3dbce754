import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { moveRefs, type RefChange } from '../../git/refs/move-refs.ts';
import { type RefState, readRefs } from '../../git/refs/read-refs.ts';
import { checkBackup, deleteBackup } from './backup.ts';
import { sync, writeDurably } from './durable.ts';
import { removeIndexLocks } from './index-locks.ts';
import { withIoErrors } from './io-errors.ts';
import type { Journal } from './journal.ts';
import { type HeadMove, headName, type MovePlan, readMovePlan } from './move-plan.ts';
import { movedSince, standing } from './moved-since.ts';
import { removeLogLocks, restoreFiles } from './put-files.ts';
import type { KeptFile } from './refresh-worktree.ts';
import { refreshWorktrees } from './refresh-worktrees.ts';
import { restoreObjects } from './restore-objects.ts';
import { removeStaleLocks } from './stale-locks.ts';

/** What taking a purge back came to. */
export interface TakenBack {
  /** Refs that were moved back. */
  readonly refs: number;
  readonly worktrees: number;
  /** Work files that were left as they are. */
  readonly kept: readonly KeptFile[];
  /** Where the backup lies; undefined: nothing had moved, so it was deleted. */
  readonly backup: string | undefined;
}

/**
 * Takes a purge back: objects, refs, indexes, unmodified work files, reflogs. What was committed on refs that the purge did not touch
 * stays. Can be cut off and done again.
 * @throws UnleakError when there is nothing to take back any more, or a ref was moved by somebody else since
 */
export function undo(layout: RepositoryLayout, journal: Journal): Promise<TakenBack> {
  return withIoErrors(() => goBack(layout, journal));
}

async function goBack(layout: RepositoryLayout, journal: Journal): Promise<TakenBack> {
  if (['finished', 'deleting-backup', 'undone'].includes(journal.state)) throw over(journal.state === 'undone');
  // `written` again after a move that was refused as a whole.
  if (!journal.has('moving-refs') || journal.state === 'written') return abandon(layout, journal);
  checkBackup(layout, journal.backup);
  const plan = readMovePlan(journal);
  removeLogLocks(layout, journal.folder);
  removeIndexLocks(layout);
  await removeStaleLocks(layout, journal.timeOf('moving-refs')!);
  const now = await readRefs(layout);
  const changes = backwards(plan, now, journal.state === 'undoing');
  const heads = headsBack(layout, journal, plan, now);
  if (journal.state !== 'undoing') journal.add('undoing');
  restoreObjects(join(journal.backup, 'git', 'objects'), join(layout.commonDirectory, 'objects'));
  await moveRefs(layout, changes);
  const kept = await refreshWorktrees(layout, heads, foldersOf(journal));
  await restoreFiles(layout, journal.folder, join(journal.backup, 'git'));
  journal.add('undone');
  return { refs: plan.changes.length, worktrees: heads.length, kept, backup: journal.backup };
}

/** Nothing of the repository had changed: what the purge made for itself goes. */
function abandon(layout: RepositoryLayout, journal: Journal): TakenBack {
  deleteBackup(layout, journal.backup);
  rmSync(join(journal.folder, 'scratch'), { recursive: true, force: true });
  journal.add('undone');
  return { refs: 0, worktrees: 0, kept: [], backup: undefined };
}

/** The moves back that are still to be made. @param isBegun all refs may be back already, and have been moved on since */
function backwards({ changes }: MovePlan, now: readonly RefState[], isBegun: boolean): RefChange[] {
  const { moved, foreign } = standing(changes, now);
  // Where a work tree stands is no history: a HEAD that is elsewhere by now is left there. So is a work tree that is gone.
  const others = foreign.filter(({ name }) => name !== 'HEAD' && !name.startsWith('worktrees/'));
  if (others.length > 0 && (moved.length > 0 || !isBegun)) throw movedSince(others);
  return moved.map(({ name, old, new: to }) => ({ name, old: to, new: old }));
}

/**
 * What each work tree has checked out now, and what it will be then. Written down: after a crash, "now" may be over.
 */
function headsBack(
  layout: RepositoryLayout,
  journal: Journal,
  { changes }: MovePlan,
  now: readonly RefState[],
): HeadMove[] {
  const file = join(journal.folder, 'undo.json');
  if (journal.state === 'undoing' && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as HeadMove[];
  const refs = new Map(now.map((ref) => [ref.name, ref]));
  const heads = layout.worktrees.flatMap(({ id }): HeadMove[] => {
    const head = refs.get(headName(id));
    const change = changes.find(({ name }) => name === (head?.symbolic ?? headName(id)));
    if (!head || !change?.old || !change.new) return [];
    if (head.oid !== change.old && head.oid !== change.new) return [];
    return [{ id, from: change.new, to: change.old }];
  });
  writeDurably(file, JSON.stringify(heads), join(journal.folder, 'draft'));
  sync(journal.folder);
  return heads;
}

const foldersOf = (journal: Journal) => ({
  scratch: join(journal.folder, 'scratch'),
  keep: join(journal.backup, 'files'),
  folder: journal.folder,
});

const over = (undone: boolean): UnleakError =>
  undone
    ? new UnleakError('usage', 'The last purge has been taken back already.', 'There is nothing to undo.')
    : new UnleakError(
        'usage',
        'The last purge was finished: its backup is deleted, and what was purged is gone from this repository.',
        'Another clone made before is the only way back.',
      );
