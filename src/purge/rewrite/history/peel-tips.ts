import type { Oid } from '../../../domain/blob.ts';
import { UnleakError } from '../../../domain/unleak-error.ts';
import type { CommitGraph } from '../../../git/pack/attribution/commit-graph.ts';
import type { Tables } from '../../../git/pack/attribution/tables.ts';
import type { WholeReader } from './whole-reader.ts';

/** A tag object and what it names. */
export interface ReadTag {
  readonly id: Buffer;
  readonly bytes: Buffer;
  readonly target: Buffer;
}

/** What tips are, tags peeled. */
export interface Peeled {
  /** Indices of commits. */
  readonly commits: number[];
  /** Numbers of ids of trees, and of marked blobs. */
  readonly trees: number[];
  readonly blobs: number[];
  /** Tags by id; a tag stands behind all that name it. */
  readonly tags: Map<Oid, ReadTag>;
}

/** Says what tips are. @param marked how many blobs are marked @throws UnleakError for what can't be read */
export function peelTips(
  tables: Tables,
  graph: CommitGraph,
  objects: WholeReader,
  marked: number,
  tips: Iterable<Oid>,
): Peeled {
  const found: Peeled = { commits: [], trees: [], blobs: [], tags: new Map() };
  for (const tip of new Set(tips)) {
    for (let id: Buffer | undefined = Buffer.from(tip, 'hex'); id; ) id = peelOnce(id);
  }
  return found;

  /** Files an id where it belongs. @returns what it is a tag on, unless that is known */
  function peelOnce(id: Buffer): Buffer | undefined {
    const number = tables.find(id);
    const commit = graph.indexOf(number);
    if (commit >= 0) found.commits.push(commit);
    else if (number >= 0 && number < marked) found.blobs.push(number);
    else return peelObject(id);
    return undefined;
  }

  function peelObject(id: Buffer): Buffer | undefined {
    const oid = id.toString('hex');
    const known = found.tags.get(oid);
    const { type, bytes } = known ? { type: 'tag', bytes: known.bytes } : objects.read(id);
    if (type === 'tree') found.trees.push(tables.intern(id));
    if (type === 'commit') throw unreadable('commit', oid);
    if (type !== 'tag') return undefined;
    const tag = known ?? { id, bytes, target: targetOf(bytes, oid) };
    // Behind those that name it, also where it was met before them.
    found.tags.delete(oid);
    found.tags.set(oid, tag);
    return tag.target;
  }
}

/** A tag begins with "object <id>" and a line end. */
function targetOf(tag: Buffer, oid: Oid): Buffer {
  const target = /^object ([0-9a-f]{40}|[0-9a-f]{64})\n/.exec(tag.toString('latin1', 0, 80))?.[1];
  if (target?.length !== oid.length) throw unreadable('tag', oid);
  return Buffer.from(target, 'hex');
}

/** An object that has not the form of its kind. */
export const unreadable = (kind: 'commit' | 'tree' | 'tag', oid: Oid): UnleakError =>
  new UnleakError(
    'object-corrupt',
    `Object ${oid} belongs to this history, and is no ${kind} that can be read; nothing was changed.`,
    'Run `git fsck --full` to see what is wrong; restore the object from another clone, or delete the ref that leads to it.',
  );
