import { accessSync, constants, existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGit } from '../../../git/process.ts';
import { gitAt } from '../../../git/refs/git-at.ts';
import type { RepositoryLayout, Worktree } from '../../../git/refs/layout.ts';
import type { Refusal } from '../../plan/purge-plan.ts';

/** Work trees that can't be reached or written to, or hold changes that are not committed. */
export async function workTrees({ layout }: { readonly layout: RepositoryLayout }): Promise<Refusal[]> {
  const refusals = readOnly(layout);
  for (const tree of layout.worktrees) if (tree.path !== undefined) refusals.push(...(await look(tree, tree.path)));
  return refusals;
}

async function look(tree: Worktree, path: string): Promise<Refusal[]> {
  if (!existsSync(tree.id === '' ? path : join(path, '.git')))
    return [
      {
        code: 'work-tree-gone',
        message: `The work tree ${path} can’t be found; its files could not be brought along.`,
        wayOut:
          'Make it available, or if it is gone for good: git worktree prune (git worktree unlock before, if it is locked).',
      },
    ];
  if (!canWrite(path)) return [cannotWrite(path)];
  return (await isDirty(tree, path)) ? [dirty(path)] : [];
}

/** Staged or modified tracked files. Submodules are repositories of their own; untracked files are never touched. */
async function isDirty(tree: Worktree, path: string): Promise<boolean> {
  if (!existsSync(join(tree.gitDirectory, 'index'))) return false;
  const args = ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=no', '--ignore-submodules=all'];
  return (await runGit(args, gitAt(tree.gitDirectory, { GIT_WORK_TREE: path }, path))).length > 0;
}

const dirty = (path: string): Refusal => ({
  code: 'dirty',
  message: `There are changes in ${path} that are not committed.`,
  wayOut: 'Commit them, or put them aside with git stash: a stash is purged, too, and can be popped afterwards.',
});

function readOnly({ commonDirectory, worktrees }: RepositoryLayout): Refusal[] {
  const parts = ['', 'refs', 'objects', 'objects/pack', 'logs', 'unleak'].map((name) => join(commonDirectory, name));
  const folders = [...parts, ...worktrees.map((tree) => tree.gitDirectory)];
  const refusing = folders.find((folder) => existsSync(folder) && !canWrite(folder));
  return refusing ? [cannotWrite(refusing)] : [];
}

const cannotWrite = (folder: string): Refusal => ({
  code: 'read-only',
  message: `${folder} can’t be written to.`,
  wayOut: 'Give yourself the right to write there, or run the purge as the user who owns it.',
});

function canWrite(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
