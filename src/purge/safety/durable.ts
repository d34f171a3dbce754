import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import type { PathBytes } from '../../domain/blob.ts';

/** A file's path: text, or bytes where git's names are part of it. */
export type FilePath = string | Buffer;

/** A path below a folder, for the file system. */
export const below = (folder: string, path: PathBytes): Buffer =>
  Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')]);

/**
 * Writes a file so that a crash at any instant leaves the one that was there, or the new one whole.
 * @param draft where it is written first: on the same file system, and nobody else's
 */
export function writeDurably(file: FilePath, bytes: Uint8Array | string, draft: FilePath, mode = 0o600): void {
  const handle = openSync(draft, 'w', mode);
  try {
    writeWhole(handle, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
    // The umask must not take from others what a shared repository gives them.
    fchmodSync(handle, mode);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}

/** Writes all of it: one call may write less where the disk is full, and only the next one says so. */
export function writeWhole(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

/** Makes a file's content last, or which files a folder holds. */
export function sync(file: FilePath): void {
  const handle = openSync(file, 'r');
  try {
    fsyncSync(handle);
  } catch (error) {
    // Some file systems and Windows can't do it for folders; there is nothing more to be done there.
    if (!['EPERM', 'EINVAL', 'EISDIR', 'EBADF'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    closeSync(handle);
  }
}
