import type { PackIndex } from './pack-index.ts';
import { corrupt, unsupported } from './refusals.ts';

const OFS_DELTA = 6;
const REF_DELTA = 7;
/** git writes no longer chains: https://git-scm.com/docs/git-pack-objects#Documentation/git-pack-objects.txt---depthltngt */
const LONGEST = 4095;

/**
 * Makes sure that every delta of a pack leads to a whole object of the same pack. isomorphic-git follows deltas without
 * a limit, so a pack made by hand, with a ring in it, would hold it for ever.
 * @throws UnleakError `object-corrupt` for a ring or a base outside the pack, `unsupported` for very long chains
 */
export function checkDeltaChains(pack: Buffer, index: PackIndex): void {
  const known = new Set(index.offsets());
  // Offset to the number of deltas that lead from there to a whole object.
  const depths = new Map<number, number>();
  for (const start of known) {
    const chain: number[] = [];
    const onChain = new Set<number>();
    let at: number | undefined = start;
    while (at !== undefined && !depths.has(at)) {
      if (onChain.has(at)) throw corrupt('deltas of a pack go round in a ring');
      chain.push(at);
      onChain.add(at);
      at = baseOf(pack, at, index);
      if (at !== undefined && !known.has(at)) throw corrupt('a delta of a pack has no base there');
    }
    let depth = at === undefined ? -1 : depths.get(at)!;
    for (const offset of chain.reverse()) depths.set(offset, ++depth);
    if (depth > LONGEST) throw unsupported(`chains of more than ${LONGEST} deltas`);
  }
}

/** Offset of a delta's base; undefined for a whole object. Format: https://git-scm.com/docs/gitformat-pack#_pack_pack_files_have_the_following_format */
function baseOf(pack: Buffer, offset: number, index: PackIndex): number | undefined {
  const type = ((pack[offset] ?? 0) >> 4) & 7;
  if (type !== OFS_DELTA && type !== REF_DELTA) return undefined;
  let at = offset;
  while ((pack[at++] ?? 0) & 0x80);
  if (type === REF_DELTA) return index.offsetOf(pack.toString('hex', at, at + 20).padEnd(40, '0')) ?? -1;
  let byte = pack[at++] ?? 0;
  let distance = byte & 0x7f;
  while (byte & 0x80 && distance < offset) {
    byte = pack[at++] ?? 0;
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  return distance > 0 ? offset - distance : -1;
}
