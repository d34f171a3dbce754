import { inGitsOrder, type TreeEntry, treeBytes } from '../trees/tree-entries.ts';

/** A note, or another entry of a notes tree. */
export interface NoteEntry {
  /** As it is to be now. */
  readonly entry: TreeEntry;
  /** Old id of its blob. */
  readonly old: Buffer;
}

/** A folder of a notes tree that is being put together. What can't be there, since a file is in its way, goes beside it. */
export class NoteFolder {
  readonly #folders = new Map<string, NoteFolder>();
  readonly #files = new Map<string, NoteEntry[]>();

  /** Puts an entry at a path, its names in turn; several at one path stay together. */
  put(path: readonly string[], note: NoteEntry): void {
    const [name, ...below] = path as [string, ...string[]];
    const isInTheWay = below.length > 0 && this.#files.has(name);
    if (isInTheWay || (below.length === 0 && this.#folders.has(name))) this.#add(`${name}${below.join('')}`, note);
    else if (below.length === 0) this.#add(name, note);
    else this.#folder(name).put(below, note);
  }

  /**
   * Writes the folder and those in it.
   * @param add writes a tree @param join makes one entry of those at one path
   * @returns its id
   */
  write(add: (tree: Buffer) => Buffer, join: (notes: readonly NoteEntry[]) => TreeEntry): Buffer {
    const files = [...this.#files].map(([name, notes]) => ({ ...join(notes), name }));
    const folders = [...this.#folders].map(([name, folder]): TreeEntry => {
      const id = folder.write(add, join);
      return { mode: '40000', kind: 'folder', name, id };
    });
    return add(treeBytes(inGitsOrder([...files, ...folders])));
  }

  #add(name: string, note: NoteEntry): void {
    const notes = this.#files.get(name);
    if (notes) notes.push(note);
    else this.#files.set(name, [note]);
  }

  #folder(name: string): NoteFolder {
    const folder = this.#folders.get(name) ?? new NoteFolder();
    this.#folders.set(name, folder);
    return folder;
  }
}
