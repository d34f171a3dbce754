import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { below, type FilePath, writeDurably } from './durable.ts';
import { removeOwnLock, withFileLock } from './file-lock.ts';
import { purgedContent, restoredContent } from './merge-file.ts';
import { type PreparedFile, preparedFiles } from './prepared-files.ts';

/** Puts the rewritten reflogs and other files in place. Does no harm when it is done twice. */
export async function putFiles(layout: RepositoryLayout, folder: string): Promise<void> {
  for (const file of preparedFiles(folder)) await putOne(layout, folder, file, (now) => purgedContent(file, now));
}

/** Puts them back as they were. @param backup the git directory in the backup */
export async function restoreFiles(layout: RepositoryLayout, folder: string, backup: string): Promise<void> {
  for (const file of preparedFiles(folder)) {
    const before = readFileSync(below(backup, file.path));
    await putOne(layout, folder, file, (now) => restoredContent(file, now, before), before);
  }
}

/** @param otherwise what to write where the file is gone, as a ref's log goes with it */
async function putOne(
  layout: RepositoryLayout,
  folder: string,
  { path, isLog }: PreparedFile,
  wanted: (now: Buffer) => Buffer | undefined,
  otherwise?: Buffer,
): Promise<void> {
  const file = below(layout.commonDirectory, path);
  const put = (): void => {
    const there = existsSync(file);
    const bytes = there ? wanted(readFileSync(file)) : otherwise;
    if (!bytes) return;
    mkdirSync(below(layout.commonDirectory, dirname(path)), { recursive: true });
    writeDurably(file, bytes, join(folder, 'draft'), there ? statSync(file).mode & 0o777 : 0o644);
  };
  const ref = refOf(layout, path);
  if (!isLog || !ref) return put();
  await withFileLock(ref, folder, put);
}

/** Takes away locks of logs that a crash left. */
export function removeLogLocks(layout: RepositoryLayout, folder: string): void {
  for (const { path, isLog } of preparedFiles(folder))
    if (isLog) removeOwnLock(below(layout.commonDirectory, logless(path)));
}

/** The file of a log's ref; git locks it for every change to the log. Undefined where the ref is gone and its name is a folder now. */
function refOf(layout: RepositoryLayout, path: string): FilePath | undefined {
  try {
    mkdirSync(below(layout.commonDirectory, dirname(logless(path))), { recursive: true });
    return below(layout.commonDirectory, logless(path));
  } catch (error) {
    if (['ENOTDIR', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

const logless = (path: string): string => path.replace(/^(worktrees\/[^/]+\/)?logs\//, '$1');
