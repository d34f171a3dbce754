import type { ObjectType, Oid, PathBytes } from '../domain/blob.ts';

/** A path whose staged content differs from HEAD; deletions are not listed. */
export interface StagedEntry {
  readonly path: PathBytes;
  /** Git's mode in octal, such as `100644`, `120000` (symlink), `160000` (submodule). */
  readonly mode: string;
  readonly oid: Oid;
}

/** An object that a walk lists, with the first path it was met at, when it has one. */
export interface ListedObject {
  readonly oid: Oid;
  /** The store knows that the object belongs here but does not hold it (partial clone, damage). */
  readonly missing: boolean;
}

/** What a walk starts from and what it leaves out. */
export interface ObjectRange {
  readonly tips: readonly Oid[];
  /** Everything that these reach is left out; ids that the store does not hold are ignored. */
  readonly exclude: readonly Oid[];
  /** Refs that are left out too: all of the repository's, the tracking refs of one remote, or none. */
  readonly excludeRefs: 'none' | 'all' | { readonly remote: string };
}

/** Part of an object's bytes. Windows of one object come in order and overlap by `WINDOW_OVERLAP`. */
export interface ObjectWindow {
  readonly oid: Oid;
  readonly type: ObjectType;
  /** The object's whole size in bytes. */
  readonly size: number;
  readonly bytes: Buffer;
  /** Where `bytes` begins in the object. */
  readonly offset: number;
  readonly last: boolean;
}

/** Receives what a store reads. */
export interface ObjectVisitor {
  window(window: ObjectWindow): void | Promise<void>;
  /** Asked for, but the store has no such object. */
  missing(oid: Oid): void;
}

/** What stood at a path before. */
export interface Former {
  /** What the parents hold at the path, or at the path that it was renamed from; empty for new paths. */
  readonly before: readonly Oid[];
  /** Where one of the parents has it under another name: that name, or `true` where git does not say (in a merge). */
  readonly movedFrom?: PathBytes | true;
}

/** A commit that has `oid` at `path` where none of its parents has. */
export interface Introduction extends Former {
  readonly commit: Oid;
  readonly path: PathBytes;
  readonly mode: string;
  readonly oid: Oid;
}

/**
 * The one seam to git. Two adapters implement it: the git program, and isomorphic-git where no git program exists.
 * Whatever an adapter can't do it refuses with an `UnleakError` of code `unsupported`; it never leaves anything out in
 * silence. All paths are bytes (`PathBytes`), all content is bytes.
 */
export interface Repository {
  readonly adapter: 'git' | 'isomorphic-git';

  /** What the index holds that HEAD does not, unmerged stages included, intent-to-add entries not. Honours `GIT_INDEX_FILE`. */
  staged(): Promise<StagedEntry[]>;

  /**
   * For staged paths: the blobs that the commit's parents (HEAD, and MERGE_HEAD while merging) hold at the path or at
   * the path it was renamed from. Paths that no parent has are absent.
   */
  before(paths: ReadonlySet<PathBytes>): Promise<Map<PathBytes, Former>>;

  /** Objects of every type that the range reaches. Each once. */
  objects(range: ObjectRange): AsyncIterable<ListedObject>;

  /** Commits that the range reaches, parents after children. */
  commits(range: ObjectRange): Promise<Oid[]>;

  /** Reads the objects; trees may be left out by passing only other ids. The visitor sees every id, read or missing. */
  read(oids: AsyncIterable<Oid> | Iterable<Oid>, visitor: ObjectVisitor): Promise<void>;

  /** Reads every object of the store, reachable or not. */
  readAll(visitor: ObjectVisitor): Promise<void>;

  /** Which of the commits brought the blobs, and what stood at the path before. */
  introductions(commits: readonly Oid[], blobs: ReadonlySet<Oid>): Promise<Introduction[]>;

  /** The object id that a revision names, or undefined if nothing here has that name. */
  resolve(revision: string): Promise<Oid | undefined>;

  /** The full name of the branch that HEAD points to, born or not; undefined for a detached HEAD. */
  headBranch(): Promise<string | undefined>;

  /** Where a remote is fetched from; undefined where there is no such remote. */
  remoteUrl(remote: string): Promise<string | undefined>;

  /** The folders that hold the objects, the own one first; those that `info/alternates` names need not be among them. */
  objectFolders(): Promise<string[]>;

  /** What all work trees share, absolute: the git directory, but for linked work trees. */
  commonDirectory(): Promise<string>;

  /** The types of those of the objects that are here. */
  types(oids: readonly Oid[]): Promise<Map<Oid, ObjectType>>;

  /** What all refs and HEAD name, each once: commits, tags, trees, blobs. */
  tips(): Promise<Oid[]>;

  /** Whether the repository has any ref at all. */
  hasRefs(): Promise<boolean>;

  /** The full names of the refs that a short name may mean, where they are of different objects; empty for a clear name. */
  rivals(name: string): Promise<string[]>;

  /** A file of a commit's tree (its first window, if it is larger), or undefined if it is not there. `path` is plain ASCII. */
  fileAt(commit: Oid, path: string): Promise<Buffer | undefined>;

  /** Whether this is a partial clone: one that may lack objects which its remote promised to hand out later. */
  isPartial(): Promise<boolean>;

  /** Commits whose parents this shallow clone lacks; empty for a full clone. */
  shallowBoundary(): Promise<ReadonlySet<Oid>>;
}
