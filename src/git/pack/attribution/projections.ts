import type { CarefulReader } from './careful-reader.ts';
import { isList, NOTHING, ProjectionPool } from './projection-pool.ts';
import type { Tables } from './tables.ts';
import type { TreeLists } from './tree-lists.ts';

/** git reads trees that are nested so deep: https://git-scm.com/docs/git-config#Documentation/git-config.txt-coremaxTreeDepth */
const DEEPEST = 2048;
const UNKNOWN = -1;
const BUSY = -2;
const NO_CHILD = -1;

/** Projections of trees: the part of each that leads to marked blobs. Most trees of a history have one of very few. */
export class Projections {
  readonly pool = new ProjectionPool();
  readonly #tables: Tables;
  readonly #reader: CarefulReader;
  readonly #lists: TreeLists;
  /** The trees that are open, each in the one before it: the next entry, the end of the entries, the first of its pairs. */
  readonly #trees: number[] = [];
  readonly #next: number[] = [];
  readonly #ends: number[] = [];
  readonly #firstPairs: number[] = [];
  readonly #pairs: number[] = [];
  /** By number of a tree's id. */
  #known: Int32Array;

  constructor(tables: Tables, lists: TreeLists, reader: CarefulReader) {
    this.#tables = tables;
    this.#lists = lists;
    this.#reader = reader;
    this.#known = new Int32Array(tables.ids).fill(UNKNOWN);
  }

  /** Number of a tree's projection in the pool; `NOTHING` where the tree can't be read, which is noted. */
  of(tree: number): number {
    if (this.#get(tree) === UNKNOWN) this.#project(tree);
    return this.#get(tree);
  }

  /** Depth-first without recursion: trees may be nested deeper than calls can be. */
  #project(root: number): void {
    this.#open(root);
    while (this.#trees.length > 0) {
      const child = this.#advance();
      if (child === NO_CHILD) this.#close();
      else this.#open(child);
    }
  }

  #open(tree: number): void {
    const lists = this.#lists;
    if (!lists.open(tree)) {
      this.#set(tree, NOTHING);
      return;
    }
    const first = lists.skipBarren(lists.from, lists.to);
    if (first === lists.to) {
      this.#setBarren(tree);
      return;
    }
    this.#set(tree, BUSY);
    this.#trees.push(tree);
    this.#next.push(first);
    this.#ends.push(lists.to);
    this.#firstPairs.push(this.#pairs.length);
  }

  #close(): void {
    const from = this.#firstPairs.pop()!;
    const projection = this.pool.number(this.#pairs, from);
    this.#pairs.length = from;
    this.#next.pop();
    this.#ends.pop();
    const tree = this.#trees.pop()!;
    if (projection === NOTHING) this.#setBarren(tree);
    else this.#set(tree, projection);
  }

  #setBarren(tree: number): void {
    this.#set(tree, NOTHING);
    this.#lists.setBarren(tree);
  }

  /** Goes on with the innermost tree's entries. @returns the next folder whose projection is not known */
  #advance(): number {
    const lists = this.#lists;
    const depth = this.#trees.length - 1;
    const end = this.#ends[depth]!;
    for (let edge = lists.skipBarren(this.#next[depth]!, end); edge < end; edge = lists.skipBarren(edge + 1, end)) {
      const instance = lists.instance(edge);
      const target = lists.target(instance);
      const known = isList(target) ? this.#get(target >>> 1) : NOTHING;
      if (known === UNKNOWN) {
        this.#next[depth] = edge;
        return target >>> 1;
      }
      if (!isList(target)) this.#pairs.push(lists.name(instance), target);
      else if (known !== NOTHING) this.#take(lists.name(instance), target >>> 1, known);
    }
    return NO_CHILD;
  }

  /** A folder in itself can only be feigned; it is left out, like one that is nested too deep. */
  #take(name: number, folder: number, projection: number): void {
    if (projection === BUSY || this.pool.height(projection) >= DEEPEST) this.#reader.note(this.#tables.oid(folder));
    else this.#pairs.push(name, projection * 2);
  }

  #get(tree: number): number {
    return this.#known[tree] ?? UNKNOWN;
  }

  #set(tree: number, projection: number): void {
    if (tree >= this.#known.length) this.#grow(tree);
    this.#known[tree] = projection;
  }

  #grow(tree: number): void {
    const grown = new Int32Array(Math.max(tree + 1, this.#known.length * 2)).fill(UNKNOWN);
    grown.set(this.#known);
    this.#known = grown;
  }
}
