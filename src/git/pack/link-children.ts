/** Delta children of each slot, as linked lists in pack order; -1 ends. */
export interface Children {
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
}

/** Turns each slot's base (-1: none) around: which slots are deltas on it. */
export function linkChildren(base: Int32Array): Children {
  const firstChild = new Int32Array(new SharedArrayBuffer(base.length * 4)).fill(-1);
  const nextSibling = new Int32Array(new SharedArrayBuffer(base.length * 4)).fill(-1);
  for (let slot = base.length - 1; slot >= 0; slot--) {
    const parent = base[slot]!;
    if (parent < 0) continue;
    nextSibling[slot] = firstChild[parent]!;
    firstChild[parent] = slot;
  }
  return { firstChild, nextSibling };
}
