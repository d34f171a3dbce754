import { checkIdOrder } from './check-id-order.ts';
import { fanoutOf, sharedBytes, sharedNumbers } from './ids.ts';
import type { PackIndex } from './parse-index.ts';
import type { MultiIndex } from './parse-multi-index.ts';
import { Unusable } from './unusable.ts';

/**
 * Makes the index of a pack that has none of its own, from the multi-pack-index.
 * @param name of the index file that is missing
 * @param count of objects in the pack
 * @throws Unusable where the multi-pack-index places some of the pack's objects in other packs: without their offsets
 *   nobody can tell where the entries before them end
 */
export function indexFromMulti(multi: MultiIndex, name: string, count: number): PackIndex {
  const { hashLength } = multi;
  const pack = multi.packNames.indexOf(name);
  const positions = [...multi.packOf.keys()].filter((i) => multi.packOf[i] === pack);
  if (positions.length !== count)
    throw new Unusable('The pack has no index, and the multi-pack-index does not hold all of its objects.');
  const ids = sharedBytes(count * hashLength);
  const offsets = sharedNumbers(count);
  for (const [i, position] of positions.entries()) {
    ids.set(multi.ids.subarray(position * hashLength, (position + 1) * hashLength), i * hashLength);
    offsets[i] = multi.offsets[position]!;
  }
  const fanout = fanoutOf(ids, hashLength);
  const repeats = checkIdOrder({ ids, fanout, hashLength });
  return { count, hashLength, ids, fanout, offsets, packChecksum: undefined, repeats };
}
