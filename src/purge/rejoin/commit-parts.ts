import type { Oid } from '../../domain/blob.ts';
import { unreadable } from '../rewrite/history/peel-tips.ts';
import { fieldValue, type Parts, takeApart } from '../rewrite/text/fields.ts';

/** A commit, as far as it leads to other objects. */
export interface CommitLinks {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly parts: Parts;
}

/** Reads what a commit names. @throws UnleakError `object-corrupt` */
export function commitLinks(bytes: Buffer, oid: Oid): CommitLinks {
  const parts = takeApart(bytes);
  const values = (wanted: string): string[] =>
    parts.fields.filter(({ name }) => name === wanted).map((field) => fieldValue(field).trimEnd());
  const [tree] = values('tree');
  const parents = values('parent');
  if (tree === undefined || [tree, ...parents].some((id) => id.length !== oid.length)) throw unreadable('commit', oid);
  return { tree, parents, parts };
}

const LEFT = /^(?:tree|parent|mergetag|gpgsig|gpgsig-sha256)$/;

/** What people wrote in a commit: names, message. */
export const wordsOf = ({ fields, rest }: Parts): Buffer =>
  Buffer.concat([...fields.filter(({ name }) => !LEFT.test(name)).map(({ bytes }) => bytes), rest]);
