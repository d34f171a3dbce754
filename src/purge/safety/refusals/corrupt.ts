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
 * Damage: refs without objects, packs that can't be read. Commits, trees and blobs are looked at by whoever reads them all before
 * anything is written. What git fsck only frowns upon (odd time zones, modes) is no damage.
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

export const damaged = (what: string): Refusal => ({
  code: 'corrupt',
  message: `This repository is damaged: ${what}`,
  wayOut: 'Run `git fsck --full` to see what else; restore it from another clone, then try again.',
});
