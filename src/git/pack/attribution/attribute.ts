import type { Oid } from '../../../domain/blob.ts';
import type { Core } from '../../../wasm/core.ts';
import { ObjectReader } from '../object-reader.ts';
import type { ObjectStore } from '../object-store.ts';
import type { Attribution, AttributionRequest, BlobState } from './attribution.ts';
import { Budget } from './blob-diff.ts';
import { BlobMarks } from './blob-marks.ts';
import { CarefulReader } from './careful-reader.ts';
import { type CommitGraph, internAll, makeCommitGraph, reachable } from './commit-graph.ts';
import { Deadline } from './deadline.ts';
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
 * are stored. Replacements and grafts do not count;
 * what the store itself could not use is in `store.unreadable`.
 * @param core of its own: what is reserved in its memory is not given back
 * @throws UnleakError `unsupported` when the history is too large for the core's memory, or the deadline is over
 */
export function attribute(core: Core, store: ObjectStore, request: AttributionRequest): Attribution {
  const deadline = new Deadline(request.deadline ?? Number.POSITIVE_INFINITY);
  const objects = new ObjectReader(core, store);
  try {
    const tables = new Tables(core, store.hashLength, countObjects(store));
    return new Attributor(tables, store, new CarefulReader(objects, deadline), deadline).attribute(request);
  } finally {
    objects.close();
  }
}

class Attributor {
  readonly #tables: Tables;
  readonly #store: ObjectStore;
  readonly #reader: CarefulReader;
  readonly #deadline: Deadline;

  constructor(tables: Tables, store: ObjectStore, reader: CarefulReader, deadline: Deadline) {
    this.#tables = tables;
    this.#store = store;
    this.#reader = reader;
    this.#deadline = deadline;
  }

  attribute(request: AttributionRequest): Attribution {
    const flagged = [...new Set(request.flagged)];
    const graph = this.#read(flagged, request);
    const candidates = candidatesOf(this.#tables, this.#reader, graph, request.onlyCommits);
    const tips = peelTips(this.#tables, this.#reader, graph, flagged.length, request.tips);
    const lists = new TreeLists(this.#tables, this.#reader);
    const projections = new Projections(this.#tables, lists, this.#reader);
    const ofCommits = graph.tree.map((tree) => projections.of(tree));
    const ofTrees = tips.trees.map((tree) => projections.of(tree));
    const finder = this.#finder(graph, projections, ofCommits, lists);
    for (const commit of candidates) finder.look(commit);
    return {
      introductions: finder.sorted(),
      states: new Map([
        ...statesOf(flagged, projections, graph, tips, ofCommits, ofTrees),
        ...this.#messageStates(request, graph, tips),
      ]),
      commits: graph.count,
      incomplete: this.#reader.incomplete,
      tooMany: finder.tooMany,
    };
  }

  #messageStates(
    { messages = [], tips: named }: AttributionRequest,
    graph: CommitGraph,
    tips: Tips,
  ): Map<Oid, BlobState> {
    const reached = reachable(graph, tips.commits);
    const isTip = new Set(named);
    const stateOf = (oid: Oid): BlobState => {
      if (isTip.has(oid)) return 'tip';
      return reached[graph.indexOf(this.#tables.find(Buffer.from(oid, 'hex')))] ? 'history' : 'unreachable';
    };
    return new Map(messages.map((oid) => [oid, stateOf(oid)]));
  }

  /** Reads all commits and trees. The flagged blobs' numbers are their places. */
  #read(flagged: readonly Oid[], { looseCommits, shallow = [] }: AttributionRequest): CommitGraph {
    for (const oid of flagged) this.#tables.mark(Buffer.from(oid, 'hex'));
    const read = readPacks(this.#tables, this.#store, this.#deadline);
    readOtherCommits(this.#tables, this.#store, this.#reader, read, looseCommits);
    return makeCommitGraph(this.#tables, this.#reader, new Set(internAll(this.#tables, shallow)));
  }

  #finder(graph: CommitGraph, { pool }: Projections, ofCommits: Uint32Array, lists: TreeLists): IntroductionFinder {
    const paths = new PathLookup(this.#tables, lists, this.#reader);
    const steps = new Budget(MOST_STEPS, this.#deadline);
    return new IntroductionFinder(this.#tables, graph, pool, ofCommits, paths, steps);
  }
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
