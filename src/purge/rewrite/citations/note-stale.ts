import type { Fates } from '../fates.ts';
import type { History } from '../history/history.ts';
import { ManyReader } from '../history/read-many.ts';
import type { Citations } from './citations.ts';

/** Clocks are wrong, but rarely by more, in seconds. */
const CLOCKS = 86_400;

/**
 * Notes where commits that are as they were cite commits that are no more. Whoever cites a commit came after it, so that
 * only commits are read that are not much older than the oldest one that is gone.
 */
export function noteStaleCitations(history: History, fates: Fates, citations: Citations): void {
  const { graph, tables, order } = history;
  const isGone = (commit: number): boolean => fates.has(graph.id[commit]!);
  const oldest = order.reduce(
    (least, commit) => (isGone(commit) ? Math.min(least, graph.date[commit]!) : least),
    Number.POSITIVE_INFINITY,
  );
  const kept = order.filter((commit) => !isGone(commit) && graph.date[commit]! >= oldest - CLOCKS);
  const ids = Array.from(kept, (commit) => tables.id(graph.id[commit]!));
  new ManyReader(history.store, history.objects).read(ids, (i, bytes) => citations.noteUntouched(kept[i]!, bytes));
}
