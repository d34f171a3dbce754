import type { Oid, PathBytes } from '../../domain/blob.ts';
import type { ObjectReader } from './object-reader.ts';
import { TREE_MODE, type TreeEntry } from './parse-tree.ts';
import { unsupported } from './refusals.ts';

/** A file (or symlink, or submodule) of a tree: what a path stands for. */
export interface FileEntry {
  readonly mode: string;
  readonly oid: Oid;
}

/** A path that is not the same in two trees. */
export interface FileChange {
  readonly path: PathBytes;
  readonly before: FileEntry | undefined;
  readonly after: FileEntry | undefined;
}

// Against trees made to explode: ten levels of ten times the same subtree name 10^10 paths.
const MOST_PATHS = 2_000_000;
const DEEPEST = 4096;

interface Pair {
  readonly prefix: PathBytes;
  readonly depth: number;
  readonly before: Oid | undefined;
  readonly after: Oid | undefined;
}

/**
 * The paths where two trees differ in mode or object, sorted by their bytes, as `git diff-tree -r` lists them;
 * `undefined` is the empty tree. Subtrees that are the same are not read.
 * @throws UnleakError `unsupported` for trees too deep or too wide to list, `object-missing`
 */
export async function diffTrees(
  reader: ObjectReader,
  before: Oid | undefined,
  after: Oid | undefined,
): Promise<FileChange[]> {
  const changes: FileChange[] = [];
  const stack: Pair[] = [{ prefix: '', depth: 0, before, after }];
  for (let pair = stack.pop(); pair; pair = stack.pop()) {
    if (pair.before === pair.after) continue;
    if (pair.depth > DEEPEST) throw unsupported(`folders nested more than ${DEEPEST} deep`);
    const left = pair.before === undefined ? [] : await reader.tree(pair.before);
    const right = pair.after === undefined ? [] : await reader.tree(pair.after);
    for (const [name, old, now] of sideBySide(left, right)) {
      if (old?.oid === now?.oid && old?.mode === now?.mode) continue;
      const path = pair.prefix + name;
      const [oldTree, nowTree] = [subtree(old), subtree(now)];
      if (oldTree ?? nowTree)
        stack.push({ prefix: `${path}/`, depth: pair.depth + 1, before: oldTree, after: nowTree });
      const [oldFile, nowFile] = [file(old), file(now)];
      if (oldFile ?? nowFile) changes.push({ path, before: oldFile, after: nowFile });
      if (changes.length + stack.length > MOST_PATHS)
        throw unsupported(`trees with more than ${MOST_PATHS} changed paths`);
    }
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Entries of one name next to each other; a name that a broken tree has twice comes twice. */
function* sideBySide(
  left: readonly TreeEntry[],
  right: readonly TreeEntry[],
): Generator<[PathBytes, TreeEntry | undefined, TreeEntry | undefined]> {
  const old = new Map(left.map((entry) => [entry.name, entry]));
  for (const now of right) yield [now.name, old.get(now.name), now];
  const present = new Set(right.map(({ name }) => name));
  for (const entry of left) if (!present.has(entry.name)) yield [entry.name, entry, undefined];
}

const subtree = (entry: TreeEntry | undefined): Oid | undefined => (entry?.mode === TREE_MODE ? entry.oid : undefined);

const file = (entry: TreeEntry | undefined): FileEntry | undefined =>
  entry === undefined || entry.mode === TREE_MODE ? undefined : { mode: entry.mode, oid: entry.oid };
