import type { Found } from '../find/found.ts';

/** Whether anything that git keeps in a repository still holds a target. No text here shows one. */
export interface Proof {
  /** Nothing was found, and nothing was left out. */
  readonly clean: boolean;
  /** How many objects were looked at, those of submodules included; their bytes, expanded. */
  readonly objects: number;
  readonly bytes: number;
  /** What of the repository's objects holds one, less the allowed ones. */
  readonly holders: Found;
  /** Files below the git directory; `path` is relative to it. */
  readonly files: FileHolder[];
  /** Names of refs, files and folders that hold one, as they are without it. */
  readonly names: string[];
  readonly notLookedAt: NotLookedAt[];
  readonly milliseconds: number;
}

/** A file that holds a target. */
export interface FileHolder {
  readonly path: string;
  /** A sentence. */
  readonly why: string;
}

/** Something that may hold a target, since nobody could look at it. */
export interface NotLookedAt {
  readonly what: string;
  /** A sentence, with the way out. */
  readonly why: string;
}
