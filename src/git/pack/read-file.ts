import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { Unusable } from './unusable.ts';

/** An open file and its length in bytes. */
export interface OpenFile {
  readonly fd: number;
  readonly size: number;
}

// One call of the operating system reads no more than 2 GiB.
const MOST_AT_ONCE = 2 ** 30;

/**
 * Opens a regular file for reading; a pipe or a device, which could block for ever, is refused.
 * @throws Unusable, or the operating system's error
 */
export function openRegular(file: string): OpenFile {
  // Windows has no O_NONBLOCK, and no pipes among its files.
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stat = fstatSync(fd);
  if (stat.isFile()) return { fd, size: stat.size };
  closeSync(fd);
  throw new Unusable('It is not a regular file.');
}

/** Fills `into` from a position of a file. @returns bytes read: fewer only where the file ends */
export function readAt(fd: number, into: Uint8Array, position: number): number {
  let done = 0;
  while (done < into.length) {
    const read = readSync(fd, into, done, Math.min(into.length - done, MOST_AT_ONCE), position + done);
    if (read === 0) break;
    done += read;
  }
  return done;
}

/**
 * A whole file, in memory that threads can share.
 * @param most longest length that makes sense, in bytes
 * @throws Unusable, or the operating system's error
 */
export function readShared(file: string, most = Number.MAX_SAFE_INTEGER): Uint8Array {
  const { fd, size } = openRegular(file);
  try {
    if (size > most) throw new Unusable(`It is longer than ${most} bytes.`);
    const bytes = reserve(size);
    if (readAt(fd, bytes, 0) < size) throw new Unusable('It became shorter while it was read.');
    return bytes;
  } finally {
    closeSync(fd);
  }
}

function reserve(size: number): Uint8Array {
  try {
    return new Uint8Array(new SharedArrayBuffer(size));
  } catch {
    throw new Unusable('It is too long to be held in memory.');
  }
}
