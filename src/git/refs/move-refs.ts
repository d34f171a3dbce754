import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { lines } from '../lines.ts';
import { startGit } from '../process.ts';
import { gitAt } from './git-at.ts';
import type { RepositoryLayout } from './layout.ts';
import { readRefs } from './read-refs.ts';

/** What a ref names before and after; null: it is not there. */
export interface RefChange {
  readonly name: string;
  readonly old: Oid | null;
  readonly new: Oid | null;
}

/** What our reflog entries say; they are taken out again, because they hold old ids. */
export const REFLOG_MESSAGE = 'unleak: history moved';

/**
 * Moves refs in one transaction: all of them, or none. git checks every old value under the refs' locks. Symbolic refs are never
 * written: they follow what they stand for. A `reference-transaction` hook runs, as for every other move of a ref.
 * https://git-scm.com/docs/git-update-ref
 * @throws UnleakError when a ref is no longer what it was, or git refuses; nothing moved then
 */
export async function moveRefs(layout: RepositoryLayout, changes: readonly RefChange[]): Promise<void> {
  if (changes.length === 0) return;
  await checkExpected(layout, changes);
  const zero = '0'.repeat(layout.hashLength * 2);
  const commands = changes.map(({ name, old, new: to }) => `update ${name}\0${to ?? zero}\0${old ?? zero}\0`);
  // What a transaction writes must be on disk before anything is built on it; nor is a log made for refs that have none.
  const settings = ['-c', 'core.fsync=all', '-c', 'core.logAllRefUpdates=false'];
  const args = [...settings, 'update-ref', '--no-deref', '-m', REFLOG_MESSAGE, '--stdin', '-z'];
  const git = startGit(args, gitAt(layout.commonDirectory));
  git.stdin.write(`start\0${commands.join('')}prepare\0`, 'latin1');
  let committed = false;
  for await (const line of lines(git.stdout)) {
    if (line === 'prepare: ok') git.stdin.end('commit\0');
    if (line === 'commit: ok') committed = true;
  }
  await git.done.catch((error: unknown) => {
    throw notMoved(error);
  });
  if (!committed) throw notMoved(undefined);
}

/** git would refuse, too, but does not say which ref it was in a form that may be passed on. */
async function checkExpected(layout: RepositoryLayout, changes: readonly RefChange[]): Promise<void> {
  const now = new Map((await readRefs(layout)).map((ref) => [ref.name, ref]));
  const moved = changes.filter(({ name, old }) => (now.get(name)?.oid ?? null) !== old || now.get(name)?.symbolic);
  if (moved.length > 0) throw movedMeanwhile(moved.map(({ name }) => name));
}

/** Refs are not what they were when they were read. */
export const movedMeanwhile = (names: readonly string[]): UnleakError =>
  new UnleakError(
    'git-failed',
    `${names.length === 1 ? 'A ref has' : `${names.length} refs have`} moved meanwhile, so none was moved: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}.`,
    'End what else works on this repository (an editor, a fetch, a colleague), then run the command again.',
  );

const notMoved = (cause: unknown): UnleakError =>
  new UnleakError(
    'git-failed',
    'git refused to move the refs: one has moved or is locked, its folder can’t be written to, or a reference-transaction hook said no.',
    'Look for files `*.lock` below `refs`, at the folder’s permissions, and at `git config core.hooksPath`; then run the command again.',
    { cause },
  );
