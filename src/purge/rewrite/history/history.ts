import type { Oid } from '../../../domain/blob.ts';
import { CarefulReader } from '../../../git/pack/attribution/careful-reader.ts';
import { type CommitGraph, makeCommitGraph, reachable } from '../../../git/pack/attribution/commit-graph.ts';
import { readOtherCommits } from '../../../git/pack/attribution/read-commits.ts';
import { planReading } from '../../../git/pack/attribution/reading-job.ts';
import { ReadingThread } from '../../../git/pack/attribution/reading-thread.ts';
import { COMMITS, WORDS } from '../../../git/pack/attribution/table-regions.ts';
import type { Tables } from '../../../git/pack/attribution/tables.ts';
import { TreeLists } from '../../../git/pack/attribution/tree-lists.ts';
import type { ObjectStore } from '../../../git/pack/object-store.ts';
import { Core } from '../../../wasm/core.ts';
import type { DryRunRequest } from '../request.ts';
import { parentsFirst } from './parents-first.ts';
import { type Peeled, peelTips } from './peel-tips.ts';
import { missing, WholeReader } from './whole-reader.ts';

/** All that the tips reach, as far as it has to be known before anything is written. */
export interface History {
  readonly store: ObjectStore;
  readonly objects: WholeReader;
  readonly careful: CarefulReader;
  readonly tables: Tables;
  readonly graph: CommitGraph;
  readonly lists: TreeLists;
  /** Flagged blobs have the numbers below; the first `found` ones hold a text, the others only go. */
  readonly marked: number;
  readonly tips: Peeled;
  /** Commits that the notes' tips reach: 1 by index. */
  readonly notes: Uint8Array;
  /** Indices of the commits that the tips reach, parents first. */
  readonly order: Uint32Array;
}

/**
 * Reads all commits and trees.
 * @throws UnleakError `object-missing`, `object-corrupt`, `unsupported` (too much for the core's memory)
 */
export function readHistory({ store, core, found, remove, notes, tips }: DryRunRequest, more: readonly Oid[]): History {
  const objects = new WholeReader(core, store);
  const careful = new CarefulReader(objects.plain);
  const flagged = new Set([...found.blobs, ...remove.blobs]);
  const reading = new ReadingThread(planReading(store, [...flagged]), new Core());
  const { tables, numbers } = reading;
  reading.run();
  readOtherCommits(tables, store, careful, numbers, undefined);
  const graph = makeCommitGraph(tables, careful, new Set());
  const peel = (oids: Iterable<Oid>): Peeled => peelTips(tables, graph, objects, flagged.size, oids);
  const peeled = peel([...tips, ...more, ...notes]);
  const reached = reachable(graph, peeled.commits);
  checkParents(tables, graph, reached);
  return {
    store,
    objects,
    careful,
    tables,
    graph,
    lists: new TreeLists(tables, careful),
    marked: flagged.size,
    tips: peeled,
    notes: reachable(graph, peel(notes).commits),
    order: parentsFirst(graph, reached),
  };
}

/** The graph leaves out parents that are not there; of what is rewritten none may be. */
function checkParents(tables: Tables, graph: CommitGraph, reached: Uint8Array): void {
  const { records, parents } = tables.commits();
  for (let at = 0; at < records.length; at += WORDS[COMMITS]) {
    if (!reached[graph.indexOf(records[at]!)]) continue;
    const first = records[at + 2]!;
    for (let k = first; k < first + records[at + 3]!; k++)
      if (graph.indexOf(parents[k]!) < 0) throw missing(tables.oid(parents[k]!));
  }
}
