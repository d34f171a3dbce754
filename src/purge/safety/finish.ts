import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import { runGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { deleteBackup } from './backup.ts';
import { withIoErrors } from './io-errors.ts';
import { Journal } from './journal.ts';
import { atWork } from './refusals/at-work.ts';
import { removeStaleLocks } from './stale-locks.ts';

const READY = ['proven', 'finishing', 'compacted', 'deleting-backup'];

/**
 * Drops all that no ref, HEAD, index or reflog reaches: what was purged, and whatever else was only waiting to be pruned. The caller
 * proves then that it is gone, and calls `completeFinish`.
 * @throws UnleakError `usage` before the proof; `git-failed` while others work here: what they are about to refer to would be pruned
 */
export function compact(layout: RepositoryLayout, journal: Journal): Promise<void> {
  return withIoErrors(() => dropOld(layout, journal));
}

async function dropOld(layout: RepositoryLayout, journal: Journal): Promise<void> {
  if (!READY.includes(journal.state)) throw notProven();
  if (journal.state === 'compacted' || journal.state === 'deleting-backup') return;
  // What a finish that was killed left of its own is no sign of others.
  if (journal.state === 'finishing') await removeStaleLocks(layout, journal.timeOf('finishing')!);
  const busy = atWork({ layout })[0];
  if (busy) throw new UnleakError('git-failed', busy.message, busy.wayOut);
  if (journal.state !== 'finishing') journal.add('finishing');
  const git = (...args: string[]) => runGit(args, gitAt(layout.commonDirectory));
  // By configuration, not by option: an option would empty the stash's log, too, and the stash is nothing else.
  const now = ['-c', 'gc.reflogExpire=now', '-c', 'gc.reflogExpireUnreachable=now'];
  await git(...now, 'reflog', 'expire', '--all');
  const hadGraph = dropGraph(join(layout.commonDirectory, 'objects', 'info'));
  // Bitmaps take ten times as long as everything else; the next gc makes them.
  await git('-c', 'repack.writeBitmaps=false', '-c', 'core.fsync=all', 'repack', '-a', '-d', '-q');
  await git('prune', '--expire=now');
  if (hadGraph) await git('commit-graph', 'write', '--reachable');
  if (existsSync(join(layout.commonDirectory, 'info', 'refs'))) await git('update-server-info');
  journal.add('compacted');
}

/** Deletes the backup. To be called when the proof after `compact` has passed. */
export function completeFinish(layout: RepositoryLayout, journal: Journal): Promise<void> {
  return withIoErrors(() => dropBackup(layout, journal));
}

function dropBackup(layout: RepositoryLayout, journal: Journal): void {
  if (journal.state === 'finished') return;
  if (journal.state !== 'compacted' && journal.state !== 'deleting-backup') throw notProven();
  if (journal.state === 'compacted') journal.add('deleting-backup');
  deleteBackup(layout, journal.backup);
  // What was taken back before has one, too.
  for (const undone of Journal.all(layout.commonDirectory))
    if (undone.state === 'undone') deleteBackup(layout, undone.backup);
  for (const name of ['files.json', 'files.bin', 'undo.json', 'lock-mark', 'draft'])
    rmSync(join(journal.folder, name), { force: true });
  journal.add('finished');
}

/** A graph of commits that are gone would still name them. @returns whether there was one */
function dropGraph(info: string): boolean {
  const graphs = ['commit-graph', 'commit-graphs'].map((name) => join(info, name)).filter((path) => existsSync(path));
  for (const path of graphs) rmSync(path, { recursive: true, force: true });
  return graphs.length > 0;
}

const notProven = (): UnleakError =>
  new UnleakError(
    'usage',
    'The last purge is not proven, so its backup and the old objects stay.',
    'Run unleak purge --resume; when it says that the proof passed, finish.',
  );
