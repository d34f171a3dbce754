import type { Oid } from '../domain/blob.ts';

/**
 * The commits that are being merged, as `git merge` names them to its hooks. A pre-merge-commit hook runs before
 * MERGE_HEAD is written; until then only these variables tell: `GITHEAD_<oid>=<name>`
 * (https://git-scm.com/docs/git-merge-tree, builtin/merge.c sets them for the merge strategies).
 */
export function mergeHeadsFromEnvironment(): Oid[] {
  return Object.keys(process.env).flatMap((name) => /^GITHEAD_([0-9a-f]{40,64})$/.exec(name)?.[1] ?? []);
}
