import { sharedWords } from './ids.ts';
import type { PackTable } from './pack-table.ts';
import { BLOB, COMMIT, TAG, TREE, UNRESOLVED } from './stored-object.ts';

/** What there is to do in one pack: the roots of its delta trees, and where to cut the list so that threads can share it. */
export interface PackPlan {
  readonly roots: Uint32Array;
  /** Ascending places in `roots`: share number i is from `cuts[i]` up to `cuts[i + 1]`. */
  readonly cuts: Uint32Array;
  /** Packed bytes of each share, for progress. */
  readonly weights: Float64Array;
}

/** What else is known of the objects that were planned. */
export interface PlannedObjects {
  /** How many there are of each type, by number. */
  readonly counts: readonly number[];
  /** Bytes of the longest entry. */
  readonly longest: number;
}

// What an object costs besides its bytes.
const OVERHEAD = 40;
const TYPES = [UNRESOLVED, COMMIT, TREE, BLOB, TAG];

/**
 * Plans a pack's objects of some types, as numbers of a `PackTable`.
 * @param shareBytes packed bytes of a share, about
 */
export function planShares(
  { count, type, base, offset }: PackTable,
  types: readonly number[],
  shareBytes: number,
): PackPlan & PlannedObjects {
  const isWanted = TYPES.map((number) => types.includes(number));
  const counts = TYPES.map(() => 0);
  let longest = 0;
  const weightOf = new Float64Array(count);
  const roots: number[] = [];
  // Bases mostly come first, so that one pass finds most roots; a base that comes later is followed up.
  const rootOf = new Int32Array(count).fill(-1);
  for (let slot = 0; slot < count; slot++) {
    if (!isWanted[type[slot]!]) continue;
    counts[type[slot]!]!++;
    const root = findRoot(base, rootOf, slot);
    if (root === slot) roots.push(slot);
    const length = offset[slot + 1]! - offset[slot]!;
    if (length > longest) longest = length;
    weightOf[root]! += length + OVERHEAD;
  }
  return { ...cut(roots, weightOf, shareBytes), counts, longest };
}

function findRoot(base: Int32Array, rootOf: Int32Array, slot: number): number {
  let root = slot;
  while (rootOf[root]! < 0 && base[root]! >= 0) root = base[root]!;
  const found = rootOf[root]! < 0 ? root : rootOf[root]!;
  for (let at = slot; at >= 0 && rootOf[at]! < 0; at = base[at]!) rootOf[at] = found;
  return found;
}

function cut(roots: readonly number[], weightOf: Float64Array, shareBytes: number): PackPlan {
  const cuts = [0];
  const weights: number[] = [];
  let weight = 0;
  roots.forEach((root, i) => {
    weight += weightOf[root]!;
    if (weight < shareBytes && i < roots.length - 1) return;
    cuts.push(i + 1);
    weights.push(weight);
    weight = 0;
  });
  return { roots: shared(roots), cuts: shared(cuts), weights: Float64Array.from(weights) };
}

/**
 * Takes shares, by number, until all threads together have taken all.
 * @param taken how many were taken, for all threads: one 32-bit number
 */
export function* takeShares({ cuts }: PackPlan, taken: Int32Array): Generator<number> {
  for (let share = Atomics.add(taken, 0, 1); share < cuts.length - 1; share = Atomics.add(taken, 0, 1)) yield share;
}

function shared(numbers: readonly number[]): Uint32Array {
  const array = sharedWords(numbers.length);
  array.set(numbers);
  return array;
}
