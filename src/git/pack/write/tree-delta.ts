import type { HashLength } from '../ids.ts';
import { commonFrom, commonPrefix, commonSuffix } from './common-ends.ts';
import type { DeltaOutput } from './delta-output.ts';

/** So many bytes behind a changed id are the same in both, where nothing but the id has changed. */
const RESYNC = 12;

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
    let at = this.#entryAt(0, prefix);
    let old = at;
    this.#output.copy(0, at);
    while (at < end && old < this.#base.length && !this.#output.isTooLong) {
      [old, at] = this.#alike(old, at, end);
      if (at < end) [old, at] = this.#merge(old, at, end);
    }
    this.#output.insert(at, Math.max(at, end));
    const tail = this.#tree.length - Math.max(at, end);
    this.#output.copy(this.#base.length - tail, this.#base.length);
  }

  /** Goes on as long as only ids differ, without a look at the entries. @returns where entries begin in both that differ in more */
  #alike(firstOld: number, first: number, end: number): [old: number, at: number] {
    const [base, tree, length] = [this.#base, this.#tree, this.#hashLength];
    const shift = firstOld - first;
    for (let at = first; ; ) {
      const different = at + commonFrom(base, at + shift, tree, at, Math.min(end - at, base.length - at - shift));
      const next = different + length;
      const isId = next + RESYNC <= end && commonFrom(base, next + shift, tree, next, RESYNC) === RESYNC;
      if (!isId || next + shift + RESYNC > base.length)
        return this.#toEntry(at, this.#entryAt(first, different), shift);
      this.#output.copy(at + shift, different + shift);
      const same = this.#sameBefore(next, shift, length);
      this.#output.insert(different, next - same);
      this.#output.copy(next - same + shift, next + shift);
      at = next;
    }
  }

  /** How many of the bytes before a place, at most so many, are the same in both. */
  #sameBefore(next: number, shift: number, most: number): number {
    let same = 0;
    while (same < most && this.#base[next + shift - same - 1] === this.#tree[next - same - 1]) same++;
    return same;
  }

  /** From a place that may be within an entry to where one begins. @param start of the entry that differs */
  #toEntry(at: number, start: number, shift: number): [old: number, at: number] {
    if (start >= at) {
      this.#output.copy(at + shift, start + shift);
      return [start + shift, start];
    }
    const to = entryEnd(this.#tree, start, this.#hashLength);
    this.#output.insert(at, to);
    return [entryEnd(this.#base, start + shift, this.#hashLength), to];
  }

  /** Takes entry after entry, up to one that is the same in both. */
  #merge(firstOld: number, first: number, end: number): [old: number, at: number] {
    let [old, at] = [firstOld, first];
    while (at < end && old < this.#base.length && !this.#output.isTooLong) {
      const order = this.#order(old, at);
      const oldEnd = entryEnd(this.#base, old, this.#hashLength);
      const newEnd = entryEnd(this.#tree, at, this.#hashLength);
      const isSame = order === 0 && this.#change(old, oldEnd, at, newEnd);
      if (order > 0) this.#output.insert(at, newEnd);
      if (order <= 0) old = oldEnd;
      if (order >= 0) at = newEnd;
      if (isSame) break;
    }
    return [old, at];
  }

  /** Where the entry begins that holds a byte of the tree. @param from where some entry before it begins */
  #entryAt(from: number, position: number): number {
    let at = from;
    for (let next = from; next <= position && at < this.#tree.length; ) {
      at = next;
      next = entryEnd(this.#tree, at, this.#hashLength);
      if (next <= at) break;
    }
    return at;
  }

  /** Entries of the same name: what is the same in both is copied, the rest is new. @returns whether all is the same */
  #change(old: number, oldEnd: number, at: number, newEnd: number): boolean {
    const same = Math.min(oldEnd - old, newEnd - at);
    let k = 0;
    while (k < same && this.#base[old + k] === this.#tree[at + k]) k++;
    this.#output.copy(old, old + k);
    this.#output.insert(at + k, newEnd);
    return at + k === newEnd && old + k === oldEnd;
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
