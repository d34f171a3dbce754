import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Worktree } from './layout.ts';

/**
 * The linked work trees, by name. Each has a folder below `worktrees/`; its file `gitdir` names the work tree's `.git`
 * file, possibly relative to the folder (`worktree.useRelativePaths`):
 * https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-worktreesltidgtgitdir
 */
export function linkedWorktrees(commonDirectory: string): Worktree[] {
  const all = join(commonDirectory, 'worktrees');
  if (!existsSync(all)) return [];
  const names = readdirSync(all, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => join(all, name))
    .filter((folder) => existsSync(join(folder, 'gitdir')))
    .sort()
    .map((folder) => ({ id: folder.slice(all.length + 1), gitDirectory: folder, path: pathOf(folder) }));
}

function pathOf(folder: string): string {
  const named = readFileSync(join(folder, 'gitdir'), 'utf8').replace(/\r?\n$/, '');
  return dirname(resolve(folder, named));
}
