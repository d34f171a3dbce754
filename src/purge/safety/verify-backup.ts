import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { UnleakError } from '../../domain/unleak-error.ts';
import { beginGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { missingObjects } from '../../git/refs/missing-objects.ts';
import { readRefs } from '../../git/refs/read-refs.ts';
import { isKept } from './copy-store.ts';
import { below } from './durable.ts';
import { walkFiles } from './walk-files.ts';

/**
 * Looks at a backup as if everything depended on it: each file is the very same one, or has the same bytes; git reads it; all tips are
 * there, and all commits that they reach.
 * @returns waits until git has read the commits, which takes its time; throws an UnleakError where one is missing
 * @throws UnleakError when it is not what the repository is now
 */
export async function verifyBackup(layout: RepositoryLayout, copy: string): Promise<() => Promise<void>> {
  for (const { path, kind } of walkFiles(layout.commonDirectory, isKept)) {
    if (kind === 'file' && !isSame(below(layout.commonDirectory, path), below(copy, path))) throw differs();
  }
  const tips = (await readRefs(layout)).map(({ oid }) => oid);
  if ((await missingObjects(copy, tips)).length > 0) throw differs();
  const read = await beginGit(['rev-list', '--quiet', '--all'], gitAt(copy));
  return async () => void (await read());
}

function isSame(a: Buffer, b: Buffer): boolean {
  const [one, two] = [statSync(a), statSync(b, { throwIfNoEntry: false })];
  if (!two || one.size !== two.size) return false;
  if (one.dev === two.dev && one.ino === two.ino) return true;
  return digest(a).equals(digest(b));
}

function digest(file: Buffer): Buffer {
  const hash = createHash('sha256');
  const window = Buffer.allocUnsafe(2 ** 20);
  const handle = openSync(file, 'r');
  try {
    for (let read = 1; read > 0; ) {
      read = readSync(handle, window);
      hash.update(window.subarray(0, read));
    }
  } finally {
    closeSync(handle);
  }
  return hash.digest();
}

const differs = (): UnleakError =>
  new UnleakError(
    'io',
    'The backup is not the same as the repository: something changed it while it was copied, or the disk lies.',
    'Nothing was changed. End what else works on the repository, then try again.',
  );
