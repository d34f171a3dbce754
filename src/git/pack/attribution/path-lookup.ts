import type { CarefulReader } from './careful-reader.ts';
import { isList } from './projection-pool.ts';
import type { Tables } from './tables.ts';
import type { TreeLists } from './tree-lists.ts';

const KEPT = 256;
const SPACE = 0x20;
const FOLDER_MODE = /^0*4[0-7]{4}$/;

/** Says whether a tree has anything at a path. Only the innermost folder is read for it. */
export class PathLookup {
  readonly #tables: Tables;
  readonly #lists: TreeLists;
  readonly #reader: CarefulReader;
  /** Trees that were read last, by number. */
  readonly #trees = new Map<number, Buffer>();

  constructor(tables: Tables, lists: TreeLists, reader: CarefulReader) {
    this.#tables = tables;
    this.#lists = lists;
    this.#reader = reader;
  }

  /**
   * @param tree number of its id
   * @param path bytes as latin1
   * @returns true also where a tree can't be read
   */
  has(tree: number, path: string): boolean {
    const names = path.split('/');
    const file = Buffer.from(` ${names.pop()}\0`, 'latin1');
    let folders: readonly number[] = [tree];
    for (const name of names) folders = folders.flatMap((folder) => this.#foldersIn(folder, name));
    return folders.some((folder) => this.#hasFile(folder, file));
  }

  #foldersIn(tree: number, name: string): number[] {
    const lists = this.#lists;
    const found: number[] = [];
    if (!lists.open(tree)) return found;
    for (let edge = lists.from; edge < lists.to; edge++) {
      const instance = lists.instance(edge);
      const target = lists.target(instance);
      if (isList(target) && this.#tables.name(lists.name(instance)) === name) found.push(target >>> 1);
    }
    return found;
  }

  /** @param wanted what stands between an entry's mode and its id */
  #hasFile(folder: number, wanted: Buffer): boolean {
    const tree = this.#read(folder);
    if (!tree) return true;
    let found = tree.indexOf(wanted);
    // A name may look like the end of one entry's head and of another's: only from entry to entry is it certain.
    for (let at = 0; found >= 0 && at < tree.length; ) {
      const space = tree.indexOf(SPACE, at);
      const end = tree.indexOf(0, space);
      if (space < 0 || end < 0) return true;
      if (space === found && !FOLDER_MODE.test(tree.toString('latin1', at, space))) return true;
      at = end + 1 + this.#tables.hashLength;
      if (at > found) found = tree.indexOf(wanted, at);
    }
    return false;
  }

  #read(number: number): Buffer | undefined {
    const kept = this.#trees.get(number);
    if (kept) return kept;
    const bytes = this.#reader.tree(this.#tables.id(number));
    if (!bytes) return undefined;
    if (this.#trees.size >= KEPT) this.#trees.delete(this.#trees.keys().next().value!);
    this.#trees.set(number, bytes);
    return bytes;
  }
}
