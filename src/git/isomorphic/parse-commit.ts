import type { Oid } from '../../domain/blob.ts';
import { corrupt } from './refusals.ts';

/** What a walk needs of a commit. */
export interface Commit {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  /** The committer's time, in seconds; 0 if it can't be read. */
  readonly date: number;
}

/**
 * Parses the head of a commit object:
 *
 *     tree 4b825dc…␊parent 1111111…␊author …␊committer C O Mitter <c@example.com> 1700000000 +0000␊␊message
 *
 * Format: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_git_commit_objects
 * @throws UnleakError `object-corrupt`
 */
export function parseCommit(bytes: Buffer, oid: Oid): Commit {
  const head = headLines(bytes);
  const tree = /^tree ([0-9a-f]{40})$/.exec(head[0] ?? '')?.[1];
  if (tree === undefined) throw corrupt(`commit ${oid} names no tree`);
  const parents: Oid[] = [];
  // Parents stand right after the tree; git looks no further, nor may we.
  for (const line of head.slice(1)) {
    const parent = /^parent ([0-9a-f]{40})$/.exec(line)?.[1];
    if (parent === undefined) break;
    parents.push(parent);
  }
  const committer = head.find((line) => line.startsWith('committer ')) ?? '';
  return { tree, parents, date: Number(/> (\d{1,15}) [+-]\d+$/.exec(committer)?.[1] ?? 0) };
}

/**
 * The object that a tag object names: `object <id>␊type <type>␊tag <name>␊…`
 * @throws UnleakError `object-corrupt`
 */
export function taggedObject(bytes: Buffer, oid: Oid): Oid {
  const object = /^object ([0-9a-f]{40})$/.exec(headLines(bytes)[0] ?? '')?.[1];
  if (object === undefined) throw corrupt(`tag ${oid} does not say what it names`);
  return object;
}

function headLines(bytes: Buffer): string[] {
  const end = bytes.indexOf('\n\n');
  return bytes.toString('latin1', 0, end < 0 ? bytes.length : end).split('\n');
}
