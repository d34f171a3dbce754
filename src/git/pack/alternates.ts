import { realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { splitPaths } from '../isomorphic/object-directories.ts';
import { readShared } from './read-file.ts';
import { isSystemError, reasonOf, Unusable } from './unusable.ts';

/** What could not be used: the file or folder, and a sentence that says why. */
export interface Unreadable {
  readonly file: string;
  readonly why: string;
}

// git follows lists of lists so far, and then no further: link_alt_odb_entries in object-file.c.
const DEEPEST = 5;
const LONGEST_LIST = 2 ** 24;

/**
 * These folders of objects and all that their `info/alternates` name, and theirs: each once, by real path, nearest first.
 * Format: https://git-scm.com/docs/gitrepository-layout#Documentation/gitrepository-layout.txt-objectsinfoalternates
 * @param unreadable takes what is named and not there
 */
export function withAlternates(folders: readonly string[], unreadable: Unreadable[]): string[] {
  const found = new Set<string>();
  let level = folders.map((folder) => resolve(folder));
  for (let depth = 0; level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      const real = realOf(folder, unreadable);
      if (real === undefined || found.has(real)) continue;
      found.add(real);
      const named = alternatesOf(real, unreadable);
      if (named.length > 0 && depth > DEEPEST)
        unreadable.push({ file: join(real, 'info', 'alternates'), why: 'Its folders are nested too deep for git.' });
      else next.push(...named);
    }
    level = next;
  }
  return [...found];
}

function realOf(folder: string, unreadable: Unreadable[]): string | undefined {
  try {
    const real = realpathSync(folder);
    if (!statSync(real).isDirectory()) throw new Unusable('It is not a folder of objects.');
    return real;
  } catch (error) {
    unreadable.push({ file: folder, why: reasonOf(error) });
    return undefined;
  }
}

function alternatesOf(folder: string, unreadable: Unreadable[]): string[] {
  const file = join(folder, 'info', 'alternates');
  try {
    const list = Buffer.from(readShared(file, LONGEST_LIST)).toString();
    return splitPaths(list, '\n').map((path) => resolve(folder, path));
  } catch (error) {
    if (!(isSystemError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')))
      unreadable.push({ file, why: reasonOf(error) });
    return [];
  }
}
