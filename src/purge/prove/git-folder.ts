import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';

/** Something below a git directory. Paths are bytes. */
export interface FolderEntry {
  /** Where it is. */
  readonly file: Buffer;
  /** Relative to the git directory, with `/`. */
  readonly path: Buffer;
  /**
   * `repository`: the git directory of another, such as a submodule's; `outside`: a link to a folder that is not below
   * the git directory. What is in these two does not follow. `nothing`: a link that leads nowhere.
   */
  readonly kind: 'file' | 'folder' | 'repository' | 'outside' | 'unreadable' | 'nothing';
  /** Of a link: what it says. */
  readonly target?: Buffer;
}

const SLASH = Buffer.from('/');
const join = (folder: Buffer, name: Buffer): Buffer => Buffer.concat([folder, SLASH, name]);
const realPath = (file: Buffer): string => realpathSync(file, { encoding: 'buffer' }).toString('latin1');

/** All that lies below a git directory, folders before what is in them. Of pipes and sockets, which hold nothing, there is no word. */
export function* gitFolder(root: string): Generator<FolderEntry> {
  const folder = Buffer.from(root);
  const real = realPath(folder);
  yield* below({ file: folder, path: Buffer.alloc(0), kind: 'folder' }, real, new Set([real]));
}

function* below(folder: FolderEntry, root: string, seen: Set<string>): Generator<FolderEntry> {
  for (const name of namesIn(folder.file) ?? []) {
    const path = folder.path.length === 0 ? name : join(folder.path, name);
    const entry = entryAt(join(folder.file, name), path, root);
    if (!entry) continue;
    yield entry;
    if (entry.kind !== 'folder') continue;
    const real = realPath(entry.file);
    // By a link, once more.
    if (seen.has(real)) continue;
    seen.add(real);
    yield* below(entry, root, seen);
  }
}

function entryAt(file: Buffer, path: Buffer, root: string): FolderEntry | undefined {
  // Git works on: a lock file may be gone by now.
  const own = lstatSync(file, { throwIfNoEntry: false });
  if (!own) return undefined;
  const target = own.isSymbolicLink() ? readlinkSync(file, { encoding: 'buffer' }) : undefined;
  const kind = kindOf(file, target, root);
  return kind && { file, path, kind, ...(target && { target }) };
}

function kindOf(file: Buffer, target: Buffer | undefined, root: string): FolderEntry['kind'] | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) return target && 'nothing';
  if (!stat.isDirectory()) return stat.isFile() ? 'file' : undefined;
  if (!namesIn(file)) return 'unreadable';
  if (target && !`${realPath(file)}/`.startsWith(`${root}/`)) return 'outside';
  return isRepository(file) ? 'repository' : 'folder';
}

/** As git knows a git directory: is_git_directory in its setup.c. */
const isRepository = (folder: Buffer): boolean =>
  ['HEAD', 'objects', 'refs'].every((name) => lstatSync(join(folder, Buffer.from(name)), { throwIfNoEntry: false }));

/** @returns undefined where the folder can't be read */
function namesIn(folder: Buffer): Buffer[] | undefined {
  try {
    return readdirSync(folder, { encoding: 'buffer' }).sort(Buffer.compare);
  } catch {
    return undefined;
  }
}
