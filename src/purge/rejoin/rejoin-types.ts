import type { Oid } from '../../domain/blob.ts';
import type { LostSignature, Refusal } from '../plan/purge-plan.ts';

/** What to bring over to the new history, and by which maps. */
export interface RejoinRequest {
  readonly cwd: string;
  /** Receipts' folders or commit maps, in the order of the purges. */
  readonly maps: readonly string[];
  /** The remote whose history was purged. */
  readonly remote: string;
  /** Told how far a phase is; `total` is 0 where it is not known. */
  onProgress?(phase: string, done: number, total: number): void;
}

/** A ref that goes on from the new history. */
export interface MovedRef {
  readonly name: string;
  readonly old: Oid;
  readonly new: Oid;
}

/** A ref that goes. */
export interface DroppedRef {
  readonly name: string;
  readonly old: Oid;
  /** A full sentence. */
  readonly why: string;
}

/** A ref that stays on the old history, and how to bring it over by hand. */
export interface LeftOut {
  readonly name: string;
  /** The commit or tag at which it ends. */
  readonly at: Oid;
  /** A full sentence. */
  readonly why: string;
  readonly paths: readonly { readonly path: string; readonly why: string }[];
  readonly wayOut: string;
}

/** What a rejoin will do. Nothing in it holds a text that was purged. */
export interface RejoinPlan {
  readonly version: 1;
  readonly repository: { readonly name: string; readonly gitDirectory: string };
  readonly remote: string;
  /** The clone's own commits that are rebuilt. */
  readonly rebuilt: number;
  readonly moved: readonly MovedRef[];
  readonly dropped: readonly DroppedRef[];
  readonly leftOut: readonly LeftOut[];
  /** Old objects that are here: commits that were rewritten, and blobs that were taken out. */
  readonly old: { readonly commits: number; readonly blobs: number };
  readonly signatures: readonly LostSignature[];
  /** Ids in messages that were brought up to date. */
  readonly citations: number;
  readonly refusals: readonly Refusal[];
}

/** What the walk over all that is left came to. */
export interface RejoinProof {
  readonly clean: boolean;
  /** Objects that refs, HEADs, reflogs and indexes lead to; after `--finish`, that there are at all. */
  readonly objects: number;
  /** Old objects among them: the first few. */
  readonly left: readonly Oid[];
  /** Work files that were left as they are, and why. */
  readonly kept: readonly string[];
}

/** What a rejoin did. */
export interface RejoinResult extends RejoinPlan {
  /** `applied`: the old objects are still there, in the backup too; `finished`: both are gone. */
  readonly state: 'applied' | 'finished';
  readonly folder: string;
  readonly backup: string;
  /** Backups of earlier runs that were not finished. */
  readonly earlier: readonly string[];
  readonly proof: RejoinProof;
}
