import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { type Copied, copyStore } from './copy-store.ts';
import { sync } from './durable.ts';
import { verifyBackup } from './verify-backup.ts';

/** A backup that was made and looked at. */
export interface Backup extends Copied {
  /** Its folder: `git/` is the git directory as it was, `files/` the work files that were replaced. */
  readonly folder: string;
  /** Waits until git has read all of its commits, and throws an UnleakError where it can't: see `verifyBackup`. */
  readonly verified: () => Promise<void>;
}

const MARK = 'backup-of.json';

const README = `This folder is a backup that \`unleak purge\` made before it changed anything. IT STILL HOLDS WHAT WAS PURGED.

git/    the git directory as it was. Look into it with: git --git-dir=git log --all
files/  files of the work trees that the purge replaced

\`unleak purge --undo\` brings the repository back to this; \`unleak purge --finish\` deletes this folder.
Until then: don't move it, don't share it, keep it out of other backups.
`;

/**
 * Copies a repository, readable by its owner only. Objects are hard links where the file system has them: git never changes a pack or
 * an object in place, so they share their bytes safely, and cost nothing.
 * @param folder as `backupPlace` chose it; must not be there
 * @throws UnleakError `io` when it can't be written, or is not what the repository is
 */
export async function makeBackup(layout: RepositoryLayout, folder: string): Promise<Backup> {
  try {
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 });
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
    writeFileSync(join(folder, MARK), JSON.stringify({ of: layout.commonDirectory }), { mode: 0o600 });
    writeFileSync(join(folder, 'README.txt'), README, { mode: 0o600 });
    const copied = copyStore(layout.commonDirectory, join(folder, 'git'));
    for (const made of [join(folder, MARK), folder, dirname(folder)]) sync(made);
    const verified = await verifyBackup(layout, join(folder, 'git'));
    return { folder, verified, ...copied };
  } catch (error) {
    if (error instanceof UnleakError) throw error;
    throw notMade(error);
  }
}

/** Deletes a backup. What is not known as this repository's backup is left alone. */
export function deleteBackup(layout: RepositoryLayout, folder: string): void {
  if (!existsSync(folder)) return;
  if (!isBackupOf(layout, folder))
    throw new UnleakError(
      'io',
      `${folder} is not known as this repository’s backup (it is of ${ownerOf(folder) ?? 'another one'}, and this one is ${layout.commonDirectory}), so it was not deleted.`,
      'Look at it, and delete it yourself if it is the backup, as it is where the repository was moved; then finish again.',
    );
  // The mark goes last: a deletion that was cut off can be taken up again.
  for (const name of ['git', 'files', 'README.txt', MARK]) rmSync(join(folder, name), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** @throws UnleakError when the backup is gone, so nothing can be brought back from it */
export function checkBackup(layout: RepositoryLayout, folder: string): void {
  if (!existsSync(join(folder, 'git', 'objects'))) throw notThere(layout, folder);
  if (!isBackupOf(layout, folder)) throw ofAnother(layout, folder);
}

/** Where the backup is no more; undefined: it is there. Said before the old objects go, since it may only have been moved. */
export const missingBackup = (folder: string): string | undefined =>
  existsSync(folder)
    ? undefined
    : 'The backup is not there any more. If it was moved, or the repository was, it still holds what was purged: delete it yourself.';

const notThere = ({ commonDirectory }: RepositoryLayout, folder: string): UnleakError =>
  new UnleakError(
    'io',
    `The backup is not at ${folder}, where the purge made it, so the purge can’t be undone.`,
    `If it was moved, move it back there. If the repository was moved (it is ${commonDirectory} now), move it and the backup back to where they were, then undo. If the backup was deleted, another clone is the only way back.`,
  );

const ofAnother = ({ commonDirectory }: RepositoryLayout, folder: string): UnleakError =>
  new UnleakError(
    'io',
    `The backup at ${folder} is of ${ownerOf(folder) ?? 'another repository'}, and this one is ${commonDirectory}, so the purge can’t be undone.`,
    'If the repository was moved since the purge, move it back to where it was, then undo.',
  );

function isBackupOf(layout: RepositoryLayout, folder: string): boolean {
  const owner = ownerOf(folder);
  if (owner !== undefined) return owner === layout.commonDirectory;
  // It was only just made, or its deletion was cut off at the very end: there is nothing in it to lose.
  return readdirSync(folder).every((name) => name === MARK || name === 'README.txt');
}

/** The git directory that a folder is the backup of, by its mark. */
function ownerOf(folder: string): string | undefined {
  try {
    const { of } = JSON.parse(readFileSync(join(folder, MARK), 'utf8')) as { of: unknown };
    return typeof of === 'string' ? of : undefined;
  } catch {
    return undefined;
  }
}

const notMade = (cause: unknown): UnleakError =>
  new UnleakError(
    'io',
    `The backup could not be made (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'}), so nothing was changed.`,
    'Make room, or see whether the folder beside the repository can be written to, then try again.',
    { cause },
  );
