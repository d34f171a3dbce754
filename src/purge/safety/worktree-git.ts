import type { PathBytes } from '../../domain/blob.ts';
import { cutShort } from '../../git/lines.ts';
import { type GitOptions, runGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';
import type { Worktree } from '../../git/refs/layout.ts';

/** A work tree that is one: not a bare repository. */
export type WorktreeAt = Worktree & { readonly path: string };

// Hooks are for what people do (post-index-change would run for our drafts); an index that is split is joined.
const SETTINGS = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.splitIndex=false', '-c', 'core.fsync=all'];

/** Runs git in a work tree, with a draft of an index in place of the index. */
export function gitWithIndex(
  tree: WorktreeAt,
  index: string,
  args: readonly string[],
  options: { readonly input?: string; readonly accept?: readonly number[] } = {},
): Promise<Buffer> {
  const extra = { GIT_WORK_TREE: tree.path, GIT_INDEX_FILE: index };
  const at: GitOptions = gitAt(tree.gitDirectory, extra, tree.path);
  return runGit([...SETTINGS, ...args], { ...at, ...options });
}

/** What git printed with `-z`. */
export function nulSeparated(printed: Buffer): PathBytes[] {
  const fields = printed.toString('latin1').split('\0');
  if (fields.pop() !== '') throw cutShort();
  return fields;
}

/** For `--stdin -z`. */
export const nulTerminated = (fields: readonly string[]): string => fields.map((field) => `${field}\0`).join('');
