import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Whether a program named git lies on PATH. Looks at the file system only: starting git to ask would cost milliseconds. */
export function isGitOnPath(): boolean {
  const names = process.platform === 'win32' ? ['git.exe', 'git.cmd'] : ['git'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.some((folder) => names.some((name) => isExecutable(join(folder, name))));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
