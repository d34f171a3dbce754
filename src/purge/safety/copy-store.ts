import { chmodSync, constants, copyFileSync, mkdirSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import type { PathBytes } from '../../domain/blob.ts';
import { below, sync } from './durable.ts';
import { linkOrCopy } from './file-lock.ts';
import { type Found, walkFiles } from './walk-files.ts';

/** What a copy came to. */
export interface Copied {
  readonly files: number;
  /** Of all files, in bytes. */
  readonly bytes: number;
  /** How many of the files are hard links. */
  readonly linked: number;
}

/**
 * What belongs into a copy of a git directory. Not: our own folder, submodules' repositories (a purge does not touch them), locks,
 * and what git was writing when it was killed.
 */
export const isKept = (path: PathBytes): boolean =>
  !/^(?:unleak|modules)(?:\/|$)|\.lock$|^objects\/(?:.*\/)?(?:tmp_|\.tmp-)/.test(path);

/** Git never changes these in place: objects, and what Git LFS keeps by its hash. */
const isShared = (path: PathBytes): boolean => /^(?:objects\/(?!info\/)|lfs\/objects\/)/.test(path);

/** Copies a git directory, and puts it on disk. */
export function copyStore(from: string, to: string): Copied {
  let [files, bytes, linked] = [0, 0, 0];
  const folders = [to];
  mkdirSync(to, { mode: 0o700 });
  for (const found of walkFiles(from, isKept)) {
    if (found.kind === 'folder') {
      mkdirSync(below(to, found.path), { mode: 0o700 });
      folders.push(below(to, found.path).toString('latin1'));
    } else if (found.kind !== 'other') {
      if (copyOne(from, to, found)) linked++;
      files++;
      bytes += found.kind === 'file' ? statSync(below(to, found.path)).size : 0;
    }
  }
  for (const folder of folders) sync(Buffer.from(folder, folder === to ? 'utf8' : 'latin1'));
  return { files, bytes, linked };
}

/** @returns whether it is a hard link */
function copyOne(from: string, to: string, { path, kind }: Found): boolean {
  const [source, copy] = [below(from, path), below(to, path)];
  if (kind === 'symlink' && !isShared(path)) {
    symlinkSync(readlinkSync(source, 'buffer'), copy);
    return false;
  }
  if (kind === 'file' && isShared(path) && linkOrCopy(source, copy)) return true;
  if (!isShared(path) || kind === 'symlink') copyFileSync(source, copy, constants.COPYFILE_EXCL);
  chmodSync(copy, 0o600);
  sync(copy);
  return false;
}
