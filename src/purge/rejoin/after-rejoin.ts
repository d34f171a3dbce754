import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { fromBytes } from '../../report/path-text.ts';
import { deleteBackup } from '../safety/backup.ts';
import { compact, completeFinish } from '../safety/finish.ts';
import type { Journal } from '../safety/journal.ts';
import { PurgeLock } from '../safety/purge-lock.ts';
import { resume } from '../safety/resume.ts';
import { undo } from '../safety/undo.ts';
import { block, unblock } from '../steps/block-list.ts';
import { openSubject } from '../steps/subject.ts';
import { lastRejoin, readOld, writeResult } from './kept-result.ts';
import { proveGone, proveLeft } from './prove-left.ts';
import type { RejoinResult } from './rejoin-types.ts';

/** Takes the last rejoin back. @returns what to know, in full sentences @throws UnleakError */
export function undoRejoin(cwd: string): Promise<string[]> {
  return locked(cwd, async (layout) => {
    const { journal } = lastRejoin(layout);
    const { refs, kept, backup } = await undo(layout, journal);
    unblock(layout, journal.folder);
    return [
      `${refs} refs are as they were before.`,
      ...kept.map(({ path, why }) => `${fromBytes(path)}: ${why}`),
      ...(backup === undefined ? [] : [`The backup is still in ${backup}: delete it when you no longer need it.`]),
    ];
  });
}

/** Goes on with a rejoin that was interrupted. @returns undefined where nothing had moved: the clone is as before */
export function resumeRejoin(cwd: string): Promise<RejoinResult | undefined> {
  return locked(cwd, async (layout) => {
    const { journal, result } = lastRejoin(layout);
    const taken = await resume(layout, journal);
    if (taken.kind === 'nothing') return result;
    return taken.kind === 'as-before' ? undefined : await provenAgain(layout, journal, result);
  });
}

async function provenAgain(layout: RepositoryLayout, journal: Journal, result: RejoinResult): Promise<RejoinResult> {
  const proof = await proveLeft(layout, readOld(journal.folder));
  if (proof.clean) {
    block(layout, journal.folder, { begun: new Date().toISOString() });
    journal.add('proven');
  }
  const proven = { ...result, proof };
  writeResult(proven);
  return proven;
}

/**
 * Drops the old objects and the backups, and proves it.
 * @throws UnleakError `usage` where something still leads to the old history
 */
export function finishRejoin(cwd: string): Promise<RejoinResult> {
  return locked(cwd, async (layout) => {
    const { journal, result } = lastRejoin(layout);
    const old = readOld(journal.folder);
    if (['refreshed', 'proven'].includes(journal.state)) await checkLeft(layout, journal, result);
    await compact(layout, journal);
    const proof = { ...proveGone(layout, old), kept: result.proof.kept };
    const finished: RejoinResult = { ...result, state: proof.clean ? 'finished' : 'applied', proof };
    if (proof.clean) {
      for (const folder of result.earlier) deleteBackup(layout, folder);
      await completeFinish(layout, journal);
    }
    writeResult(finished);
    return finished;
  });
}

/** Since the rejoin somebody may have pulled the old history again. */
async function checkLeft(layout: RepositoryLayout, journal: Journal, { leftOut }: RejoinResult): Promise<void> {
  const { clean, left } = await proveLeft(layout, readOld(journal.folder));
  if (!clean)
    throw stillThere(
      left[0]!,
      leftOut.map(({ name }) => name),
    );
  if (journal.state === 'refreshed') journal.add('proven');
}

const stillThere = (oid: string, names: readonly string[]): UnleakError =>
  new UnleakError(
    'usage',
    `Something in this clone still leads to the old history (${oid})${names.length > 0 ? `; left out were: ${names.join(', ')}` : ''}.`,
    'Bring it over or delete it, and run unleak rejoin --map FOLDER --apply again; then finish.',
  );

async function locked<T>(cwd: string, work: (layout: RepositoryLayout) => Promise<T>): Promise<T> {
  const { layout } = await openSubject(cwd);
  const lock = PurgeLock.take(layout.commonDirectory);
  try {
    return await work(layout);
  } finally {
    lock.release();
  }
}
