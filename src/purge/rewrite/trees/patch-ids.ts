/** A change of the ids in a tree. */
export interface IdChange {
  readonly from: Buffer;
  readonly to: Buffer;
  /** How many of its entries have the old id. */
  readonly count: number;
}

/**
 * Puts new ids in the place of old ones, without looking at the entries: an id that stands in a tree just as often as it has
 * entries stands nowhere else.
 * @param tree is left as it is
 * @param patched a copy of it, that is changed
 * @returns whether all ids were as often there; where not, `patched` is of no use
 */
export function patchIds(tree: Buffer, patched: Buffer, changes: readonly IdChange[]): boolean {
  for (const { from, to, count } of changes) {
    let found = 0;
    for (let at = tree.indexOf(from); at >= 0; at = tree.indexOf(from, at + 1)) {
      found++;
      to.copy(patched, at);
    }
    if (found !== count) return false;
  }
  return true;
}
