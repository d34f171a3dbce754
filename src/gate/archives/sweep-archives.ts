import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { filePlace } from '../sources/file-place.ts';
import type { Sweep } from '../sweep.ts';
import { type ArchiveKind, archiveKind, endsOf, foreignKind } from './archive-kind.ts';
import { ArchiveSweep, foreignSkip, skipOf } from './archive-sweep.ts';

/** Larger ones are not held in memory: they are scanned as they are, and it is said. In bytes. */
const LARGEST = 256 * 1024 * 1024;

/**
 * Looks into those of some files that are archives.
 * @returns the others, and those that could not be read
 * @throws BudgetExceeded
 */
export async function sweepArchives(folder: string, files: readonly Buffer[], sweep: Sweep): Promise<Buffer[]> {
  const rest: Buffer[] = [];
  for (const path of files) {
    const { absolute, name } = filePlace(folder, path);
    const archive = readArchive(absolute);
    if (archive && 'bytes' in archive) await new ArchiveSweep(sweep).open(archive.bytes, archive.kind, name);
    else rest.push(path);
    if (archive && 'foreign' in archive) sweep.skip(foreignSkip(name, archive.foreign));
    if (archive && 'size' in archive) sweep.skip(skipOf(name, `archive of more than ${LARGEST / 1024 ** 2} MiB`));
  }
  return rest;
}

type FoundArchive =
  | { readonly kind: ArchiveKind; readonly bytes: Buffer }
  /** Too large to be opened. In bytes. */
  | { readonly size: number }
  /** Of a kind that can't be opened. */
  | { readonly foreign: string };

// Links are not followed (git tracks the link itself), and nobody waits for the other end of a pipe.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** @returns undefined for what is no archive, or can't be read: whoever reads it as a file says so */
function readArchive(path: Buffer): FoundArchive | undefined {
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS);
    const status = fstatSync(fd);
    if (!status.isFile()) return undefined;
    const ends = endsOf(status.size, readerOf(fd));
    const [kind, foreign] = [archiveKind(ends), foreignKind(ends)];
    if (kind === undefined) return foreign === undefined ? undefined : { foreign };
    return status.size > LARGEST ? { size: status.size } : { kind, bytes: readFileSync(fd) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function readerOf(fd: number): (from: number, to: number) => Buffer {
  return (from, to) => {
    const bytes = Buffer.alloc(to - from);
    return bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, from));
  };
}
