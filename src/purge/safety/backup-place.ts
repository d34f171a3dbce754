import { accessSync, constants, existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { RepositoryLayout } from '../../git/refs/layout.ts';

/**
 * Where the backup goes: beside the repository, `<repository>-before-purge-<id>`, so that its objects can be hard links. Where
 * that folder can't be written to, or is itself part of a work tree (somebody would commit the backup), below
 * `$XDG_STATE_HOME/unleak` (https://specifications.freedesktop.org/basedir-spec/latest/).
 */
export function backupPlace(layout: RepositoryLayout, id: string): string {
  const top = layout.worktrees[0]!.path ?? layout.commonDirectory;
  const name = `${basename(top) || 'repository'}-before-purge-${id}`;
  const beside = dirname(top);
  if (beside !== top && canWrite(beside) && !isInRepository(beside)) return join(beside, name);
  const state = process.env.XDG_STATE_HOME;
  return join(state?.startsWith('/') ? state : join(homedir(), '.local', 'state'), 'unleak', name);
}

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a folder is below a work tree's top, or in a git directory. */
function isInRepository(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (existsSync(join(at, 'HEAD')) && existsSync(join(at, 'objects'))) return true;
    if (dirname(at) === at) return false;
  }
}
