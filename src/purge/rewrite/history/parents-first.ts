import type { CommitGraph } from '../../../git/pack/attribution/commit-graph.ts';

/** Commits in an order in which each comes behind its parents. @param wanted 1 by index; parents of one are wanted, too */
export function parentsFirst(graph: CommitGraph, wanted: Uint8Array): Uint32Array {
  const order: number[] = [];
  const next = graph.firstParent.slice(0, graph.count);
  const entered = new Uint8Array(graph.count);
  const path: number[] = [];
  const enter = (commit: number): void => {
    if (entered[commit]) return;
    entered[commit] = 1;
    path.push(commit);
  };
  for (let start = 0; start < graph.count; start++) {
    if (wanted[start]) enter(start);
    while (path.length > 0) {
      const commit = path.at(-1)!;
      if (next[commit]! < graph.firstParent[commit + 1]!) enter(graph.parents[next[commit]!++]!);
      else order.push(path.pop()!);
    }
  }
  return Uint32Array.from(order);
}
