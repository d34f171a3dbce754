import type { BlobIntroduction } from './attribution.ts';
import { BlobDiff, type Budget, type NewBlob } from './blob-diff.ts';
import { agesOf, type CommitGraph } from './commit-graph.ts';
import type { PathLookup } from './path-lookup.ts';
import { NOTHING, type ProjectionPool } from './projection-pool.ts';
import type { Tables } from './tables.ts';

/** More are not listed. */
const MOST = 200_000;
/** Nor more than so many characters of paths. */
const MOST_PATHS = 64 * 2 ** 20;
/** Blobs at paths that a commit no longer has, of one commit. */
const MOST_GONE = 1000;

interface Found extends NewBlob {
  readonly commit: number;
  readonly before: readonly number[];
}

/** Goes through commits and finds what each brought. */
export class IntroductionFinder {
  readonly #tables: Tables;
  readonly #graph: CommitGraph;
  /** Of each commit's tree, by index of the commit. */
  readonly #projections: Uint32Array;
  readonly #paths: PathLookup;
  readonly #diff: BlobDiff;
  readonly #steps: Budget;
  readonly #found: Found[] = [];
  #pathsLength = 0;
  tooMany = false;

  constructor(
    tables: Tables,
    graph: CommitGraph,
    pool: ProjectionPool,
    projections: Uint32Array,
    paths: PathLookup,
    steps: Budget,
  ) {
    this.#tables = tables;
    this.#graph = graph;
    this.#projections = projections;
    this.#paths = paths;
    this.#steps = steps;
    this.#diff = new BlobDiff(pool, (name) => tables.name(name), steps);
  }

  /** Finds what a commit brought. */
  look(commit: number): void {
    const projection = this.#projections[commit]!;
    if (projection === NOTHING || this.tooMany || this.#isParents(commit, projection)) return;
    const parents = this.#parentsOf(commit);
    const found: NewBlob[] = [];
    this.#diff.compare(projection, parents, (blob) => {
      if (this.#found.length + found.length >= MOST || !this.#fits(blob)) this.tooMany = true;
      else found.push(blob);
      return !this.tooMany;
    });
    this.tooMany ||= this.#steps.spent;
    if (found.length > 0) this.#keep(commit, found, projection, parents);
  }

  /** All that was found, oldest first. */
  sorted(): BlobIntroduction[] {
    const ages = agesOf(this.#graph);
    const oids = new Map<number, string>();
    const oidOf = (id: number): string => {
      const known = oids.get(id) ?? this.#tables.oid(id);
      oids.set(id, known);
      return known;
    };
    return this.#found
      .map(({ commit, path, blob, before }) => ({
        commit: oidOf(this.#graph.id[commit]!),
        path,
        blob: oidOf(blob),
        before: before.map(oidOf).sort(),
        age: ages[commit]!,
      }))
      .sort((a, b) => a.age - b.age || order(a.commit, b.commit) || order(a.path, b.path) || order(a.blob, b.blob));
  }

  #isParents(commit: number, projection: number): boolean {
    const { firstParent, parents } = this.#graph;
    const end = firstParent[commit + 1]!;
    for (let k = firstParent[commit]!; k < end; k++) if (this.#projections[parents[k]!] === projection) return true;
    return false;
  }

  #parentsOf(commit: number): number[] {
    const { firstParent, parents } = this.#graph;
    return Array.from(
      parents.subarray(firstParent[commit]!, firstParent[commit + 1]!),
      (parent) => this.#projections[parent]!,
    );
  }

  #fits({ path }: NewBlob): boolean {
    this.#pathsLength += path.length;
    return this.#pathsLength <= MOST_PATHS;
  }

  #keep(commit: number, found: readonly NewBlob[], projection: number, parents: readonly number[]): void {
    const isMoved = found.some(({ others }) => others.length === 0);
    const gone = isMoved ? this.#goneFrom(commit, projection, parents) : [];
    for (const blob of found)
      this.#found.push({ ...blob, commit, before: blob.others.length > 0 ? blob.others : gone });
  }

  /** Marked blobs at paths that parents have and a commit has no more. */
  #goneFrom(commit: number, projection: number, parents: readonly number[]): number[] {
    const gone = new Set<number>();
    const tree = this.#graph.tree[commit]!;
    let looked = 0;
    for (const parent of new Set(parents)) {
      this.#diff.compare(parent, [projection], ({ path, blob, others }) => {
        if (others.length > 0 || gone.has(blob)) return true;
        if (!this.#paths.has(tree, path)) gone.add(blob);
        return ++looked < MOST_GONE;
      });
    }
    return [...gone];
  }
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
