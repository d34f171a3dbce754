import { constants, copyFileSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { FilePath } from './durable.ts';

const MARK = 'unleak purge\n';

/**
 * Holds git's lock of a file (`<file>.lock`) while `work` goes on, so that no git writes it meanwhile. The lock is marked, so
 * that one which a crash left is known as ours.
 * @param folder on the same file system, for the mark
 * @throws UnleakError when somebody else holds it
 */
export async function withFileLock<T>(file: FilePath, folder: string, work: () => T | Promise<T>): Promise<T> {
  const lock = lockOf(file);
  // Only one purge goes on at a time, so a marked lock is one of a purge that is gone.
  removeOwnLock(file);
  take(lock, folder);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** Removes the lock of a file if it is ours; one that somebody else holds stays. */
export function removeOwnLock(file: FilePath): void {
  const lock = lockOf(file);
  if (isMarked(lock)) rmSync(lock, { force: true });
}

/** A git at work may take its lock away at any moment. */
function isMarked(lock: Buffer): boolean {
  try {
    return readFileSync(lock, 'latin1') === MARK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** The name of git's lock of a file. */
const lockOf = (file: FilePath): Buffer => Buffer.concat([Buffer.from(file as Buffer), Buffer.from('.lock')]);

/** The lock appears with its mark or not at all. */
function take(lock: Buffer, folder: string): void {
  const mark = join(folder, 'lock-mark');
  writeFileSync(mark, MARK, { mode: 0o600 });
  try {
    linkOrCopy(mark, lock);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new UnleakError(
      'git-failed',
      `Another process holds ${lock.toString()}.`,
      'End what else works on this repository; if nothing does, remove that file. Then run the command again.',
    );
  }
}

/** Gives a file a second name, or a copy where there are no hard links; never replaces one. @returns whether it is linked */
export function linkOrCopy(from: FilePath, to: FilePath): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' || code === 'ENOENT' || code === 'ENOSPC') throw error;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return false;
  }
}
