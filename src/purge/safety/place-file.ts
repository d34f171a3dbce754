import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { PathBytes } from '../../domain/blob.ts';
import { below, sync } from './durable.ts';
import { linkOrCopy } from './file-lock.ts';

/** Whether anything stands at a path of a work tree, a symbolic link that leads nowhere included; or whether a file does. */
export function isThere(top: string, path: PathBytes, what: 'anything' | 'file' = 'anything'): boolean {
  const stat = lstatOrAbsent(top, path);
  return stat !== undefined && (what === 'anything' || !stat.isDirectory());
}

/** Whether the folders above a path are folders, or not there: not links or files that somebody put in their place. */
export function canHold(top: string, path: PathBytes): boolean {
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    const stat = lstatOrAbsent(top, folder);
    if (stat && !stat.isDirectory()) return false;
  }
  return true;
}

/** Puts a file in place in one step. @param from below it, at the same path, the file lies; it is moved */
export function placeFile(top: string, path: PathBytes, from: string): void {
  mkdirSync(below(top, dirname(path)), { recursive: true });
  const [source, target] = [below(from, path), below(top, path)];
  if (!lstatSync(source).isSymbolicLink()) sync(source);
  try {
    renameSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    // The work tree is on another file system than its repository.
    const draft = below(top, join(dirname(path), `.unleak-${process.pid}.tmp`));
    copyAsIs(source, draft);
    renameSync(draft, target);
  }
}

/** Keeps what stands at a path before it is replaced: an editor may have saved it this very moment. */
export function keepFile(top: string, path: PathBytes, keep: string): void {
  mkdirSync(below(keep, dirname(path)), { recursive: true, mode: 0o700 });
  const [source, copy] = [below(top, path), below(keep, path)];
  if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source, 'buffer'), copy);
  else if (!linkOrCopy(source, copy)) chmodSync(copy, 0o600);
}

/** Removes a file and the folders that it leaves empty. */
export function removeFile(top: string, path: PathBytes): void {
  unlinkSync(below(top, path));
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
    try {
      rmdirSync(below(top, folder));
    } catch {
      return;
    }
  }
}

function copyAsIs(source: Buffer, target: Buffer): void {
  if (lstatSync(source).isSymbolicLink()) symlinkSync(readlinkSync(source, 'buffer'), target);
  else {
    copyFileSync(source, target);
    sync(target);
  }
}

function lstatOrAbsent(top: string, path: PathBytes) {
  try {
    return lstatSync(below(top, path), { throwIfNoEntry: false });
  } catch (error) {
    // ENOTDIR: a folder further up is a file; that one is looked at, too.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}
