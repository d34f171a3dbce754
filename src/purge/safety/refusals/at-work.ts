import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { RepositoryLayout } from '../../../git/refs/layout.ts';
import type { Refusal } from '../../plan/purge-plan.ts';
import { startOf } from '../process-start.ts';
import { type Holder, heldBy, lockHolder } from '../purge-lock.ts';
import { walkFiles } from '../walk-files.ts';

const SKIPPED = /^(?:objects\/[0-9a-f]{2}|modules|unleak|lfs|logs|hooks)(?:\/|$)/;

/** Other processes: git's locks, `git gc`, another purge. */
export function atWork({ layout }: { readonly layout: RepositoryLayout }): Refusal[] {
  const { commonDirectory } = layout;
  const files = [...walkFiles(commonDirectory, (path) => !SKIPPED.test(path))];
  const locks = files.map(({ path }) => path).filter((path) => path.endsWith('.lock'));
  const holder = lockHolder(commonDirectory);
  return [
    ...(locks.length > 0 ? [locked(locks)] : []),
    ...(isCollecting(commonDirectory) ? [COLLECTING] : []),
    ...(holder && holder.pid !== process.pid ? [purging(holder)] : []),
  ];
}

const locked = (locks: readonly string[]): Refusal => ({
  code: 'at-work',
  message: `Another git works on this repository, or left its lock when it was killed: ${locks.slice(0, 5).join(', ')} in the git directory.`,
  wayOut: 'Wait until it has ended. If no git runs any more, remove these files, then try again.',
});

const COLLECTING: Refusal = {
  code: 'at-work',
  message: '`git gc` works on this repository (gc.pid).',
  wayOut: 'Wait until it has ended, then try again.',
};

const purging = (holder: Holder): Refusal => ({ code: 'at-work', ...heldBy(holder) });

/** `gc.pid` holds "<pid> <host>"; it stays behind when gc is killed. lock_repo_for_gc in git's builtin/gc.c */
function isCollecting(commonDirectory: string): boolean {
  try {
    const [, pid, host] = /^(\d+) (\S+)/.exec(readFileSync(join(commonDirectory, 'gc.pid'), 'latin1')) ?? [];
    return host !== hostname() || startOf(Number(pid)) !== undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
