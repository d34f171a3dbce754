import type { PathBytes } from '../../../domain/blob.ts';
import type { History } from './history.ts';
import { unreadable } from './peel-tips.ts';

const UNKNOWN = -1;
const BUSY = -2;
const NO_CHILD = -1;
/** Of trees that are a commit's: they resemble one another. Others go by the name under which they were met first. */
const ROOTS = 0;

/** Which of the trees that were visited hold something that changes, and in which order they can be written. */
export class TreeSurvey {
  /** Numbers of the marked blobs that were met. */
  readonly blobs = new Set<number>();
  /** Trees that change: at 1 those that hold no others of them, at 2 those that hold such, and so on. */
  readonly byHeight: number[][] = [];
  readonly #history: History;
  /** Trees one of whose names holds a text. */
  readonly #renaming: ReadonlySet<number>;
  #heights: Int32Array;
  /** Pairs by number: the tree through which a tree was met first, and the number of its name there, plus 1. */
  #met: Int32Array;
  /** The trees that are open, each in the one before it: the next edge, the last, and how high they are so far. */
  readonly #trees: number[] = [];
  readonly #next: number[] = [];
  readonly #ends: number[] = [];
  readonly #high: number[] = [];

  constructor(history: History, renaming: ReadonlySet<number>) {
    this.#history = history;
    this.#renaming = renaming;
    this.#heights = new Int32Array(history.tables.ids).fill(UNKNOWN);
    this.#met = new Int32Array(history.tables.ids * 2);
  }

  /** Looks at a tree and all in it, each tree once. @throws UnleakError for a tree that is missing or damaged */
  visit(root: number): void {
    if (this.#height(root) !== UNKNOWN) return;
    this.#open(root);
    while (this.#trees.length > 0) {
      const child = this.#advance();
      if (child === NO_CHILD) this.#close();
      else this.#open(child);
    }
  }

  /** Whether a tree changes, of those that were visited. */
  changes(tree: number): boolean {
    return this.#height(tree) > 0;
  }

  /** A number that trees share which are likely to resemble each other. */
  familyOf(tree: number): number {
    return this.#met[2 * tree + 1] ?? ROOTS;
  }

  /** A path at which a tree stands, with a slash at the end; of a root, nothing. */
  pathTo(tree: number): PathBytes {
    const names: string[] = [];
    for (let at = tree; this.familyOf(at) !== ROOTS; at = this.#met[2 * at]!)
      names.unshift(`${this.#history.tables.name(this.familyOf(at) - 1)}/`);
    return names.join('');
  }

  #open(tree: number): void {
    const { lists, tables, objects } = this.#history;
    if (!lists.open(tree)) {
      // Says what is wrong with it, if it can't be read at all.
      objects.read(tables.id(tree));
      throw unreadable('tree', tables.oid(tree));
    }
    this.#set(tree, BUSY);
    this.#trees.push(tree);
    this.#next.push(lists.from);
    this.#ends.push(lists.to);
    this.#high.push(this.#renaming.has(tree) ? 1 : 0);
  }

  /** Goes on with the innermost tree's entries. @returns the next folder that is not known */
  #advance(): number {
    const { lists } = this.#history;
    const depth = this.#trees.length - 1;
    for (let edge = this.#next[depth]!; edge < this.#ends[depth]!; edge++) {
      const instance = lists.instance(edge);
      const target = lists.target(instance);
      const child = target >>> 1;
      if (target & 1) this.blobs.add(child);
      const height = target & 1 ? 0 : this.#height(child);
      if (height === UNKNOWN) {
        this.#next[depth] = edge;
        this.#meet(child, this.#trees[depth]!, lists.name(instance));
        return child;
      }
      if (height > 0 || target & 1) this.#high[depth] = Math.max(this.#high[depth]!, height + 1);
    }
    return NO_CHILD;
  }

  #close(): void {
    this.#next.pop();
    this.#ends.pop();
    const height = this.#high.pop()!;
    const tree = this.#trees.pop()!;
    this.#set(tree, height);
    if (height > 0) (this.byHeight[height] ??= []).push(tree);
  }

  #meet(child: number, tree: number, name: number): void {
    if (2 * child + 1 >= this.#met.length) this.#met = grown(this.#met, 2 * child + 2, 0);
    this.#met[2 * child] = tree;
    this.#met[2 * child + 1] = name + 1;
  }

  #height(tree: number): number {
    return this.#heights[tree] ?? UNKNOWN;
  }

  #set(tree: number, height: number): void {
    if (tree >= this.#heights.length) this.#heights = grown(this.#heights, tree + 1, UNKNOWN);
    this.#heights[tree] = height;
  }
}

function grown(words: Int32Array, least: number, rest: number): Int32Array {
  const larger = new Int32Array(Math.max(least, words.length * 2)).fill(rest, words.length);
  larger.set(words);
  return larger;
}
