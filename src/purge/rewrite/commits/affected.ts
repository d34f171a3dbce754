import type { History } from '../history/history.ts';

/**
 * The commits that have to be rewritten: those whose tree or whose text changes, and all that come after them.
 * @param commits indices, parents first
 * @param changes whether a commit changes for itself
 */
export function affectedCommits(
  { graph }: History,
  commits: Uint32Array,
  affected: Uint8Array,
  changes: (commit: number) => boolean,
): Uint32Array {
  for (const commit of commits) {
    let isAffected = changes(commit);
    for (let k = graph.firstParent[commit]!; !isAffected && k < graph.firstParent[commit + 1]!; k++)
      isAffected = affected[graph.parents[k]!] === 1;
    if (isAffected) affected[commit] = 1;
  }
  return commits.filter((commit) => affected[commit]);
}
