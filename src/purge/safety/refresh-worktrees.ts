import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RepositoryLayout, Worktree } from '../../git/refs/layout.ts';
import type { HeadMove } from './move-plan.ts';
import { type KeptFile, type RefreshFolders, refreshWorktree } from './refresh-worktree.ts';
import type { WorktreeAt } from './worktree-git.ts';

/** Brings every work tree that has a commit checked out along with it. @returns work files that were left as they are */
export async function refreshWorktrees(
  layout: RepositoryLayout,
  heads: readonly HeadMove[],
  folders: RefreshFolders,
): Promise<KeptFile[]> {
  const kept: KeptFile[] = [];
  for (const { id, from, to } of heads) {
    const tree = layout.worktrees.find((worktree) => worktree.id === id);
    // Without an index (a bare repository, or a clone with --no-checkout) there is nothing that could be stale.
    if (!tree || !isWorktree(tree) || !existsSync(join(tree.gitDirectory, 'index'))) continue;
    // Each run keeps files of its own: what an earlier one kept is not replaced.
    const keep = join(folders.keep, `${Date.now()}-${id || 'main'}`);
    kept.push(...(await refreshWorktree(tree, from, to, { ...folders, keep })));
  }
  return kept;
}

const isWorktree = (tree: Worktree): tree is WorktreeAt => tree.path !== undefined;
