import { randomInt } from 'node:crypto';

/** No projection: nothing of interest. */
export const NOTHING = 0;

/**
 * Lists of pairs {name, value}, each list once, so that two are equal when their numbers are. A value is the number of a list,
 * doubled, or that of a blob, doubled, plus 1. Pairs stand in the order of the tree's entries.
 */
export class ProjectionPool {
  /** All lists, one behind the other. */
  readonly pairs: number[] = [];
  /** Where list i ends; list 0 is empty. */
  readonly #ends: number[] = [0];
  /** How deep lists are nested in list i. */
  readonly #heights: number[] = [0];
  readonly #byHash = new Map<number, number>();
  readonly #sameHash: number[] = [0];
  readonly #seed = randomInt(2 ** 31);

  get count(): number {
    return this.#ends.length;
  }

  from(list: number): number {
    return list === NOTHING ? 0 : this.#ends[list - 1]!;
  }

  to(list: number): number {
    return this.#ends[list]!;
  }

  height(list: number): number {
    return this.#heights[list]!;
  }

  /** Number of the list of the pairs from an index on. */
  number(pairs: readonly number[], from: number): number {
    if (from === pairs.length) return NOTHING;
    const hash = this.#hash(pairs, from);
    const first = this.#byHash.get(hash) ?? NOTHING;
    for (let list = first; list !== NOTHING; list = this.#sameHash[list]!)
      if (this.#equals(list, pairs, from)) return list;
    return this.#add(pairs, from, hash, first);
  }

  #add(pairs: readonly number[], from: number, hash: number, sameHash: number): number {
    const list = this.#ends.length;
    let height = 0;
    for (let i = from; i < pairs.length; i += 2) {
      this.pairs.push(pairs[i]!, pairs[i + 1]!);
      if (isList(pairs[i + 1]!)) height = Math.max(height, this.#heights[pairs[i + 1]! >>> 1]!);
    }
    this.#ends.push(this.pairs.length);
    this.#heights.push(height + 1);
    this.#sameHash.push(sameHash);
    this.#byHash.set(hash, list);
    return list;
  }

  #hash(pairs: readonly number[], from: number): number {
    let hash = this.#seed;
    for (let i = from; i < pairs.length; i++) {
      hash = Math.imul(hash ^ pairs[i]!, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    return hash;
  }

  #equals(list: number, pairs: readonly number[], from: number): boolean {
    const start = this.from(list);
    const length = pairs.length - from;
    if (this.to(list) - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.pairs[start + i] !== pairs[from + i]) return false;
    return true;
  }
}

/** Whether a value is a list; else it is a blob. */
export const isList = (value: number): boolean => (value & 1) === 0;
