import { createHash } from 'node:crypto';
import type { Fates } from '../fates.ts';
import type { History } from '../history/history.ts';

const GONE = -1;

/** What a commit is replaced with, when it changes nothing any more. */
export type Pruned = { readonly by: Buffer | null };

/** Finds commits that change nothing any more. Those that never changed anything stay. */
export class Pruning {
  readonly #history: History;
  readonly #fates: Fates;
  readonly #emptyTree: Buffer;
  /** By index: the commit that stands in its place, where one is pruned; `GONE`: none. */
  readonly #instead = new Map<number, number>();

  constructor(history: History, fates: Fates) {
    this.#history = history;
    this.#fates = fates;
    this.#emptyTree = createHash(history.tables.hashLength === 20 ? 'sha1' : 'sha256')
      .update('tree 0\0')
      .digest();
  }

  /** The parents that a commit has now, as indices of old commits. What became one by pruning is there once. */
  parentsOf(commit: number): number[] {
    const parents = this.#oldParents(commit);
    if (!parents.some((parent) => this.#instead.has(parent))) return parents;
    return [...new Set(parents.map((parent) => this.#standsFor(parent)))].filter((parent) => parent !== GONE);
  }

  /** @param parents as `parentsOf` gives them @returns undefined: the commit stays */
  prune(commit: number, parents: readonly number[]): Pruned | undefined {
    if (parents.length > 1 || !this.#becameEmpty(commit, parents)) return undefined;
    const instead = parents[0] ?? GONE;
    this.#instead.set(commit, instead);
    return { by: instead === GONE ? null : this.#idOf(this.#history.graph.id[instead]!) };
  }

  #becameEmpty(commit: number, parents: readonly number[]): boolean {
    const before = this.#oldParents(commit);
    const { graph, tables } = this.#history;
    const base = parents[0] === undefined ? this.#emptyTree : this.#idOf(graph.tree[parents[0]]!);
    if (!this.#idOf(graph.tree[commit]!).equals(base)) return false;
    const oldBase = before[0] === undefined ? this.#emptyTree : tables.id(graph.tree[before[0]]!);
    return before.length > 1 || !tables.id(graph.tree[commit]!).equals(oldBase);
  }

  #oldParents(commit: number): number[] {
    const { firstParent, parents } = this.#history.graph;
    return [...parents.subarray(firstParent[commit], firstParent[commit + 1])];
  }

  #standsFor(commit: number): number {
    return this.#instead.get(commit) ?? commit;
  }

  #idOf(number: number): Buffer {
    return Buffer.from(this.#fates.get(number) ?? this.#history.tables.id(number));
  }
}
