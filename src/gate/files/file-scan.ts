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
  const prefix = Buffer.from(`${job.folder}/`);
  const left: number[] = [];
  let files = 0;
  let bytes = 0;
  const shares = Math.ceil(names.length / SHARE);
  for (let share = Atomics.add(job.taken, 0, 1); share < shares; share = Atomics.add(job.taken, 0, 1)) {
    const end = Math.min(names.length, (share + 1) * SHARE);
    for (let i = share * SHARE; i < end; i++) {
      const name = names[i]!;
      const length = load(name[0] === SLASH ? name : Buffer.concat([prefix, name]), searcher);
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

// Links are not followed (git tracks the link itself), and nobody waits for the other end of a pipe.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Reads a file to the searcher's memory. @returns its length; -1 for what is not simply read */
function load(path: Buffer, { core, inspector }: Searcher): number {
  let fd: number | undefined;
  try {
    fd = openSync(path, FLAGS);
    const status = fstatSync(fd);
    if (!status.isFile() || status.size > LARGEST) return -1;
    core.ensure(core.top + inspector.roomFor(status.size + 1));
    // One byte more: a file of /proc says 0, and one may have grown.
    const length = readSync(fd, core.bytes, core.top, status.size + 1, null);
    return length === status.size ? length : -1;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return -1;
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
}

function splitNames(paths: Uint8Array): Buffer[] {
  const list = Buffer.from(paths.buffer, paths.byteOffset, paths.byteLength);
  const names: Buffer[] = [];
  for (let from = 0, end = list.indexOf(0); end >= 0; from = end + 1, end = list.indexOf(0, from))
    // Copied: the file system takes no paths in shared memory.
    names.push(Buffer.from(list.subarray(from, end)));
  return names;
}
