import type { Oid } from '../../../domain/blob.ts';
import type { Core } from '../../../wasm/core.ts';
import { ObjectReader } from '../object-reader.ts';
import type { ObjectStore } from '../object-store.ts';
import type { Attribution, AttributionRequest, BlobState } from './attribution.ts';
import { Budget } from './blob-diff.ts';
import { BlobMarks } from './blob-marks.ts';
import { CarefulReader } from './careful-reader.ts';
import { type CommitGraph, internAll, makeCommitGraph, reachable } from './commit-graph.ts';
import { IntroductionFinder } from './introductions.ts';
import { PathLookup } from './path-lookup.ts';
import { Projections } from './projections.ts';
import { readOtherCommits } from './read-commits.ts';
import { countObjects, readPacks } from './read-packs.ts';
import { Tables } from './tables.ts';
import { peelTips, type Tips } from './tips.ts';
import { TreeLists } from './tree-lists.ts';

/** Pairs of names that are compared at most, in all: some seconds. */
const MOST_STEPS = 50_000_000;

/**
 * Says where blobs come from: which commits brought each, at which paths, and whether it is still there. Equals what
 * `git log --all -c --raw --no-renames --root` tells of them, less the lines for a change of mode, but for all commits that
 * are stored. Replacements and grafts do not count.
 * @param core of its own: what is reserved in its memory is not given back
 * @throws UnleakError `unsupported` when the history is too large for the core's memory
 */
export function attribute(core: Core, store: ObjectStore, request: AttributionRequest): Attribution {
  const objects = new ObjectReader(core, store);
  try {
    return attributeWith(
      new CarefulReader(objects),
      new Tables(core, store.hashLength, countObjects(store)),
      store,
      request,
    );
  } finally {
    objects.close();
  }
}

function attributeWith(
  reader: CarefulReader,
  tables: Tables,
  store: ObjectStore,
  request: AttributionRequest,
): Attribution {
  const flagged = [...new Set(request.flagged)];
  for (const oid of flagged) tables.mark(Buffer.from(oid, 'hex'));
  readOtherCommits(tables, store, reader, readPacks(tables, store), request.looseCommits);
  const shallow = new Set(internAll(tables, request.shallow ?? []));
  const graph = makeCommitGraph(tables, reader, shallow);
  const candidates = candidatesOf(tables, reader, graph, request.onlyCommits);
  const tips = peelTips(tables, reader, graph, flagged.length, request.tips);

  const lists = new TreeLists(tables, reader);
  const projections = new Projections(tables, lists, reader);
  const ofCommits = graph.tree.map((tree) => projections.of(tree));
  const ofTrees = tips.trees.map((tree) => projections.of(tree));
  const paths = new PathLookup(tables, lists, reader);
  const finder = new IntroductionFinder(tables, graph, projections.pool, ofCommits, paths, new Budget(MOST_STEPS));
  for (const commit of candidates) finder.look(commit);
  return {
    introductions: finder.sorted(),
    states: statesOf(flagged, projections, graph, tips, ofCommits, ofTrees),
    commits: graph.count,
    incomplete: reader.incomplete,
    tooMany: finder.tooMany,
  };
}

function candidatesOf(
  tables: Tables,
  reader: CarefulReader,
  graph: CommitGraph,
  only: readonly Oid[] | undefined,
): Iterable<number> {
  if (!only) return graph.tree.keys();
  const commits = new Set<number>();
  for (const oid of only) {
    const commit = graph.indexOf(tables.find(Buffer.from(oid, 'hex')));
    if (commit < 0) reader.note(oid);
    else commits.add(commit);
  }
  return commits;
}

function statesOf(
  flagged: readonly Oid[],
  projections: Projections,
  graph: CommitGraph,
  tips: Tips,
  ofCommits: Uint32Array,
  ofTrees: readonly number[],
): Map<Oid, BlobState> {
  const atTips = new BlobMarks(projections.pool);
  for (const blob of tips.blobs) atTips.blobs.add(blob);
  for (const projection of ofTrees) atTips.add(projection);
  for (const commit of tips.commits) atTips.add(ofCommits[commit]!);
  const inHistory = new BlobMarks(projections.pool);
  const reached = reachable(graph, tips.commits);
  for (let commit = 0; commit < graph.count; commit++) if (reached[commit]) inHistory.add(ofCommits[commit]!);
  const stateOf = (blob: number): BlobState =>
    atTips.blobs.has(blob) ? 'tip' : inHistory.blobs.has(blob) ? 'history' : 'unreachable';
  return new Map(flagged.map((oid, blob) => [oid, stateOf(blob)]));
}
