import type { TextCleaner } from '../request.ts';
import { cleanParts } from '../text/clean-fields.ts';
import { isSignature, type Parts, takeApart } from '../text/fields.ts';
import { subjectOf } from '../text/subject-of.ts';
import { signatureAt } from '../text/tag-signature.ts';

/** How a tag changes. */
export interface TagChange {
  /** New id, in hex, of what it names; undefined: the old one. */
  readonly target: string | undefined;
  /** Takes texts out, where the tag holds one. */
  readonly cleaner: TextCleaner | undefined;
  /** Updates ids of commits in its message. */
  readonly cite: (message: Buffer) => Buffer;
}

/** A tag that is not as it was. */
export interface PatchedTag {
  readonly parts: Parts;
  /** "Tagger Name, subject", as they were, but cleaned. */
  readonly of: string;
  readonly wasSigned: boolean;
}

/** Changes a tag: everything else in it stays, byte for byte, but a signature. */
export function patchTag(tag: Buffer, { target, cleaner, cite }: TagChange): PatchedTag {
  const { fields, rest } = takeApart(tag);
  const signature = signatureAt(rest);
  const left = fields.filter((field) => !isSignature(field));
  if (target !== undefined) left[0] = { name: 'object', bytes: Buffer.from(`object ${target}\n`) };
  const unsigned = { fields: left, rest: signature < 0 ? rest : rest.subarray(0, signature) };
  const cleaned = cleaner ? cleanParts(cleaner, unsigned) : unsigned;
  return {
    parts: { ...cleaned, rest: cite(cleaned.rest) },
    of: subjectOf(cleaned),
    wasSigned: signature >= 0 || left.length < fields.length,
  };
}
