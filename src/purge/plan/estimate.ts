import type { Estimate, PurgeCounts } from './purge-plan.ts';

/** What an estimate is made from. */
export interface EstimateParts {
  readonly counts: Pick<PurgeCounts, 'blobs' | 'trees' | 'commits' | 'tags'>;
  /** Bytes of all packs and loose objects. */
  readonly storedBytes: number;
  /** The backup can't be hard links: another file system. */
  readonly backupIsCopy: boolean;
}

// Round numbers for a common machine, not a measurement of this one: disks, deltas and files of uncommon size make it several times as
// much, or as little.
const SECONDS_PER_OBJECT = 45e-6;
const BLOB_SECONDS = 400e-6;
const PROVED_BYTES_PER_SECOND = 40e6;
const LEAST_SECONDS = 1;

// As packed: a commit deflated, a tree as a delta against the one before it, a blob of common size.
const COMMIT_BYTES = 260;
const TREE_BYTES = 160;
const BLOB_BYTES = 6000;

/**
 * A rough guess of what a purge takes, from the number of objects that are written and the bytes that are searched: people want to know
 * whether to wait, and whether the disk is large enough.
 */
export function estimate({ counts, storedBytes, backupIsCopy }: EstimateParts): Estimate {
  const { blobs, trees, commits, tags } = counts;
  const rewriting = (trees + commits + tags) * SECONDS_PER_OBJECT + blobs * BLOB_SECONDS;
  const proving = storedBytes / PROVED_BYTES_PER_SECOND;
  const written = (commits + tags) * COMMIT_BYTES + trees * TREE_BYTES + blobs * BLOB_BYTES;
  return {
    seconds: Math.ceil(LEAST_SECONDS + rewriting + proving),
    bytes: written + (backupIsCopy ? storedBytes : 0),
  };
}
