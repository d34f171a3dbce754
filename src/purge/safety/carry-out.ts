import { join } from 'node:path';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { movedMeanwhile, moveRefs } from '../../git/refs/move-refs.ts';
import { type RefState, readRefs } from '../../git/refs/read-refs.ts';
import { removeIndexLocks } from './index-locks.ts';
import { withIoErrors } from './io-errors.ts';
import type { Journal } from './journal.ts';
import { headName, type MovePlan, readMovePlan } from './move-plan.ts';
import { movedSince, standing } from './moved-since.ts';
import { putFiles } from './put-files.ts';
import type { KeptFile } from './refresh-worktree.ts';
import { refreshWorktrees } from './refresh-worktrees.ts';
import { removeStaleLocks } from './stale-locks.ts';

/**
 * Carries a move out from wherever it stands: refs, then indexes and work trees, then reflogs. The first run and one that is taken up
 * again after a crash are the same.
 * @returns work files that were left as they are
 * @throws UnleakError when somebody else changed what is to be moved
 */
export function carryOut(layout: RepositoryLayout, journal: Journal): Promise<KeptFile[]> {
  return withIoErrors(() => goOn(layout, journal));
}

async function goOn(layout: RepositoryLayout, journal: Journal): Promise<KeptFile[]> {
  const plan = readMovePlan(journal);
  if (journal.state === 'written') await moveAll(layout, journal, plan);
  if (journal.state === 'moving-refs') await moveTheRest(layout, journal, plan);
  if (journal.state !== 'refs-moved') return [];
  removeIndexLocks(layout);
  checkHeads(plan, await readRefs(layout));
  const kept = await refreshWorktrees(layout, plan.heads, {
    scratch: join(journal.folder, 'scratch'),
    keep: join(journal.backup, 'files'),
    folder: journal.folder,
  });
  await putFiles(layout, journal.folder);
  journal.add('refreshed');
  return kept;
}

async function moveAll(layout: RepositoryLayout, journal: Journal, plan: MovePlan): Promise<void> {
  checkSame(plan.refs, await readRefs(layout));
  journal.add('moving-refs');
  try {
    await moveRefs(layout, plan.changes);
  } catch (error) {
    // git says that nothing moved; where that is so, nothing has to be taken up again.
    const { moved } = standing(plan.changes, await readRefs(layout));
    if (moved.length === 0) journal.add('written');
    throw error;
  }
  journal.add('refs-moved');
}

async function moveTheRest(layout: RepositoryLayout, journal: Journal, plan: MovePlan): Promise<void> {
  await removeStaleLocks(layout, journal.timeOf('moving-refs')!);
  const { waiting, foreign } = standing(plan.changes, await readRefs(layout));
  if (foreign.length > 0) throw movedSince(foreign);
  await moveRefs(layout, waiting);
  journal.add('refs-moved');
}

/** A ref that was made meanwhile would go on to name the old history. */
function checkSame(before: readonly RefState[], now: readonly RefState[]): void {
  const keyOf = ({ name, oid, symbolic }: RefState): string => `${name} ${oid} ${symbolic ?? ''}`;
  const [was, is] = [new Set(before.map(keyOf)), new Set(now.map(keyOf))];
  const different = [...before.filter((ref) => !is.has(keyOf(ref))), ...now.filter((ref) => !was.has(keyOf(ref)))];
  if (different.length > 0) throw movedMeanwhile([...new Set(different.map(({ name }) => name))]);
}

/** Index and files belong to what was checked out when the purge began. */
function checkHeads({ heads }: MovePlan, now: readonly RefState[]): void {
  const oids = new Map(now.map(({ name, oid }) => [name, oid]));
  const elsewhere = heads.filter(({ id, to }) => oids.get(headName(id)) !== to);
  if (elsewhere.length > 0)
    throw movedSince(elsewhere.map(({ id, from, to }) => ({ name: headName(id), old: from, new: to })));
}
