import { rmSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { PathBytes } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { below } from './durable.ts';
import { walkFiles } from './walk-files.ts';

const PATIENCE_MS = 2000;
const STEP_MS = 100;
// Clocks of file systems are coarse.
const SLACK_MS = 2000;

const SKIPPED = /^(?:objects|modules|unleak|lfs|hooks|rr-cache)(?:\/|$)/;

/** Locks of refs and their logs, which a git that lives holds for an instant only. Not the index: `git commit` holds that for as long as somebody writes. */
const OF_REFS = /^(?:worktrees\/[^/]+\/)?(?:(?:refs|logs)\/.*|HEAD|packed-refs)\.lock$|^packed-refs\.new$/;

/**
 * Takes away the locks that git left when it was killed together with us in the midst of refs or their logs. A git that outlived us is
 * given time to end.
 * @param since when we began, in milliseconds since 1970
 * @throws UnleakError when a lock is older than that: it is somebody else's
 */
export async function removeStaleLocks({ commonDirectory }: RepositoryLayout, since: number): Promise<void> {
  for (let waited = 0; waited < PATIENCE_MS && locksOf(commonDirectory).length > 0; waited += STEP_MS)
    await setTimeout(STEP_MS);
  for (const path of locksOf(commonDirectory)) {
    const file = below(commonDirectory, path);
    const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && made < since - SLACK_MS) throw locked(path);
    rmSync(file, { force: true });
  }
}

const locksOf = (commonDirectory: string): PathBytes[] =>
  [...walkFiles(commonDirectory, (path) => !SKIPPED.test(path))]
    .map(({ path }) => path)
    .filter((path) => OF_REFS.test(path));

const locked = (path: string): UnleakError =>
  new UnleakError(
    'git-failed',
    `Another process holds ${path} in the git directory.`,
    'End what else works on this repository; if nothing does, remove that file. Then run the command again.',
  );
