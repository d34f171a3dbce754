import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { Receipt } from './receipt.ts';

/**
 * The receipt of the last purge of a repository.
 * @param commonDirectory the git directory that all worktrees share
 * @throws UnleakError `usage` where there is none
 */
export function findReceipt(commonDirectory: string): Receipt {
  const folder = join(commonDirectory, 'unleak');
  for (const name of purgesIn(folder)) {
    try {
      const receipt = JSON.parse(readFileSync(join(folder, name, 'receipt.json'), 'utf8')) as Receipt;
      if (receipt.version === 1) return { ...receipt, folder: join(folder, name) };
    } catch (error) {
      // A purge that was taken back, or that did not come so far.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw unreadable(join(folder, name));
    }
  }
  throw new UnleakError(
    'usage',
    'There is no receipt of a purge in this repository.',
    'Purge first: unleak purge … --apply. With --remote, the push is made from the folder of the mirror.',
  );
}

/** The newest first: their names hold the time. */
function purgesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith('purge-'))
      .sort()
      .reverse();
  } catch {
    return [];
  }
}

const unreadable = (folder: string): UnleakError =>
  new UnleakError('io', `The receipt in ${JSON.stringify(folder)} can't be read.`, 'Restore the file, or purge again.');
