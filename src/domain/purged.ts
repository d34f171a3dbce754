import type { ObjectType, Oid } from './blob.ts';

/** An object that a purge took out of the history. */
export interface PurgedObject {
  readonly oid: Oid;
  /** Where the store could say it. */
  readonly kind?: ObjectType;
}

/** Purged objects that were met again. There is at least one. */
export interface PurgedAgain {
  /** `incoming`: what was read would bring them back. `stored`: all of a repository was read, and its store holds them. */
  readonly state: 'incoming' | 'stored';
  readonly count: number;
  /** The first 1,000 of them. */
  readonly objects: readonly PurgedObject[];
}
