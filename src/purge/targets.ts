import type { Oid } from '../domain/blob.ts';
import type { Secret } from '../domain/secret.ts';

/** What takes the place of a text. `marker`: these bytes, in the encoding of what they replace; `same-length`: as many `*`. */
export type Replacement = { readonly kind: 'marker'; readonly text: Secret } | { readonly kind: 'same-length' };

/** What git-filter-repo and BFG write in place of a secret, so that people know it when they see it. */
export const DEFAULT_MARKER = '***REMOVED***';

/** A text that is replaced wherever it stands, in every encoding that is known. */
export interface TargetText {
  /** Bytes as latin1. */
  readonly secret: Secret;
  readonly replacement: Replacement;
  /** For people, without the text: a rule and the beginning of a fingerprint, or "line 3 of --secret-file". */
  readonly name: string;
}

/** An expression of `--replace-text`: replaced where it stands as it is, in blobs and messages. */
export interface TargetPattern {
  readonly kind: 'regex' | 'glob';
  /** As the user wrote it, latin1; a user may well have written a secret. */
  readonly source: Secret;
  readonly replacement: Replacement;
  readonly name: string;
}

/** What a purge is to take out. */
export interface PurgeTargets {
  readonly texts: readonly TargetText[];
  readonly patterns: readonly TargetPattern[];
  /** Blobs that go with the tree entries that name them. */
  readonly blobs: ReadonlySet<Oid>;
  /** Globs (micromatch) of paths whose entries go, in every commit. */
  readonly paths: readonly string[];
}
