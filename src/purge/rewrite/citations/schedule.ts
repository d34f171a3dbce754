import type { CommitGraph } from '../../../git/pack/attribution/commit-graph.ts';

const WAITING = 0;
const OPEN = 1;
const DONE = 2;

/** A commit that waits for others. */
interface Waiting {
  readonly commit: number;
  /** Its parents first, then what it cites. */
  readonly needs: readonly number[];
  readonly parents: number;
  next: number;
}

/**
 * An order in which each commit comes behind its parents and behind the commits that its message cites: an id can't be
 * cited before it exists. Where commits cite one another in a ring (by chance, a word may look like the beginning of an
 * id), a citation is given up, never a parent.
 * @param commits indices, parents first
 * @param cited of each of them
 */
export function schedule(graph: CommitGraph, commits: Uint32Array, cited: readonly (readonly number[])[]): Uint32Array {
  const citedBy = new Map<number, readonly number[]>();
  for (const [i, commit] of commits.entries()) if (cited[i]!.length > 0) citedBy.set(commit, cited[i]!);
  return citedBy.size === 0 ? commits : new Scheduler(graph, commits, citedBy).order();
}

class Scheduler {
  readonly #graph: CommitGraph;
  readonly #commits: Uint32Array;
  readonly #cited: Map<number, readonly number[]>;
  readonly #states: Uint8Array;
  readonly #stack: Waiting[] = [];
  readonly #order: Uint32Array;
  #count = 0;

  constructor(graph: CommitGraph, commits: Uint32Array, cited: Map<number, readonly number[]>) {
    this.#graph = graph;
    this.#commits = commits;
    this.#cited = cited;
    this.#order = new Uint32Array(commits.length);
    // What is not to be ordered is done already.
    this.#states = new Uint8Array(graph.count).fill(DONE);
    for (const commit of commits) this.#states[commit] = WAITING;
  }

  order(): Uint32Array {
    for (const commit of this.#commits) {
      if (this.#states[commit] === WAITING) this.#open(commit);
      while (this.#stack.length > 0) this.#step(this.#stack.at(-1)!);
    }
    return this.#order;
  }

  #open(commit: number): void {
    this.#states[commit] = OPEN;
    const { firstParent, parents } = this.#graph;
    const own = parents.subarray(firstParent[commit]!, firstParent[commit + 1]!);
    this.#stack.push({
      commit,
      needs: [...own, ...(this.#cited.get(commit) ?? [])],
      parents: own.length,
      next: 0,
    });
  }

  #step(waiting: Waiting): void {
    if (waiting.next === waiting.needs.length) {
      this.#states[waiting.commit] = DONE;
      this.#order[this.#count++] = waiting.commit;
      this.#stack.pop();
      return;
    }
    const needed = waiting.needs[waiting.next++]!;
    if (this.#states[needed] === WAITING) this.#open(needed);
    else if (this.#states[needed] === OPEN && waiting.next <= waiting.parents) this.#giveUpCitation();
  }

  /** A parent waits for its child: the last citation that led here is given up, and what it led to is asked again later. */
  #giveUpCitation(): void {
    for (;;) {
      this.#states[this.#stack.pop()!.commit] = WAITING;
      const before = this.#stack.at(-1)!;
      if (before.next > before.parents) return;
    }
  }
}
