import type { CarefulReader } from './careful-reader.ts';
import type { CommitGraph } from './commit-graph.ts';
import type { Peeled } from './peel-tags.ts';
import type { Tables } from './tables.ts';

/** What refs and HEAD name in the end. */
export interface Tips {
  /** Indices of commits. */
  readonly commits: readonly number[];
  /** Numbers of ids of trees that are tagged themselves, and of marked blobs. */
  readonly trees: readonly number[];
  readonly blobs: readonly number[];
}

/** Files tips where they belong. A commit that is not in the graph is damaged, and noted. @param marked how many blobs are marked */
export function fileTips(
  tables: Tables,
  reader: CarefulReader,
  graph: CommitGraph,
  marked: number,
  tips: readonly Peeled[],
): Tips {
  const found = { commits: [] as number[], trees: [] as number[], blobs: [] as number[] };
  for (const { id, type } of tips) {
    const number = tables.find(id);
    const commit = graph.indexOf(number);
    if (commit >= 0) found.commits.push(commit);
    else if (number >= 0 && number < marked) found.blobs.push(number);
    else if (type === 'tree') found.trees.push(tables.intern(id));
    else if (type === 'commit') reader.note(id.toString('hex'));
  }
  return found;
}
