import { isAscii } from 'node:buffer';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Rule } from '../../domain/rule.ts';
import { Searcher } from '../history/searcher.ts';

/** Files to look at, in a form that passes from thread to thread. */
export interface FileJob {
  readonly folder: string;
  /** Paths as bytes, a NUL behind each; relative to `folder` or absolute. */
  readonly paths: Uint8Array;
  readonly rules: readonly Rule[];
  readonly salt: Buffer;
  /** Milliseconds since the epoch; Infinity for none. */
  readonly deadline: number;
  /** How many shares have been taken, for all threads: one 32-bit number. */
  readonly taken: Int32Array;
}

/** What a thread made of its share: files by their number in the list. */
export interface FileScanResult {
  readonly files: number;
  readonly bytes: number;
  /** Hold something, or are too large or too odd to be looked at here: whoever asked has to read them. */
  readonly left: readonly number[];
}

const SHARE = 64;
// Larger ones are read in windows.
const LARGEST = 32 * 1024 * 1024;

/** Looks for files that hold secrets, several threads on one list. @throws BudgetExceeded */
export function scanFiles(job: FileJob, onShare: (files: number) => void = () => {}): FileScanResult {
  const names = splitNames(job.paths);
  const searcher = new Searcher(job.rules, job);
  const folder = `${job.folder}/`;
  const left: number[] = [];
  let files = 0;
  let bytes = 0;
  const shares = Math.ceil(names.length / SHARE);
  for (let share = Atomics.add(job.taken, 0, 1); share < shares; share = Atomics.add(job.taken, 0, 1)) {
    const end = Math.min(names.length, (share + 1) * SHARE);
    for (let i = share * SHARE; i < end; i++) {
      const name = names[i]!;
      const length = load(pathOf(folder, name), searcher);
      if (length < 0 || searcher.inspector.claims(searcher.core.top, length).length > 0) left.push(i);
      else {
        files++;
        bytes += length;
      }
    }
    searcher.checkTime();
    onShare(end - share * SHARE);
  }
  return { files, bytes, left };
}

const SLASH = 0x2f;

/** As text where it is ASCII, which the file system's interface takes sooner; bytes that are no text stay bytes. */
function pathOf(folder: string, name: Buffer): string | Buffer {
  const isAbsolute = name[0] === SLASH;
  if (isAscii(name)) return isAbsolute ? name.toString('latin1') : folder + name.toString('latin1');
  return isAbsolute ? name : Buffer.concat([Buffer.from(folder), name]);
}

// Links are not followed (git tracks the link itself), and nobody waits for the other end of a pipe.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

// Most files are smaller: they are read without asking for their size.
const FIRST_READ = 256 * 1024;

/** Reads a file to the searcher's memory. @returns its length; -1 for what is not simply read */
function load(path: string | Buffer, { core, inspector }: Searcher): number {
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS);
    core.ensure(core.top + inspector.roomFor(FIRST_READ));
    const length = readSync(fd, core.bytes, core.top, FIRST_READ, null);
    return length > 0 && length < FIRST_READ ? length : loadLarge(fd, length, { core, inspector });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return -1;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

/** The rest of a file of which so much was read; nothing is read of what is no file. */
function loadLarge(fd: number, begun: number, { core, inspector }: Pick<Searcher, 'core' | 'inspector'>): number {
  const status = fstatSync(fd);
  if (!status.isFile() || status.size > LARGEST) return -1;
  core.ensure(core.top + inspector.roomFor(status.size + 1));
  // One byte more than it should have: one may have grown.
  const length = begun + readSync(fd, core.bytes, core.top + begun, Math.max(0, status.size - begun) + 1, null);
  return length === status.size ? length : -1;
}

function splitNames(paths: Uint8Array): Buffer[] {
  const list = Buffer.from(paths.buffer, paths.byteOffset, paths.byteLength);
  const names: Buffer[] = [];
  for (let from = 0, end = list.indexOf(0); end >= 0; from = end + 1, end = list.indexOf(0, from))
    // Copied: the file system takes no paths in shared memory.
    names.push(Buffer.from(list.subarray(from, end)));
  return names;
}
