import { readdirSync } from 'node:fs';
import type { Unreadable } from './alternates.ts';
import { isSystemError, reasonOf } from './unusable.ts';

/** Names in a folder, sorted; none when it is not there. A folder that refuses is recorded. */
export function listFolder(folder: string, unreadable: Unreadable[]): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (!(isSystemError(error) && error.code === 'ENOENT')) unreadable.push({ file: folder, why: reasonOf(error) });
    return [];
  }
}
