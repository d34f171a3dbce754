import type { Oid } from '../../../domain/blob.ts';
import type { HashLength } from '../ids.ts';
import type { ObjectStore } from '../object-store.ts';
import type { PackTable } from '../pack-table.ts';
import { type PackPlan, type PlannedObjects, planShares } from '../plan-shares.ts';
import { COMMIT, TREE } from '../stored-object.ts';
import type { Expected } from './table-regions.ts';

/** One pack's commits and trees. */
export interface PackReading {
  readonly pack: PackTable;
  readonly plan: PackPlan & PlannedObjects;
  /** How many shares have been taken, for all threads: one 32-bit number. */
  readonly taken: Int32Array;
  /** By slot: 1 for what an earlier pack has. */
  readonly duplicates?: Uint8Array;
}

/** All that a thread needs to read commits and trees of packs; passes from thread to thread. */
export interface ReadingJob {
  readonly hashLength: HashLength;
  readonly packs: readonly PackReading[];
  /** Ids of the marked blobs, one behind the other. */
  readonly marked: Uint8Array;
  /** Milliseconds since 1970 after which to give up; Infinity for never. */
  readonly deadline: number;
}

/** Takes a thread a few milliseconds. */
const SHARE_BYTES = 256 * 1024;
/** What stands in the tables of a commit or tree, with what other threads get of it. */
const TABLES_EACH = 128;
/** Pack bytes in memory at a time, of all packs together: deltas on a tree may lie far from it. */
export const CACHE = 24 * 2 ** 20;

/** Plans the reading of all commits and trees of the packs. @param marked ids of blobs, each once */
export function planReading(
  store: ObjectStore,
  marked: readonly Oid[],
  deadline = Number.POSITIVE_INFINITY,
): ReadingJob {
  return {
    hashLength: store.hashLength,
    packs: store.packs.map((_, number) => planPack(store, number)),
    marked: Buffer.from(marked.join(''), 'hex'),
    deadline,
  };
}

/** Packed bytes that are to be read, about. */
export const bytesToRead = ({ packs }: ReadingJob): number =>
  packs.reduce((sum, { plan }) => sum + plan.weights.reduce((a, b) => a + b, 0), 0);

/** How many commits and trees there are. */
export function objectsIn({ packs }: ReadingJob): Expected {
  const count = (type: number): number => packs.reduce((sum, { plan }) => sum + plan.counts[type]!, 0);
  return { commits: count(COMMIT), trees: count(TREE) };
}

/** Bytes of memory that a thread takes for it, about. */
export function memoryFor(job: ReadingJob): number {
  const { commits, trees } = objectsIn(job);
  return CACHE + (commits + trees) * TABLES_EACH;
}

function planPack(store: ObjectStore, number: number): PackReading {
  const pack = store.packs[number]!;
  const duplicates = store.packs.length > 1 || pack.repeats ? store.duplicates(number) : undefined;
  return {
    pack,
    plan: planShares(pack, [COMMIT, TREE], SHARE_BYTES),
    taken: new Int32Array(new SharedArrayBuffer(4)),
    ...(duplicates && { duplicates }),
  };
}
