import type { TextCleaner } from '../request.ts';
import { patchTag } from '../tags/patch-tag.ts';
import { cleanParts } from '../text/clean-fields.ts';
import { type Field, fieldValue, fold, isSignature, type Parts, putTogether, takeApart } from '../text/fields.ts';
import { holdsText } from '../text/holds-text.ts';
import { subjectOf } from '../text/subject-of.ts';

/** How a commit changes. Ids are in hex. */
export interface CommitChange {
  readonly tree: string;
  readonly parents: readonly string[];
  /** Takes texts out, where the commit holds one. */
  readonly cleaner: TextCleaner | undefined;
  /** Updates ids of commits in a message. */
  readonly cite: (message: Buffer) => Buffer;
  /** What an object that a mergetag names is now; undefined: what it was. */
  readonly tagged: (oid: string) => string | undefined;
}

/** A commit that is not as it was, and which signatures it lost. */
export interface PatchedCommit {
  readonly parts: Parts;
  /** "Author Name, subject", as they were, but cleaned. */
  readonly of: string;
  readonly wasSigned: boolean;
  /** How many of its mergetags were signed and changed. */
  readonly mergetags: number;
}

/** Changes a commit: everything else in it stays, byte for byte, but signatures. */
export function patchCommit(commit: Buffer, change: CommitChange): PatchedCommit {
  const { fields, rest } = takeApart(commit);
  const others = fields.slice(countLinks(fields));
  const left = others.filter((field) => !isSignature(field));
  const merged = left.map((field) =>
    field.name === 'mergetag' ? patchMergetag(field, change) : { field, lost: false },
  );
  const unsigned = { fields: [...links(change), ...merged.map(({ field }) => field)], rest };
  const cleaned = change.cleaner ? cleanParts(change.cleaner, unsigned) : unsigned;
  return {
    parts: { ...cleaned, rest: change.cite(cleaned.rest) },
    of: subjectOf(cleaned),
    wasSigned: left.length < others.length,
    mergetags: merged.filter(({ lost }) => lost).length,
  };
}

/** The tree and the parents, which are first. */
function countLinks(fields: readonly Field[]): number {
  const end = fields.findIndex(({ name }, i) => i > 0 && name !== 'parent');
  return end < 0 ? fields.length : end;
}

const links = ({ tree, parents }: CommitChange): Field[] => [
  { name: 'tree', bytes: Buffer.from(`tree ${tree}\n`) },
  ...parents.map((parent) => ({ name: 'parent', bytes: Buffer.from(`parent ${parent}\n`) })),
];

/** A mergetag is a whole tag, folded. One of which nothing changes stays as it is, signature included. */
function patchMergetag(field: Field, { cleaner, cite, tagged }: CommitChange): { field: Field; lost: boolean } {
  const tag = Buffer.from(fieldValue(field), 'latin1');
  const oid = /^object ([0-9a-f]+)\n/.exec(tag.toString('latin1', 0, 80))?.[1];
  const target = oid === undefined ? undefined : tagged(oid);
  if (target === undefined && !(cleaner && holdsText(cleaner, tag))) return { field, lost: false };
  const { parts, wasSigned } = patchTag(tag, { target, cleaner, cite });
  const lines = putTogether(parts).toString('latin1');
  return { field: fold('mergetag', `mergetag ${lines.endsWith('\n') ? lines : `${lines}\n`}`), lost: wasSigned };
}
