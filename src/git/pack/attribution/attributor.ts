import type { Oid } from '../../../domain/blob.ts';
import { Core } from '../../../wasm/core.ts';
import type { ObjectReader } from '../object-reader.ts';
import type { ObjectStore } from '../object-store.ts';
import type { Attribution, AttributionRequest } from './attribution.ts';
import { Budget } from './blob-diff.ts';
import { CarefulReader } from './careful-reader.ts';
import { type CommitGraph, internAll, makeCommitGraph } from './commit-graph.ts';
import { Deadline } from './deadline.ts';
import { IntroductionFinder } from './introductions.ts';
import { ObjectStates } from './object-states.ts';
import { PathLookup } from './path-lookup.ts';
import { type Peeled, peelTags } from './peel-tags.ts';
import { Projections } from './projections.ts';
import { readOtherCommits } from './read-commits.ts';
import { planReading, type ReadingJob } from './reading-job.ts';
import { ReadingThread } from './reading-thread.ts';
import type { Tables } from './tables.ts';
import type { TablesPart } from './tables-part.ts';
import { fileTips } from './tips.ts';
import { TreeLists } from './tree-lists.ts';

/** Pairs of names that are compared at most, in all: some seconds. */
const MOST_STEPS = 50_000_000;

/**
 * Says where blobs come from: which commits brought each, at which paths, and whether it is still there. Equals what
 * `git log --all -c --raw --no-renames --root` tells of them, less the lines for a change of mode, but for all commits that
 * are stored. Replacements and grafts do not count;
 * what the store itself could not use is in `store.unreadable`.
 *
 * `read`, then `adopt` what other threads read of the same job, then `attribute`, once. What nobody has read by then is read
 * object by object. Each of them throws UnleakError `unsupported` when the history is too large for the core's memory, or the
 * deadline is over.
 */
export class Attributor {
  /** What other threads need to take shares of the reading: for them before `read` begins. */
  readonly job: ReadingJob;
  readonly #core: Core;
  readonly #store: ObjectStore;
  readonly #request: AttributionRequest;
  readonly #flagged: readonly Oid[];
  readonly #deadline: Deadline;
  readonly #reader: CarefulReader;
  #thread: ReadingThread | undefined;
  #peeled: readonly Peeled[] = [];

  /** @param core what lies above its `top` is lost, and nothing is kept there in the end; `objects` may use it below */
  constructor(objects: ObjectReader, store: ObjectStore, request: AttributionRequest, core = new Core()) {
    this.#core = core;
    this.#store = store;
    this.#request = request;
    this.#flagged = [...new Set(request.flagged)];
    this.#deadline = new Deadline(request.deadline ?? Number.POSITIVE_INFINITY);
    this.#reader = new CarefulReader(objects, this.#deadline);
    this.job = planReading(store, this.#flagged, request.deadline);
  }

  /** Peels the tips, and takes shares of the commits and trees in the packs until none is left. */
  read(): void {
    this.#peeled = peelTags(this.#store, this.#reader, this.#request.tips);
    this.#reading.run();
  }

  /** Takes over what another thread has read. */
  adopt(part: TablesPart): void {
    this.#reading.adopt(part);
  }

  attribute(): Attribution {
    const { tables } = this.#reading;
    const graph = this.#graph(this.#reading);
    const candidates = candidatesOf(tables, this.#reader, graph, this.#request.onlyCommits);
    const tips = fileTips(tables, this.#reader, graph, this.#flagged.length, this.#peeled);
    const lists = new TreeLists(tables, this.#reader);
    const projections = new Projections(tables, lists, this.#reader);
    const ofCommits = graph.tree.map((tree) => projections.of(tree));
    const ofTrees = tips.trees.map((tree) => projections.of(tree));
    const finder = this.#finder(graph, projections, ofCommits, lists);
    for (const commit of candidates) finder.look(commit);
    const states = new ObjectStates({ graph, tips, pool: projections.pool, ofCommits, ofTrees });
    return {
      introductions: finder.sorted(),
      states: new Map([...states.ofBlobs(this.#flagged), ...this.#messageStates(states, tables)]),
      commits: graph.count,
      incomplete: this.#reader.incomplete,
      tooMany: finder.tooMany,
    };
  }

  get #reading(): ReadingThread {
    this.#thread ??= new ReadingThread(this.job, this.#core);
    return this.#thread;
  }

  #graph({ tables, numbers }: ReadingThread): CommitGraph {
    const { looseCommits, shallow = [] } = this.#request;
    readOtherCommits(tables, this.#store, this.#reader, numbers, looseCommits);
    return makeCommitGraph(tables, this.#reader, new Set(internAll(tables, shallow)));
  }

  #finder(graph: CommitGraph, { pool }: Projections, ofCommits: Uint32Array, lists: TreeLists): IntroductionFinder {
    const { tables } = this.#reading;
    const paths = new PathLookup(tables, lists, this.#reader);
    const steps = new Budget(MOST_STEPS, this.#deadline);
    return new IntroductionFinder(tables, graph, pool, ofCommits, paths, steps);
  }

  #messageStates(states: ObjectStates, tables: Tables): ReturnType<ObjectStates['ofMessages']> {
    const { messages = [], tips } = this.#request;
    return states.ofMessages(messages, tips, (oid) => tables.find(Buffer.from(oid, 'hex')));
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
