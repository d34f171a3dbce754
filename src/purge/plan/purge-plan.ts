import type { Oid } from '../../domain/blob.ts';

/** How much a purge touches. */
export interface PurgeCounts {
  /** Texts and expressions that are taken out. */
  readonly secrets: number;
  readonly blobs: number;
  readonly paths: number;
  readonly trees: number;
  /** Commits that are written anew, of `allCommits`. */
  readonly commits: number;
  readonly allCommits: number;
  readonly tags: number;
  readonly refs: number;
  /** Messages of commits and of tags that hold one, and trees with a name that does; absent where none does. */
  readonly messages?: number;
  readonly tagMessages?: number;
  readonly names?: number;
}

/** A work tree with checked-out files that change along. */
export interface ChangedWorktree {
  /** Its top folder, redacted. */
  readonly path: string;
  readonly files: number;
}

/** Content that is removed at one path and stays at another. */
export interface Staying {
  /** How many files' content. */
  readonly files: number;
  /** Where it stays, redacted; the first few. */
  readonly paths: readonly string[];
  readonly allPaths: number;
}

/** What becomes of one target. */
export interface PlannedTarget {
  /** Without the text: a rule and the beginning of a fingerprint, "line 3 of --secret-file", an id, a glob. */
  readonly name: string;
  readonly kind: 'text' | 'regex' | 'glob' | 'blob' | 'path';
  /** What stands there afterwards; for a blob or path `removed`. */
  readonly becomes: 'marker' | 'same-length' | 'removed';
  /** The marker where it is the common one; absent for the user's own, which may be a secret, too. */
  readonly marker?: string;
  /** It stands in no object. */
  readonly nowhere?: boolean;
}

/** A path that changes. All names are redacted UTF-8 text. */
export interface PlannedPath {
  readonly path: string;
  readonly what: 'edited' | 'removed' | 'renamed';
}

/** A reason for not beginning. */
export interface Refusal {
  /** A stable word, such as `shallow`. */
  readonly code: string;
  /** Full sentences. */
  readonly message: string;
  readonly wayOut: string;
}

/** Something that may hold the secret, and that no rewrite here reaches. */
export interface NotReached {
  /** `hidden-refs`: a server's own, such as refs/pull; `submodules`: repositories of their own. */
  readonly kind: 'hidden-refs' | 'forks' | 'caches' | 'clones' | 'lfs' | 'submodules' | 'packages';
  /** Full sentences: what it is, and who can do something about it. */
  readonly message: string;
  /** Names, redacted: refs, paths; the first few. */
  readonly examples: readonly string[];
}

/** A signature that an object loses because it is written anew. */
export interface LostSignature {
  readonly oid: Oid;
  readonly kind: 'commit' | 'tag' | 'mergetag';
  /** "Author Name, subject", redacted. */
  readonly of: string;
}

/** A file with hashes over content that a purge changes. */
export interface StaleHashes {
  /** Redacted. */
  readonly path: string;
  /** A full sentence: why, and the command that mends it. */
  readonly message: string;
}

/** A file that would better go as a whole, such as a private key. */
export interface Suggestion {
  /** Redacted. */
  readonly path: string;
  readonly blob: Oid;
  /** A full sentence. */
  readonly message: string;
  /** The option that does it: `--path keys/id_rsa`. */
  readonly option: string;
}

/** What it will take, roughly. */
export interface Estimate {
  readonly seconds: number;
  /** Bytes on disk, besides the repository's own: the new pack, and the backup where it is a copy. */
  readonly bytes: number;
}

/** Which repository. */
export interface PurgedRepository {
  /** The name of its folder: the word that confirms. */
  readonly name: string;
  readonly gitDirectory: string;
  /** Where it is pushed to, without a password. */
  readonly remote?: string;
  /** What git calls that here, such as `origin`. */
  readonly remoteName?: string;
}

/**
 * What a purge will do. Pure data to print: names are redacted where it is made (`make-plan.ts`), so no part of it holds
 * a secret. Lists are cut to the first few; `counts` count all.
 */
export interface PurgePlan {
  readonly version: 1;
  readonly repository: PurgedRepository;
  readonly way: 'in-place' | 'mirror';
  readonly counts: PurgeCounts;
  readonly targets: readonly PlannedTarget[];
  readonly paths: readonly PlannedPath[];
  /** Of `--path`: content that also stands at paths that don't match. */
  readonly staying: Staying;
  readonly worktrees: readonly ChangedWorktree[];
  /** Files of the git directory that hold it and that a purge leaves to their owner, redacted: the purge is not proven until they don't. */
  readonly ownFiles: readonly string[];
  /** Refs that will point elsewhere. */
  readonly refs: readonly string[];
  /** Commits that change although none of their parents does. */
  readonly firstChanged: readonly Oid[];
  readonly signatures: readonly LostSignature[];
  readonly staleHashes: readonly StaleHashes[];
  readonly suggestions: readonly Suggestion[];
  readonly notReached: readonly NotReached[];
  /** Empty: it can begin. */
  readonly refusals: readonly Refusal[];
  readonly estimate: Estimate;
}
