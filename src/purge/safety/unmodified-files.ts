import type { PathBytes } from '../../domain/blob.ts';
import { DraftIndex } from './draft-index.ts';
import type { TreeEntry } from './tree-changes.ts';
import { nulSeparated, type WorktreeAt } from './worktree-git.ts';

/**
 * The paths at which the work tree holds exactly this: git compares, so that line ends and filters count as they do for `git status`.
 * An index of these paths alone, without times and sizes, makes it read every one of the files.
 * @param scratch a file that may be written
 */
export async function unmodifiedFiles(
  tree: WorktreeAt,
  entries: ReadonlyMap<PathBytes, TreeEntry>,
  scratch: string,
): Promise<ReadonlySet<PathBytes>> {
  if (entries.size === 0) return new Set();
  const index = new DraftIndex(tree, scratch);
  await index.set(entries);
  await index.refresh();
  const modified = new Set(
    nulSeparated(await index.git(['diff-files', '-z', '--name-only', '--ignore-submodules=all'])),
  );
  return new Set([...entries.keys()].filter((path) => !modified.has(path)));
}
