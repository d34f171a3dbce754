import type { CarefulReader } from './careful-reader.ts';
import type { Tables } from './tables.ts';

/** In a list's length, and what is left of it for that. */
const BARREN = 0x80000000;
const MOST = 0x7fffffff;

/**
 * What trees hold of interest: folders and marked blobs, as numbers of instances. A tree that `readPacks` left out (loose, or
 * in a pack that leans on another one) is read when it is asked for.
 */
export class TreeLists {
  /** Where the list that `open` found lies, counted in the table of edges. */
  from = 0;
  to = 0;
  readonly #tables: Tables;
  readonly #reader: CarefulReader;
  #words: Uint32Array;
  #at: ReturnType<Tables['wordIndices']>;

  constructor(tables: Tables, reader: CarefulReader) {
    this.#tables = tables;
    this.#reader = reader;
    this.#words = tables.core.words;
    this.#at = tables.wordIndices();
  }

  /** Finds a tree's list. @returns whether the tree could be read; where not, it is noted */
  open(tree: number): boolean {
    const first = this.#first(tree) || (this.#read(tree) ? this.#first(tree) : 0);
    if (first === 0) return false;
    this.from = first - 1;
    this.to = this.from + (this.#words[this.#at.lists + 2 * tree + 1]! & MOST);
    return true;
  }

  /** Says of a tree that was opened that it leads to no blob. */
  setBarren(tree: number): void {
    this.#words[this.#at.lists + 2 * tree + 1]! |= BARREN;
  }

  /** The first edge from one on that may lead to a blob; `to` where there is none. */
  skipBarren(from: number, to: number): number {
    return this.#tables.core.exports.treesSkipBarren(from, to);
  }

  /** The instance at an edge. */
  instance(edge: number): number {
    return this.#words[this.#at.edges + edge]!;
  }

  /** What an instance names: the number of its id, doubled, plus 1 for a blob. */
  target(instance: number): number {
    return this.#words[this.#at.instances + 2 * instance + 1]!;
  }

  /** Number of an instance's name. */
  name(instance: number): number {
    return this.#words[this.#at.instances + 2 * instance]!;
  }

  #first(tree: number): number {
    return this.#words[this.#at.lists + 2 * tree]!;
  }

  #read(tree: number): boolean {
    const id = this.#tables.id(tree);
    const bytes = this.#reader.tree(id);
    const isTree = bytes !== undefined && this.#tables.parseTree(id, bytes);
    if (bytes && !isTree) this.#reader.note(id.toString('hex'));
    this.#words = this.#tables.core.words;
    this.#at = this.#tables.wordIndices();
    return isTree;
  }
}
