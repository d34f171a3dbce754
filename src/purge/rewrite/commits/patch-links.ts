const TREE = 'tree '.length;
const PARENT = 'parent '.length;

/** Whether nothing but the ids of its tree and its parents has to change: it has neither signatures nor mergetags. */
export function hasOnlyLinks(commit: Buffer): boolean {
  const end = commit.indexOf('\n\n');
  const header = end < 0 ? commit : commit.subarray(0, end);
  return !header.includes('\ngpgsig') && !header.includes('\nmergetag ');
}

/**
 * Puts the ids of the new tree and parents in the place of the old ones; there are as many.
 * @param commit is changed
 * @param tree in hex, and so the parents
 */
export function patchLinks(commit: Buffer, tree: string, parents: readonly string[]): void {
  commit.write(tree, TREE, 'latin1');
  let at = TREE + tree.length + 1;
  for (const parent of parents) {
    commit.write(parent, at + PARENT, 'latin1');
    at += PARENT + parent.length + 1;
  }
}
