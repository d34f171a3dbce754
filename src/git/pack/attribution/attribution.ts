import type { Oid, PathBytes } from '../../../domain/blob.ts';

/** What to attribute, and what a repository says of its refs. Ids are lower-case hex. */
export interface AttributionRequest {
  /** Blobs to say something about. */
  readonly flagged: readonly Oid[];
  /** Commits and tags to say something about: whether a tip reaches them. */
  readonly messages?: readonly Oid[];
  /** What refs and HEAD name: commits, tags (peeled here), trees or blobs. */
  readonly tips: readonly Oid[];
  /** Commits of a shallow clone whose parents are not there: they count as having none. */
  readonly shallow?: readonly Oid[];
  /** Only these commits may have brought something (a range); others count as their parents. Without it: all that are stored. */
  readonly onlyCommits?: readonly Oid[];
  /** The commits among the loose objects, where the caller knows them; without it each loose object is read. */
  readonly looseCommits?: readonly Oid[];
  /** Milliseconds since 1970 after which to give up; without it, never. */
  readonly deadline?: number;
}

/** A commit that has a blob at a path where none of its parents has it. */
export interface BlobIntroduction {
  readonly commit: Oid;
  readonly path: PathBytes;
  readonly blob: Oid;
  /**
   * The flagged blobs that parents have at that path; where they have none there, the flagged blobs at those paths of theirs
   * that this commit has no more (it was renamed or moved).
   */
  readonly before: readonly Oid[];
  /** Less is older: the commit's date in seconds, or one more than its parents' where it claims to be older than they are. */
  readonly age: number;
}

/** Of blobs, commits and tags. `tip`: in the tree of a tip, or one itself; `history`: in a commit that a tip reaches; `unreachable`: in neither. */
export type BlobState = 'tip' | 'history' | 'unreachable';

/** Where blobs come from. */
export interface Attribution {
  /** Oldest first; then by commit, path and blob. */
  readonly introductions: readonly BlobIntroduction[];
  /** One for each flagged blob and each message. */
  readonly states: ReadonlyMap<Oid, BlobState>;
  /** How many commits there are, reachable or not. */
  readonly commits: number;
  /** Commits, trees, tags and tips that are missing, damaged or nested too deep: what they hold is not accounted for. */
  readonly incomplete: readonly Oid[];
  /** There are more introductions than are listed (or it would take too long to find them all). */
  readonly tooMany: boolean;
}
