import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';

/** A file's bytes and what the system says of it. */
export interface PlainFile {
  readonly bytes: Buffer;
  readonly stats: Stats;
}

/**
 * Reads a regular file: no link is followed, and no pipe or device, which could block for ever, is opened.
 * @param most bytes; what is longer is not read
 * @returns undefined for what is none
 * @throws the operating system's error
 */
export function readPlain(file: string, most: number): PlainFile | undefined {
  // Windows has no O_NOFOLLOW: there this look has to do.
  if (!lstatSync(file).isFile()) return undefined;
  const fd = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile() || stats.size > most) return undefined;
    const bytes = Buffer.alloc(stats.size);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(fd, bytes, length, bytes.length - length, null);
    return { bytes: bytes.subarray(0, length), stats };
  } finally {
    closeSync(fd);
  }
}
