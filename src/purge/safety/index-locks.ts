import { join } from 'node:path';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { removeOwnLock } from './file-lock.ts';

/**
 * Takes away the locks of indexes that a purge of ours left when it was killed. Every work tree is looked at: the index of one whose
 * HEAD does not move is locked, too, and no later step would come by it.
 */
export function removeIndexLocks({ worktrees }: RepositoryLayout): void {
  for (const { gitDirectory } of worktrees) removeOwnLock(join(gitDirectory, 'index'));
}
