import type { HashLength } from '../ids.ts';
import { commonPrefix, commonSuffix } from './common-ends.ts';
import type { DeltaOutput } from './delta-output.ts';

/**
 * Makes a delta between two trees, entry by entry: "mode name\0" and an id, in git's order. Right for any bytes, and
 * small for trees: only changed ids, and added or renamed entries, are in it.
 * @param output what the delta is written with
 * @returns the delta, until the next one is made; undefined: longer than `most` bytes
 */
export function treeDelta(
  output: DeltaOutput,
  base: Buffer,
  tree: Buffer,
  hashLength: HashLength,
  most: number,
): Buffer | undefined {
  output.begin(base.length, tree, most);
  const shorter = Math.min(base.length, tree.length);
  const prefix = commonPrefix(base, tree, shorter);
  const suffix = commonSuffix(base, tree, shorter - prefix);
  const end = tree.length - suffix;
  // Mostly one id is different, or neighbouring entries are new or gone.
  if (end - prefix <= hashLength || prefix + suffix === shorter) {
    output.copy(0, prefix);
    output.insert(prefix, end);
    output.copy(base.length - suffix, base.length);
  } else new Merge(output, base, tree, hashLength).run(prefix, end);
  return output.end();
}

/** Goes through the entries of both trees as they are ordered. */
class Merge {
  readonly #output: DeltaOutput;
  readonly #base: Buffer;
  readonly #tree: Buffer;
  readonly #hashLength: number;

  constructor(output: DeltaOutput, base: Buffer, tree: Buffer, hashLength: number) {
    this.#output = output;
    this.#base = base;
    this.#tree = tree;
    this.#hashLength = hashLength;
  }

  /** @param prefix both begin with the same so many bytes @param end from here in the tree, both end with the same */
  run(prefix: number, end: number): void {
    const [base, tree] = [this.#base, this.#tree];
    let at = this.#entryAt(prefix);
    let old = at;
    this.#output.copy(0, at);
    while (at < end && old < base.length && !this.#output.isTooLong) {
      const order = this.#order(old, at);
      const [oldEnd, newEnd] = [entryEnd(base, old, this.#hashLength), entryEnd(tree, at, this.#hashLength)];
      if (order === 0) this.#change(old, oldEnd, at, newEnd);
      if (order > 0) this.#output.insert(at, newEnd);
      if (order <= 0) old = oldEnd;
      if (order >= 0) at = newEnd;
    }
    this.#output.insert(at, Math.max(at, end));
    const tail = tree.length - Math.max(at, end);
    this.#output.copy(base.length - tail, base.length);
  }

  /** Where the entry begins that holds a byte of the tree. */
  #entryAt(position: number): number {
    let at = 0;
    for (let next = 0; next <= position && at < this.#tree.length; ) {
      at = next;
      next = entryEnd(this.#tree, at, this.#hashLength);
      if (next <= at) break;
    }
    return at;
  }

  /** Entries of the same name: what is the same in both is copied, the rest is new. */
  #change(old: number, oldEnd: number, at: number, newEnd: number): void {
    const same = Math.min(oldEnd - old, newEnd - at);
    let k = 0;
    while (k < same && this.#base[old + k] === this.#tree[at + k]) k++;
    this.#output.copy(old, old + k);
    this.#output.insert(at + k, newEnd);
  }

  /** Which of two entries comes first by its name: negative, the base's. Where git has another order, the delta grows. */
  #order(old: number, at: number): number {
    const [base, tree] = [this.#base, this.#tree];
    let i = base.indexOf(0x20, old) + 1;
    let j = tree.indexOf(0x20, at) + 1;
    while (base[i] === tree[j] && base[i] !== 0 && i < base.length) {
      i++;
      j++;
    }
    return (base[i] ?? 0) - (tree[j] ?? 0);
  }
}

/** Where an entry ends, or what there is of it. */
function entryEnd(bytes: Buffer, at: number, hashLength: number): number {
  const nameEnd = bytes.indexOf(0, at);
  return nameEnd < 0 ? bytes.length : Math.min(nameEnd + 1 + hashLength, bytes.length);
}
