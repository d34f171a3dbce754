import type { Oid } from '../../../domain/blob.ts';
import type { CarefulReader } from './careful-reader.ts';
import type { CommitGraph } from './commit-graph.ts';
import type { Tables } from './tables.ts';

/** Tags on tags: git follows any number; a ring can only be feigned. */
const MOST_TAGS = 1000;

/** What refs and HEAD name in the end. */
export interface Tips {
  /** Indices of commits. */
  readonly commits: readonly number[];
  /** Numbers of ids of trees that are tagged themselves, and of marked blobs. */
  readonly trees: readonly number[];
  readonly blobs: readonly number[];
}

/** Peels tags. Tips that can't be read are noted. @param marked how many blobs are marked */
export function peelTips(
  tables: Tables,
  reader: CarefulReader,
  graph: CommitGraph,
  marked: number,
  tips: readonly Oid[],
): Tips {
  const found = { commits: [] as number[], trees: [] as number[], blobs: [] as number[] };
  for (const tip of new Set(tips)) {
    let id: Buffer | undefined = Buffer.from(tip, 'hex');
    for (let tags = 0; id && tags < MOST_TAGS; tags++) id = peelOnce(id);
    if (id) reader.note(tip);
  }
  return found;

  /** Files an id where it belongs. @returns what it is a tag on */
  function peelOnce(id: Buffer): Buffer | undefined {
    const number = tables.find(id);
    const commit = graph.indexOf(number);
    if (commit >= 0) found.commits.push(commit);
    else if (number >= 0 && number < marked) found.blobs.push(number);
    else return peelObject(id);
    return undefined;
  }

  function peelObject(id: Buffer): Buffer | undefined {
    const object = reader.read(id);
    if (object?.type === 'tag') return taggedBy(object.bytes) ?? noted(id);
    if (object?.type === 'tree') found.trees.push(tables.intern(id));
    // A commit that is not in the graph is damaged.
    if (object?.type === 'commit') noted(id);
    return undefined;
  }

  function noted(id: Buffer): undefined {
    reader.note(id.toString('hex'));
  }
}

/** A tag begins with "object <id>" and a line end. */
function taggedBy(tag: Buffer): Buffer | undefined {
  const oid = /^object ([0-9a-f]{40}|[0-9a-f]{64})\n/.exec(tag.toString('latin1', 0, 80))?.[1];
  return oid === undefined ? undefined : Buffer.from(oid, 'hex');
}
