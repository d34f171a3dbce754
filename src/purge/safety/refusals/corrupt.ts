import { beginGit } from '../../../git/process.ts';
import { gitAt } from '../../../git/refs/git-at.ts';
import type { RepositoryLayout } from '../../../git/refs/layout.ts';
import { missingObjects } from '../../../git/refs/missing-objects.ts';
import { readRefs } from '../../../git/refs/read-refs.ts';
import type { Refusal } from '../../plan/purge-plan.ts';
import type { OpenedForPurge } from '../refuse.ts';

/** A file of the object store that could not be read, and a sentence that says why. */
export interface UnreadableFile {
  readonly file: string;
  readonly why: string;
}

/**
 * Damage: refs without objects, packs that can't be read. Commits and trees are looked at by whoever reads them all, and what is missing
 * behind them by `lookForMissing`, before anything is written. What git fsck only frowns upon (odd time zones, modes) is no damage.
 */
export async function corrupt({ layout, unreadable = [] }: OpenedForPurge): Promise<Refusal[]> {
  const git = layout.commonDirectory;
  const files = unreadable.map(({ file, why }) => damaged(`${file} can’t be read: ${why}`));
  const refs = await readRefs(layout);
  const missing = new Set(
    await missingObjects(
      git,
      refs.map(({ oid }) => oid),
    ),
  );
  const broken = refs.find(({ oid }) => missing.has(oid));
  if (broken) return [...files, damaged(`${broken.name} names an object that is not here.`)];
  return files;
}

/**
 * Has git walk over all objects that refs lead to, which takes its time.
 * @returns waits for the end: whether one of them is missing
 */
export async function lookForMissing({ commonDirectory }: RepositoryLayout): Promise<() => Promise<Refusal[]>> {
  const args = ['rev-list', '--objects', '--no-object-names', '--quiet', '--all'];
  const walked = await beginGit(args, gitAt(commonDirectory));
  return () =>
    walked().then(
      () => [],
      () => [damaged('git does not find all objects that its refs lead to.')],
    );
}

const DAMAGED = 'This repository is damaged: ';

export const damaged = (what: string): Refusal => ({
  code: 'corrupt',
  message: what.startsWith(DAMAGED) ? what : `${DAMAGED}${what}`,
  wayOut: 'Run `git fsck --full` to see what else; restore it from another clone, then try again.',
});
