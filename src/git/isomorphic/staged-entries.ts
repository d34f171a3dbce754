import type { Oid, PathBytes } from '../../domain/blob.ts';
import type { Former, StagedEntry } from '../repository.ts';
import { followExactRenames } from './exact-renames.ts';
import type { ObjectReader } from './object-reader.ts';
import type { IndexEntry } from './parse-index.ts';
import { TREE_MODE, type TreeEntry } from './parse-tree.ts';
import { diffTrees, type FileChange, type FileEntry } from './tree-diff.ts';

/** Looks paths up in a tree, reading each folder once and only where a path leads. */
export class TreeLookup {
  readonly #reader: ObjectReader;
  readonly #folders = new Map<PathBytes, Promise<ReadonlyMap<PathBytes, TreeEntry>>>();
  readonly #root: Oid | undefined;

  constructor(reader: ObjectReader, root: Oid | undefined) {
    this.#reader = reader;
    this.#root = root;
  }

  /** What the tree holds at the path; folders are nothing. */
  async file(path: PathBytes): Promise<FileEntry | undefined> {
    const entry = await this.entry(path);
    return entry === undefined || entry.mode === TREE_MODE ? undefined : entry;
  }

  /** What the tree holds at the path, be it a file or a folder. */
  async entry(path: PathBytes): Promise<TreeEntry | undefined> {
    const slash = path.lastIndexOf('/');
    const folder = slash < 0 ? '' : path.slice(0, slash);
    let entries = this.#folders.get(folder);
    if (!entries) {
      entries = this.#read(slash < 0 ? undefined : folder);
      this.#folders.set(folder, entries);
    }
    return (await entries).get(path.slice(slash + 1));
  }

  async #read(folder: PathBytes | undefined): Promise<ReadonlyMap<PathBytes, TreeEntry>> {
    const found =
      folder === undefined
        ? this.#root
        : await this.entry(folder).then((entry) => (entry?.mode === TREE_MODE ? entry.oid : undefined));
    return new Map(found === undefined ? [] : (await this.#reader.tree(found)).map((entry) => [entry.name, entry]));
  }
}

/** What the index holds that the tree does not, and every side of a conflict. */
export async function stagedAgainst(
  reader: ObjectReader,
  tree: Oid | undefined,
  index: readonly IndexEntry[],
): Promise<StagedEntry[]> {
  const lookup = new TreeLookup(reader, tree);
  const staged: StagedEntry[] = [];
  for (const { path, mode, oid, stage, intentToAdd } of index) {
    if (intentToAdd) continue;
    const committed = stage === 0 ? await lookup.file(path) : undefined;
    if (committed?.oid !== oid || committed.mode !== mode) staged.push({ path, mode, oid });
  }
  return staged;
}

/**
 * What a parent's tree holds at each of the paths, or held at the path it was renamed from (exact renames only).
 * Paths that it does not have are absent.
 */
export async function beforeIn(
  reader: ObjectReader,
  tree: Oid,
  index: readonly IndexEntry[],
  paths: ReadonlySet<PathBytes>,
): Promise<Map<PathBytes, Former>> {
  const lookup = new TreeLookup(reader, tree);
  const found = new Map<PathBytes, Former>();
  for (const path of paths) {
    const entry = await lookup.file(path);
    if (entry) found.set(path, { before: [entry.oid] });
  }
  // All files of the parent are listed only where a path is new and might be a rename.
  if (found.size === paths.size) return found;
  const renamed = followExactRenames(await changesToIndex(reader, tree, index));
  for (const path of paths) {
    const source = found.get(path) ?? renamed.get(path);
    if (source !== undefined) found.set(path, source);
  }
  return found;
}

async function changesToIndex(reader: ObjectReader, tree: Oid, index: readonly IndexEntry[]): Promise<FileChange[]> {
  const files = new Map((await diffTrees(reader, undefined, tree)).map(({ path, after }) => [path, after]));
  const changes: FileChange[] = [];
  for (const { path, mode, oid, stage, intentToAdd } of index) {
    if (!intentToAdd && stage === 0) changes.push({ path, before: files.get(path), after: { mode, oid } });
    files.delete(path);
  }
  for (const [path, before] of files) changes.push({ path, before, after: undefined });
  return changes;
}
