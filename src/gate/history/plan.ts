import type { PackTable } from '../../git/pack/pack-table.ts';
import { TREE, UNRESOLVED } from '../../git/pack/stored-object.ts';

/** What there is to do in one pack: the roots of its delta trees, and where to cut the list so that threads can share it. */
export interface PackPlan {
  readonly roots: Uint32Array;
  /** Ascending places in `roots`: share number i is from `cuts[i]` up to `cuts[i + 1]`. */
  readonly cuts: Uint32Array;
  /** Packed bytes of each share, for progress. */
  readonly weights: Float64Array;
}

/** Of a pack. It takes a thread some milliseconds: little enough that none waits long for another at the end. */
export const SHARE_BYTES = 512 * 1024;
// What an object costs besides its bytes.
const OVERHEAD = 40;

/** Plans a pack: all of it but the trees. */
export function planPack(pack: PackTable): PackPlan {
  const weightOf = new Float64Array(pack.count);
  const roots: number[] = [];
  // Bases mostly come first, so that one pass finds most roots; a base that comes later is followed up.
  const rootOf = new Int32Array(pack.count).fill(-1);
  for (let slot = 0; slot < pack.count; slot++) {
    if (pack.type[slot] === UNRESOLVED || pack.type[slot] === TREE) continue;
    const root = findRoot(pack.base, rootOf, slot);
    if (root === slot) roots.push(slot);
    weightOf[root]! += pack.offset[slot + 1]! - pack.offset[slot]! + OVERHEAD;
  }
  return cut(roots, weightOf);
}

function findRoot(base: Int32Array, rootOf: Int32Array, slot: number): number {
  let root = slot;
  while (rootOf[root]! < 0 && base[root]! >= 0) root = base[root]!;
  const found = rootOf[root]! < 0 ? root : rootOf[root]!;
  for (let at = slot; at >= 0 && rootOf[at]! < 0; at = base[at]!) rootOf[at] = found;
  return found;
}

function cut(roots: readonly number[], weightOf: Float64Array): PackPlan {
  const cuts = [0];
  const weights: number[] = [];
  let weight = 0;
  roots.forEach((root, i) => {
    weight += weightOf[root]!;
    if (weight < SHARE_BYTES && i < roots.length - 1) return;
    cuts.push(i + 1);
    weights.push(weight);
    weight = 0;
  });
  return { roots: shared(roots), cuts: shared(cuts), weights: Float64Array.from(weights) };
}

function shared(numbers: readonly number[]): Uint32Array {
  const array = new Uint32Array(new SharedArrayBuffer(numbers.length * 4));
  array.set(numbers);
  return array;
}
