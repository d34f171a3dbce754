import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Oid } from '../../domain/blob.ts';
import type { Gathered } from './gathered.ts';
import { type FolderEntry, gitFolder } from './git-folder.ts';
import { INDEX_SIGNATURE, indexEntries } from './index-entries.ts';
import { lookAtFile } from './look-at-file.ts';
import { objectFileKind } from './object-files.ts';
import type { Teller } from './teller.ts';
import { zlibStreams } from './zlib-streams.ts';

/** What a git directory is looked at with. */
export interface FolderParts {
  readonly teller: Teller;
  readonly gathered: Gathered;
  /** Objects that hold a target and may still be there: no index may name one. */
  readonly old: ReadonlySet<Oid>;
}

const HOLDS = 'It holds the text that was to go.';
const LEFT =
  'Git left it when it was interrupted, or does not know it: `git prune --expire=now` takes most such files away.';

/** Looks at every name and every file below a git directory, but for objects. @returns the repositories in it, by their git directories */
export async function lookAtFolder(gitDirectory: string, parts: FolderParts): Promise<FolderEntry[]> {
  const inner: FolderEntry[] = [];
  for (const entry of gitFolder(gitDirectory)) {
    const objects = objectFileKind(entry.path.toString('latin1'));
    if (objects === 'object') continue;
    lookAtNames(entry, parts);
    if (entry.kind === 'repository') inner.push(entry);
    else if (entry.kind === 'file') await lookAtEntry(entry, gitDirectory, parts, objects === 'left');
  }
  return inner;
}

function lookAtNames({ path, kind, target }: FolderEntry, { gathered }: FolderParts): void {
  gathered.name(path);
  if (target) gathered.name(target);
  if (kind === 'outside') gathered.left(path, 'It is a link to a folder elsewhere: look at that one, too.');
  if (kind === 'unreadable') gathered.left(path, 'The folder can’t be read: check its permissions.');
}

async function lookAtEntry(
  { file, path }: FolderEntry,
  root: string,
  parts: FolderParts,
  isLeft: boolean,
): Promise<void> {
  const { teller, gathered } = parts;
  const look = await lookAtFile(file, teller);
  if (look === 'tells') gathered.file(path, HOLDS);
  else if (look === 'unreadable') gathered.left(path, 'The file can’t be read: check its permissions.');
  else if (look === 'open') gathered.left(path, 'It is large, and compressed: unpack it and look yourself.');
  else if (isLeft) await lookAtLeft({ file, path }, parts);
  else await lookInside({ file, path }, root, parts);
}

type Named = Pick<FolderEntry, 'file' | 'path'>;

/** node reads no larger files at once. */
const LARGEST = 2 ** 31 - 1;

/** A file's bytes; where it is too large, that is said. */
async function readAtOnce({ file, path }: Named, { gathered }: FolderParts): Promise<Buffer | undefined> {
  if (statSync(file).size <= LARGEST) return readFile(file);
  gathered.left(path, 'It is too large to be looked into: look yourself, or remove it.');
  return undefined;
}

/** An object or a pack that was not finished: what is in it is compressed, in a pack by deltas, too. */
async function lookAtLeft({ file, path }: Named, parts: FolderParts): Promise<void> {
  const { teller, gathered } = parts;
  const bytes = await readAtOnce({ file, path }, parts);
  for (const stream of bytes ? zlibStreams(bytes) : []) {
    if (teller.file(stream)) return gathered.file(path, `${HOLDS} ${LEFT}`);
  }
  gathered.left(path, LEFT);
}

/** Files in which names are not written out: indexes, and the tables of a reftable. */
async function lookInside({ file, path }: Named, root: string, parts: FolderParts): Promise<void> {
  const { teller, gathered } = parts;
  const isTable = /(?:^|\/)reftable\/[^/]*\.ref$/.test(path.toString('latin1'));
  const isIndex = /(?:^|[/.-])(?:shared)?index/.test(path.toString('latin1'));
  if (!isTable && !isIndex) return;
  const bytes = await readAtOnce({ file, path }, parts);
  if (!bytes) return;
  // Its log is compressed: https://git-scm.com/docs/reftable#_log_block_format
  if (isTable && [...zlibStreams(bytes)].some((stream) => teller.file(stream))) gathered.file(path, HOLDS);
  if (isIndex && bytes.subarray(0, 4).equals(INDEX_SIGNATURE)) await lookAtIndex({ file, path }, root, parts);
}

async function lookAtIndex({ file, path }: Named, root: string, { teller, gathered, old }: FolderParts): Promise<void> {
  const entries = await indexEntries(file.toString(), root);
  if (!entries) gathered.left(path, 'Git can’t read this index: if no git is at work, remove it.');
  else if (entries.some((entry) => teller.path(entry.path))) gathered.file(path, 'It names a path that holds it.');
  else if (entries.some(({ oid }) => old.has(oid))) gathered.file(path, 'It names an object that holds it.');
}
