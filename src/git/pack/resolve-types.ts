import type { PackColumns } from './pack-table.ts';
import { UNRESOLVED } from './stored-object.ts';

const ON_THE_WAY = 0xff;

/**
 * Gives each delta the type of the whole object that its chain ends in. Where it ends in none (damage, a base that is
 * not in this pack, a ring) the type is 0 and the base -1. Each entry is passed twice, whatever the chains' shape.
 * @returns how many types are 0
 */
export function resolveTypes({ type, base }: PackColumns): number {
  let unresolved = 0;
  for (let slot = 0; slot < type.length; slot++) {
    if (type[slot] === UNRESOLVED && base[slot]! >= 0) resolveChain(slot, type, base);
    if (type[slot] === UNRESOLVED) unresolved++;
  }
  return unresolved;
}

function resolveChain(start: number, type: Uint8Array, base: Int32Array): void {
  let at = start;
  while (type[at] === UNRESOLVED && base[at]! >= 0) {
    type[at] = ON_THE_WAY;
    at = base[at]!;
  }
  // Back on the way itself: a ring of REF_DELTAs, which no whole object ends.
  const found = type[at] === ON_THE_WAY ? UNRESOLVED : type[at]!;
  for (at = start; type[at] === ON_THE_WAY; ) {
    const next = base[at]!;
    type[at] = found;
    if (found === UNRESOLVED) base[at] = -1;
    at = next;
  }
}
