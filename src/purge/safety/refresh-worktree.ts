import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid, PathBytes } from '../../domain/blob.ts';
import { DraftIndex } from './draft-index.ts';
import { sync } from './durable.ts';
import { withFileLock } from './file-lock.ts';
import { canHold, isThere, keepFile, placeFile, removeFile } from './place-file.ts';
import { type TreeChange, type TreeEntry, treeChanges } from './tree-changes.ts';
import { unmodifiedFiles } from './unmodified-files.ts';
import { nulTerminated, type WorktreeAt } from './worktree-git.ts';

/** A file that was left as it is. */
export interface KeptFile {
  /** The work tree's top folder. */
  readonly worktree: string;
  readonly path: PathBytes;
  /** A full sentence. */
  readonly why: string;
}

/** Where a refresh may write. */
export interface RefreshFolders {
  /** On the same file system as the git directory; emptied first. */
  readonly scratch: string;
  /** New; takes what stood at the paths that are replaced. */
  readonly keep: string;
  /** For marks of locks, such as the journal's. */
  readonly folder: string;
}

/**
 * Brings index and work tree from one commit to the other, at the paths at which these differ and nowhere else. A file that is neither
 * as the one nor as the other has it is somebody's work: it stays, and is listed. Each step can be cut off and done again.
 */
export async function refreshWorktree(
  tree: WorktreeAt,
  from: Oid,
  to: Oid,
  folders: RefreshFolders,
): Promise<KeptFile[]> {
  const changes = await treeChanges(tree.gitDirectory, from, to);
  const index = join(tree.gitDirectory, 'index');
  return withFileLock(index, folders.folder, async () => {
    rmSync(folders.scratch, { recursive: true, force: true });
    mkdirSync(folders.scratch, { recursive: true, mode: 0o700 });
    const kept = await replaceFiles(tree, changes, folders);
    await replaceIndex(tree, changes, index, folders);
    rmSync(folders.scratch, { recursive: true, force: true });
    return kept;
  });
}

async function replaceFiles(
  tree: WorktreeAt,
  changes: readonly TreeChange[],
  folders: RefreshFolders,
): Promise<KeptFile[]> {
  const current = new DraftIndex(tree, join(folders.scratch, 'current'));
  current.copy(join(tree.gitDirectory, 'index'));
  const indexed = await current.paths();
  const isMarked = ({ path }: TreeChange): boolean => !!(indexed.get(path)?.assumed || indexed.get(path)?.skipped);
  const isLink = ({ from, to }: TreeChange): boolean => (to ?? from)!.mode === '160000';
  const files = changes.filter((change) => !isMarked(change) && !isLink(change));
  const marked = changes.filter((change) => isMarked(change) && isThere(tree.path, change.path));
  const kept = await replaceEach(tree, files, folders);
  return [...marked.map((change) => keptAs(tree, change, MARKED)), ...kept];
}

async function replaceEach(
  tree: WorktreeAt,
  files: readonly TreeChange[],
  folders: RefreshFolders,
): Promise<KeptFile[]> {
  const scratch = (name: string): string => join(folders.scratch, name);
  const done = await unmodifiedFiles(tree, entriesOf(files, 'to'), scratch('to'));
  const old = await unmodifiedFiles(tree, entriesOf(files, 'from'), scratch('from'));
  const isReady = ({ path, from }: TreeChange): boolean =>
    canHold(tree.path, path) && (from ? old.has(path) : !isThere(tree.path, path));
  await stage(
    tree,
    files.filter(({ path, to }) => to && !done.has(path)),
    folders,
  );
  // What goes makes room for what comes, as where a folder becomes a file.
  const gone = files.filter((change) => !change.to && isReady(change));
  for (const change of gone) replaceOne(tree, change, folders);
  const come = files.filter((change) => change.to && !done.has(change.path) && isReady(change));
  for (const change of come) replaceOne(tree, change, folders);
  const settled = new Set([...done, ...[...gone, ...come].map(({ path }) => path)]);
  // A folder at a path that goes is no work of anybody: what has to come stands there already.
  const isLeft = ({ path, to }: TreeChange): boolean =>
    to ? isThere(tree.path, path) : isThere(tree.path, path, 'file');
  return files
    .filter((change) => !settled.has(change.path) && isLeft(change))
    .map((change) => keptAs(tree, change, MODIFIED));
}

function entriesOf(changes: readonly TreeChange[], side: 'from' | 'to'): Map<PathBytes, TreeEntry> {
  return new Map(changes.flatMap((change) => (change[side] ? [[change.path, change[side]]] : [])));
}

/** Has git write the new files, filters and line ends included, where nobody sees them yet. */
async function stage(tree: WorktreeAt, changes: readonly TreeChange[], folders: RefreshFolders): Promise<void> {
  const paths = changes.filter(({ to }) => to).map(({ path }) => path);
  if (paths.length === 0) return;
  const index = new DraftIndex(tree, join(folders.scratch, 'staged-index'));
  await index.set(entriesOf(changes, 'to'));
  const prefix = `--prefix=${join(folders.scratch, 'staged')}/`;
  await index.git(['checkout-index', '-f', '-z', '--stdin', prefix], { input: nulTerminated(paths) });
}

function replaceOne(tree: WorktreeAt, { path, from, to }: TreeChange, folders: RefreshFolders): void {
  if (from) keepFile(tree.path, path, folders.keep);
  if (to) placeFile(tree.path, path, join(folders.scratch, 'staged'));
  else removeFile(tree.path, path);
}

async function replaceIndex(
  tree: WorktreeAt,
  changes: readonly TreeChange[],
  index: string,
  folders: RefreshFolders,
): Promise<void> {
  const draft = new DraftIndex(tree, join(folders.scratch, 'index'));
  draft.copy(index);
  const indexed = await draft.paths();
  // What somebody staged meanwhile is theirs.
  const own = changes.filter(({ path, from }) => indexed.get(path)?.oid === from?.oid);
  await draft.set(new Map(own.map(({ path, to }) => [path, to])));
  const still = own.filter(({ to }) => to).map(({ path }) => path);
  await draft.mark(
    '--skip-worktree',
    still.filter((path) => indexed.get(path)?.skipped),
  );
  await draft.mark(
    '--assume-unchanged',
    still.filter((path) => indexed.get(path)?.assumed),
  );
  // It remembers the sides of conflicts that were settled, and git keeps those objects alive.
  await draft.git(['update-index', '--clear-resolve-undo']);
  await draft.dropOldFolders();
  await draft.refresh();
  if (!existsSync(draft.file)) return;
  sync(draft.file);
  renameSync(draft.file, index);
  sync(tree.gitDirectory);
  removeSharedIndexes(tree.gitDirectory);
}

/** What a split index stood on, now that it is joined: https://git-scm.com/docs/git-update-index#_split_index */
function removeSharedIndexes(gitDirectory: string): void {
  const names = readdirSync(gitDirectory).filter((name) => /^sharedindex\.[0-9a-f]+$/.test(name));
  for (const name of names) rmSync(join(gitDirectory, name), { force: true });
}

const MODIFIED = 'It was modified meanwhile, so it was left as it is; it may still hold what was purged.';
const MARKED =
  'It is marked assume-unchanged or skip-worktree, so it was left as it is; it may still hold what was purged.';

const keptAs = (tree: WorktreeAt, { path }: TreeChange, why: string): KeptFile => ({ worktree: tree.path, path, why });
