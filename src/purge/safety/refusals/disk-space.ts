import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Refusal } from '../../plan/purge-plan.ts';
import { isKept } from '../copy-store.ts';
import { below } from '../durable.ts';
import type { OpenedForPurge } from '../refuse.ts';
import { walkFiles } from '../walk-files.ts';

// Refs, logs, indexes, the journal; and what others write meanwhile.
const MARGIN = 64 * 1024 * 1024;

/** A disk that would be full in the midst of it. Hard links cost nothing; a backup on another file system is a copy. */
export function diskSpace({ layout, neededBytes = 0, backup }: OpenedForPurge): Refusal[] {
  const [own, other] = [layout.commonDirectory, nearest(backup)];
  const here = short(own, neededBytes + MARGIN);
  if (statSync(own).dev === statSync(other).dev) return here;
  return [...here, ...short(other, storedBytes(own) + MARGIN)];
}

function short(folder: string, needed: number): Refusal[] {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize >= needed) return [];
  return [
    {
      code: 'disk-space',
      message: `The disk of ${folder} has ${mebibytes(bavail * bsize)} MiB left; the purge needs about ${mebibytes(needed)} MiB.`,
      wayOut: 'Make room, then try again.',
    },
  ];
}

const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);

function nearest(folder: string): string {
  let at = folder;
  while (!existsSync(at)) at = dirname(at);
  return at;
}

function storedBytes(folder: string): number {
  let sum = 0;
  for (const { path, kind } of walkFiles(folder, isKept))
    if (kind === 'file') sum += statSync(below(folder, path)).size;
  return sum;
}
