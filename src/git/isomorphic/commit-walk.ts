import type { Oid } from '../../domain/blob.ts';
import { NewestFirst } from './newest-first.ts';
import type { ObjectReader } from './object-reader.ts';
import type { Commit } from './parse-commit.ts';

/** What a walk over commits found. */
export interface WalkedCommits {
  /** Reached and not left out, parents after children. */
  readonly commits: readonly WalkedCommit[];
  /** Left-out commits that are parents of these. */
  readonly boundary: readonly WalkedCommit[];
}

/** A commit on the walk. */
export interface WalkedCommit extends Commit {
  readonly oid: Oid;
}

interface Node extends WalkedCommit {
  excluded: boolean;
  queued: boolean;
}

/**
 * Finds the commits that `tips` reach and `exclude` do not, newest first, as `git rev-list tips --not exclude`. Like git
 * it stops once all that is left is left out and older than what was found; where clocks went backwards this may list a
 * commit too many, never one too few. `shallow` commits have no parents here.
 * https://git-scm.com/docs/git-rev-list
 * @throws UnleakError `object-missing` when a commit that is reached is not here; left-out ones may be missing
 */
export async function walkCommits(
  reader: ObjectReader,
  range: { readonly tips: Iterable<Oid>; readonly exclude: Iterable<Oid>; readonly shallow: ReadonlySet<Oid> },
): Promise<WalkedCommits> {
  const walk = new CommitWalk(reader, range.shallow);
  for (const oid of range.exclude) await walk.reach(oid, true);
  for (const oid of range.tips) await walk.reach(oid, false);
  await walk.run();
  return walk.result();
}

class CommitWalk {
  readonly #reader: ObjectReader;
  readonly #shallow: ReadonlySet<Oid>;
  readonly #nodes = new Map<Oid, Node>();
  readonly #queue = new NewestFirst<Node>();
  #wantedInQueue = 0;
  #oldestWanted = Number.POSITIVE_INFINITY;

  constructor(reader: ObjectReader, shallow: ReadonlySet<Oid>) {
    this.#reader = reader;
    this.#shallow = shallow;
  }

  async reach(oid: Oid, excluded: boolean): Promise<void> {
    const known = this.#nodes.get(oid);
    if (known) {
      if (excluded) this.#exclude(known);
      return;
    }
    if (excluded && !this.#reader.has(oid)) return;
    const commit = await this.#reader.commit(oid);
    const node: Node = {
      oid,
      ...commit,
      parents: this.#shallow.has(oid) ? [] : commit.parents,
      excluded,
      queued: true,
    };
    this.#nodes.set(oid, node);
    this.#queue.push(node);
    if (!excluded) this.#wantedInQueue++;
  }

  async run(): Promise<void> {
    for (;;) {
      const next = this.#queue.newest;
      if (next === undefined || (this.#wantedInQueue === 0 && next.date < this.#oldestWanted)) return;
      this.#queue.pop();
      next.queued = false;
      if (!next.excluded) {
        this.#wantedInQueue--;
        this.#oldestWanted = Math.min(this.#oldestWanted, next.date);
      }
      for (const parent of next.parents) await this.reach(parent, next.excluded);
    }
  }

  result(): WalkedCommits {
    const wanted = [...this.#nodes.values()].filter((node) => !node.excluded);
    const boundary = new Set<Node>();
    for (const node of wanted)
      for (const oid of node.parents) {
        const parent = this.#nodes.get(oid);
        if (parent?.excluded) boundary.add(parent);
      }
    return { commits: childrenFirst(wanted), boundary: [...boundary] };
  }

  /** Leaves out a commit that was met before, and what it was already seen to reach. */
  #exclude(start: Node): void {
    const stack = [start];
    for (let node = stack.pop(); node; node = stack.pop()) {
      if (node.excluded) continue;
      node.excluded = true;
      if (node.queued) this.#wantedInQueue--;
      for (const oid of node.parents) {
        const parent = this.#nodes.get(oid);
        if (parent) stack.push(parent);
      }
    }
  }
}

/** Kahn's algorithm: a commit comes once all its children have. */
function childrenFirst(nodes: readonly Node[]): WalkedCommit[] {
  const children = new Map<Oid, number>(nodes.map(({ oid }) => [oid, 0]));
  const byOid = new Map(nodes.map((node) => [node.oid, node]));
  for (const { parents } of nodes)
    for (const parent of parents) if (byOid.has(parent)) children.set(parent, children.get(parent)! + 1);
  const ready = new NewestFirst<Node>();
  for (const node of nodes) if (children.get(node.oid) === 0) ready.push(node);
  const sorted: WalkedCommit[] = [];
  for (let node = ready.pop(); node; node = ready.pop()) {
    sorted.push(node);
    for (const oid of node.parents) {
      const parent = byOid.get(oid);
      if (!parent) continue;
      const left = children.get(oid)! - 1;
      children.set(oid, left);
      if (left === 0) ready.push(parent);
    }
  }
  return sorted;
}
