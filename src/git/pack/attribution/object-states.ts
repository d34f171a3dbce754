import type { Oid } from '../../../domain/blob.ts';
import type { BlobState } from './attribution.ts';
import { BlobMarks } from './blob-marks.ts';
import { type CommitGraph, reachable } from './commit-graph.ts';
import type { ProjectionPool } from './projection-pool.ts';
import type { Tips } from './tips.ts';

/** What refs and HEAD lead to. */
export interface Reached {
  readonly graph: CommitGraph;
  readonly tips: Tips;
  readonly pool: ProjectionPool;
  /** Projections, of each commit's tree and of the trees that are tips. */
  readonly ofCommits: Uint32Array;
  readonly ofTrees: readonly number[];
}

/** Says of blobs, and of commits and tags, whether tips or their history have them. */
export class ObjectStates {
  readonly #graph: CommitGraph;
  /** By index of a commit. */
  readonly #reached: Uint8Array;
  readonly #atTips: ReadonlySet<number>;
  readonly #inHistory: ReadonlySet<number>;

  constructor({ graph, tips, pool, ofCommits, ofTrees }: Reached) {
    this.#graph = graph;
    this.#reached = reachable(graph, tips.commits);
    const atTips = new BlobMarks(pool);
    for (const blob of tips.blobs) atTips.blobs.add(blob);
    for (const projection of ofTrees) atTips.add(projection);
    for (const commit of tips.commits) atTips.add(ofCommits[commit]!);
    this.#atTips = atTips.blobs;
    const inHistory = new BlobMarks(pool);
    for (let commit = 0; commit < graph.count; commit++) if (this.#reached[commit]) inHistory.add(ofCommits[commit]!);
    this.#inHistory = inHistory.blobs;
  }

  /** Of marked blobs: the first ones of the tables, in their order. */
  ofBlobs(oids: readonly Oid[]): [Oid, BlobState][] {
    return oids.map((oid, blob) => [oid, this.#ofBlob(blob)]);
  }

  /** Of commits and tags. @param named the ids that refs and HEAD name @param find gives an id's number */
  ofMessages(oids: readonly Oid[], named: readonly Oid[], find: (oid: Oid) => number): [Oid, BlobState][] {
    const isTip = new Set(named);
    return oids.map((oid) => [oid, isTip.has(oid) ? 'tip' : this.#ofCommit(find(oid))]);
  }

  #ofBlob(blob: number): BlobState {
    if (this.#atTips.has(blob)) return 'tip';
    return this.#inHistory.has(blob) ? 'history' : 'unreachable';
  }

  #ofCommit(id: number): BlobState {
    return this.#reached[this.#graph.indexOf(id)] ? 'history' : 'unreachable';
  }
}
