import type { History } from '../history/history.ts';
import { unreadable } from '../history/peel-tips.ts';
import { readEntries, type TreeEntry } from '../trees/tree-entries.ts';

/** So many entries are remembered: most folders of a notes tree are those of the commit before it. */
const MOST_KEPT = 500_000;

/** An entry of a notes tree, or of a folder in it that only says how ids go on. */
export interface FlatNote {
  /** Names of the folders and of the entry itself. */
  readonly path: readonly string[];
  readonly entry: TreeEntry;
  /** The id of the object that the note is on; undefined where the entry is no note. */
  readonly key: string | undefined;
}

/** Lists notes trees. Notes lie in folders of two digits each: https://git-scm.com/docs/git-notes#_discussion */
export class FlatNotes {
  readonly #history: History;
  readonly #kept = new Map<number, readonly TreeEntry[]>();
  #keptEntries = 0;

  constructor(history: History) {
    this.#history = history;
  }

  list(tree: number, above: readonly string[] = []): FlatNote[] {
    const digits = this.#history.tables.hashLength * 2;
    const prefix = above.join('');
    return this.#entries(tree).flatMap((entry) => {
      const path = [...above, entry.name];
      const isFan = entry.kind === 'folder' && /^[0-9a-f]{2}$/.test(entry.name) && prefix.length + 2 < digits;
      if (isFan) return this.list(this.#history.tables.intern(entry.id), path);
      const key = prefix + entry.name;
      const isNote = entry.kind === 'file' && key.length === digits && /^[0-9a-f]+$/.test(key);
      return [{ path, entry, key: isNote ? key : undefined }];
    });
  }

  #entries(tree: number): readonly TreeEntry[] {
    const known = this.#kept.get(tree);
    if (known) return known;
    const { objects, tables } = this.#history;
    const entries = readEntries(objects.read(tables.id(tree)).bytes, tables.hashLength);
    if (!entries) throw unreadable('tree', tables.oid(tree));
    this.#keptEntries += entries.length;
    if (this.#keptEntries > MOST_KEPT) {
      this.#kept.clear();
      this.#keptEntries = entries.length;
    }
    this.#kept.set(tree, entries);
    return entries;
  }
}
