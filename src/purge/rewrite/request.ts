import type { ObjectType, Oid, PathBytes } from '../../domain/blob.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { Core } from '../../wasm/core.ts';
import type { Found } from '../find/found.ts';
import type { ObjectMap } from '../object-map.ts';

/** Where new objects go: a `PackWriter`. Bytes may be changed when a call is over. */
export interface ObjectSink {
  /** @returns its id */
  add(type: ObjectType, bytes: Uint8Array): Buffer;
  /** A tree that is likely to resemble the one that was added last with the same number. @returns its id */
  addTree(bytes: Uint8Array, family: number): Buffer;
}

/** Takes texts out: a `Cleaner`. */
export interface TextCleaner {
  /** @returns undefined where nothing is to be taken out */
  clean(bytes: Buffer, where: 'blob' | 'message' | 'name'): { readonly bytes: Buffer } | undefined;
}

/** What entries of trees go. */
export interface Removal {
  readonly blobs: ReadonlySet<Oid>;
  /** Asked for files and folders, each with its whole path; a folder goes with all that is in it. */
  readonly path?: ((path: PathBytes) => boolean) | undefined;
}

/** What a rewrite would change. Ids are lower-case hex. */
export interface DryRunRequest {
  readonly store: ObjectStore;
  /** Of its own: what is reserved in its memory is not given back. */
  readonly core: Core;
  readonly found: Found;
  readonly cleaner: TextCleaner;
  readonly remove: Removal;
  /** Tips of notes refs: the trees of their commits are keyed by object ids. */
  readonly notes: readonly Oid[];
  /** All that needs an answer in the map: what refs, HEADs, reflogs and the stash name, and trees of indexes. */
  readonly tips: readonly Oid[];
}

/** What to rewrite, and where to. */
export interface RewriteRequest extends DryRunRequest {
  readonly writer: ObjectSink;
  /** Values of replace refs: mapped like every object. */
  readonly replaceRefs: readonly Oid[];
  /** Commits that change nothing any more go. Only where entries are removed. */
  readonly pruneEmpty?: boolean | undefined;
  readonly onProgress?: ((phase: RewritePhase, done: number, total: number) => void) | undefined;
}

/** The order of the work. */
export type RewritePhase = 'blobs' | 'trees' | 'commits' | 'tags';

/** A signature that an object loses, since it is signed for bytes that it no longer has. */
export interface DroppedSignature {
  /** The old object that held it. */
  readonly oid: Oid;
  readonly kind: 'commit' | 'tag' | 'mergetag';
  /** "Author Name, subject" as latin1, cleaned. */
  readonly of: string;
}

/** A commit whose message goes on naming an id that is no more. */
export interface LeftCitation {
  /** The old id of the commit with that message. */
  readonly commit: Oid;
  readonly cites: Oid;
}

/** A blob that changes, and where it stands. */
export interface ChangedPath {
  /** Cleaned. */
  readonly path: PathBytes;
  readonly oid: Oid;
  readonly new: Oid | null;
}

/** Entries of trees whose names held a text. */
export interface Renamed {
  /** Cleaned, for people: the name itself must not be shown. */
  readonly from: PathBytes;
  readonly to: PathBytes;
}

/** What was rewritten. */
export interface Rewritten {
  /** Every object of any kind that changed: old id to new id; null: removed. */
  readonly map: ObjectMap;
  /** Commits that were rewritten. */
  readonly commits: number;
  /** Commits that the tips reach and that are as they were. */
  readonly kept: number;
  /** All commits that the tips reach, parents first: old ids. */
  readonly reached: readonly Oid[];
  /** Rewritten commits none of whose parents was. */
  readonly firstChanged: readonly Oid[];
  readonly signaturesDropped: readonly DroppedSignature[];
  readonly citations: { readonly updated: number; readonly left: readonly LeftCitation[] };
  /** The first ten thousand. */
  readonly paths: readonly ChangedPath[];
  readonly renamed: readonly Renamed[];
}

/** What a rewrite would do. Commits that would be pruned count as rewritten. */
export interface DryRun {
  readonly commits: number;
  readonly kept: number;
  readonly trees: number;
  readonly blobs: number;
  readonly tags: number;
  readonly changedTips: readonly Oid[];
  readonly firstChanged: readonly Oid[];
  readonly signatures: readonly DroppedSignature[];
  /** `new` is null where the blob goes and its own id where it is edited. */
  readonly paths: readonly ChangedPath[];
}
