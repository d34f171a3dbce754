import { UnleakError } from '../../domain/unleak-error.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import type { Refusal } from '../plan/purge-plan.ts';
import { atWork } from './refusals/at-work.ts';
import { corrupt, type UnreadableFile } from './refusals/corrupt.ts';
import { diskSpace } from './refusals/disk-space.ts';
import { environment } from './refusals/environment.ts';
import { largeFiles } from './refusals/large-files.ts';
import { otherStores } from './refusals/other-stores.ts';
import { refStorage } from './refusals/ref-storage.ts';
import { unfinished } from './refusals/unfinished.ts';
import { workTrees } from './refusals/work-trees.ts';

/** What the refusals look at. */
export interface OpenedForPurge {
  readonly layout: RepositoryLayout;
  /** What the rewrite will write, in bytes, as estimated. */
  readonly neededBytes?: number;
  /** Where the backup will lie. */
  readonly backup: string;
  /** What the object store could not read. */
  readonly unreadable?: readonly UnreadableFile[];
}

const CHECKS: readonly ((repo: OpenedForPurge) => Refusal[] | Promise<Refusal[]>)[] = [
  environment,
  refStorage,
  otherStores,
  unfinished,
  atWork,
  workTrees,
  largeFiles,
  diskSpace,
  corrupt,
];

/**
 * Reasons for not purging this repository in place, all of them at once: each costs the person a trip. Untracked and ignored files are
 * no reason, nothing touches them; changes to tracked files are, even at other paths: the simple rule is the one that people can check.
 * @returns nothing: go
 */
export async function refuse(repo: OpenedForPurge): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  for (const check of CHECKS) refusals.push(...(await inSentences(repo, check)));
  return refusals;
}

/** What can't even be looked at is a reason, too. */
async function inSentences(repo: OpenedForPurge, check: (typeof CHECKS)[number]): Promise<Refusal[]> {
  try {
    return await check(repo);
  } catch (error) {
    if (!(error instanceof UnleakError)) throw error;
    return [{ code: error.code, message: error.message, wayOut: error.hint }];
  }
}
