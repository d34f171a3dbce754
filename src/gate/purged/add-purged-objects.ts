import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { LARGEST_LIST, PURGED_OBJECTS, readPurgedObjects } from './read-purged-objects.ts';

/**
 * Adds objects to the list of those that no push may bring back. Only what no ref reaches any more belongs on it: a blob
 * that was taken from one path and still stands at another would keep every push from passing that brings it elsewhere.
 * @param commonDirectory what all work trees share
 * @param when of the purge, for the comment
 * @throws UnleakError as `readPurgedObjects` for a list that is there already, or `io`
 */
export function addPurgedObjects(commonDirectory: string, oids: Iterable<Oid>, when: Date): void {
  const known = readPurgedObjects(commonDirectory);
  const comment = `# purged ${when.toISOString().slice(0, 10)} by unleak purge`;
  const comments = new Set([...(known?.comments() ?? []), comment]);
  write(commonDirectory, comments, new Set([...(known?.ids() ?? []), ...oids]));
}

/**
 * Takes objects off the list: for a purge that is undone.
 * @throws UnleakError as `addPurgedObjects`
 */
export function removePurgedObjects(commonDirectory: string, oids: Iterable<Oid>): void {
  const known = readPurgedObjects(commonDirectory);
  if (!known) return;
  const left = new Set(known.ids());
  for (const oid of oids) left.delete(oid);
  if (left.size > 0) write(commonDirectory, known.comments(), left);
  else rmSync(join(commonDirectory, PURGED_OBJECTS), { force: true });
}

/** Whoever reads meanwhile, or after a power cut, finds the list as it was or as it is now. */
function write(commonDirectory: string, comments: Iterable<string>, oids: ReadonlySet<Oid>): void {
  const bytes = Buffer.from([...comments, ...[...oids].sort(), ''].join('\n'));
  if (bytes.length > LARGEST_LIST) throw tooLarge(oids.size);
  const file = join(commonDirectory, PURGED_OBJECTS);
  const draft = `${file}-${randomBytes(8).toString('hex')}`;
  try {
    openFolder(commonDirectory, dirname(file));
    const fd = openSync(draft, 'wx', 0o644);
    try {
      // Whatever the umask: other users' pushes have to be held against it.
      fchmodSync(fd, 0o644);
      writeFileSync(fd, bytes);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(draft, file);
  } catch (cause) {
    rmSync(draft, { force: true });
    const { code } = cause as NodeJS.ErrnoException;
    if (code === undefined) throw cause;
    throw new UnleakError(
      'io',
      `The list of purged objects could not be written (${code}), so nothing keeps them from being pushed again.`,
      'Make room, or let yourself write to `unleak` in the git directory; then try again.',
      { cause },
    );
  }
}

/** Whoever may enter the git directory may enter the folder: a scan's cache, which has a lock of its own, may have made it. */
function openFolder(commonDirectory: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const { mode } = statSync(folder);
  const entered = statSync(commonDirectory).mode & 0o011;
  if ((mode & entered) !== entered) chmodSync(folder, (mode & 0o7777) | entered);
}

const tooLarge = (count: number): UnleakError =>
  new UnleakError(
    'io',
    `A list of ${count} purged objects is larger than 64 MB, so it was not written.`,
    'Take ids off it that nobody can have any more; it lies in `unleak/purged-objects` in the git directory.',
  );
