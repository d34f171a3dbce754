import type { Oid } from '../../domain/blob.ts';

/** The objects that hold a target, reachable or not, each once; ids in hex, sorted. */
export interface Found {
  readonly blobs: Oid[];
  readonly commits: Oid[];
  readonly tags: Oid[];
  /** The name of one of a tree's own entries holds it. */
  readonly trees: Oid[];
  /** What could not be looked at, and why: a sentence without the object's text. */
  readonly unread: UnreadObject[];
  /** How many were looked at. */
  readonly objects: number;
  /** Their bytes, expanded. */
  readonly bytes: number;
}

/** An object that nobody can say anything about. */
export interface UnreadObject {
  readonly oid: Oid;
  readonly why: string;
}
