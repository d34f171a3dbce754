import type { Oid } from '../../../domain/blob.ts';
import type { CarefulReader } from './careful-reader.ts';
import { COMMITS, WORDS } from './table-regions.ts';
import type { Tables } from './tables.ts';

const RECORD = WORDS[COMMITS];
const NO_COMMIT = -1;

/** Commits, each once, by index: in the order of their ids' numbers, whoever read them. */
export interface CommitGraph {
  readonly count: number;
  /** Numbers of ids. */
  readonly id: Uint32Array;
  readonly tree: Uint32Array;
  /** Of commit i: parents[firstParent[i]] up to parents[firstParent[i + 1]], as indices of commits. */
  readonly firstParent: Uint32Array;
  readonly parents: Uint32Array;
  /** Committer's date in seconds. */
  readonly date: Float64Array;
  /** Index of the commit whose id has a number; -1: no commit. */
  indexOf(id: number): number;
}

/**
 * Puts together what was read of commits. Parents that are not there are noted, but those of a shallow clone's last commits.
 * @param shallow numbers of those commits' ids
 */
export function makeCommitGraph(tables: Tables, reader: CarefulReader, shallow: ReadonlySet<number>): CommitGraph {
  const { records, parents: parentIds } = tables.commits();
  const dates = new Float64Array(records.buffer);
  const index = new Int32Array(tables.ids).fill(NO_COMMIT);
  const kept = onceEach(records, index);
  const graph = {
    count: kept.length,
    id: kept.map((at) => records[at]!),
    tree: kept.map((at) => records[at + 1]!),
    firstParent: new Uint32Array(kept.length + 1),
    parents: new Uint32Array(parentIds.length),
    date: new Float64Array(kept.length),
    indexOf: (id: number) => index[id] ?? NO_COMMIT,
  };
  let end = 0;
  for (let i = 0; i < graph.count; i++) {
    const at = kept[i]!;
    graph.date[i] = dates[at / 2 + 2]!;
    const from = records[at + 2]!;
    const to = shallow.has(graph.id[i]!) ? from : from + records[at + 3]!;
    for (let k = from; k < to; k++) {
      const parent = index[parentIds[k]!]!;
      if (parent === NO_COMMIT) reader.note(tables.oid(parentIds[k]!));
      else graph.parents[end++] = parent;
    }
    graph.firstParent[i + 1] = end;
  }
  return graph;
}

/** A commit may have been read twice. @returns where the first record of each begins; fills in the index by id */
function onceEach(records: Uint32Array, index: Int32Array): Uint32Array {
  const kept = new Uint32Array(records.length / RECORD);
  for (let at = records.length - RECORD; at >= 0; at -= RECORD) index[records[at]!] = at;
  let count = 0;
  for (let id = 0; id < index.length; id++) {
    if (index[id] === NO_COMMIT) continue;
    kept[count] = index[id]!;
    index[id] = count++;
  }
  return kept.slice(0, count);
}

/** Which commits some of them reach, themselves included: 1 by index. */
export function reachable(graph: CommitGraph, tips: Iterable<number>): Uint8Array {
  const reached = new Uint8Array(graph.count);
  const waiting: number[] = [];
  const reach = (commit: number): void => {
    if (reached[commit]) return;
    reached[commit] = 1;
    waiting.push(commit);
  };
  for (const tip of tips) reach(tip);
  for (let commit = waiting.pop(); commit !== undefined; commit = waiting.pop()) {
    for (let k = graph.firstParent[commit]!; k < graph.firstParent[commit + 1]!; k++) reach(graph.parents[k]!);
  }
  return reached;
}

/**
 * A commit's date, or one more than its latest parent's where that is greater: ascends from parents to children (as git's
 * corrected commit dates do) and is the same however the repository is stored.
 */
export function agesOf(graph: CommitGraph): Float64Array {
  const ages = new Float64Array(graph.count).fill(-1);
  const next = graph.firstParent.slice(0, graph.count);
  const path: number[] = [];
  for (let start = 0; start < graph.count; start++) {
    if (ages[start] === -1) path.push(start);
    while (path.length > 0) {
      const commit = path.at(-1)!;
      if (next[commit]! < graph.firstParent[commit + 1]!) {
        const parent = graph.parents[next[commit]!++]!;
        if (ages[parent] === -1) path.push(parent);
      } else {
        ages[commit] = ageOf(graph, commit, ages);
        path.pop();
      }
    }
  }
  return ages;
}

function ageOf(graph: CommitGraph, commit: number, ages: Float64Array): number {
  let age = graph.date[commit]!;
  for (let k = graph.firstParent[commit]!; k < graph.firstParent[commit + 1]!; k++)
    age = Math.max(age, ages[graph.parents[k]!]! + 1);
  return age;
}

/** Numbers of ids, new ones where they have none. */
export const internAll = (tables: Tables, oids: readonly Oid[]): number[] =>
  oids.map((oid) => tables.intern(Buffer.from(oid, 'hex')));
