import { cleanName } from '../trees/clean-names.ts';
import type { TreeEntry } from '../trees/tree-entries.ts';
import type { TreeContext, TreeRewriter } from '../trees/tree-rewriter.ts';
import { type FlatNote, FlatNotes } from './flat-notes.ts';
import { type NoteEntry, NoteFolder } from './note-folder.ts';

/** Writes the trees of notes: a note moves to the new id of the object that it is on, in as many folders as before. */
export class NoteTrees {
  readonly #context: TreeContext;
  readonly #trees: TreeRewriter;
  readonly #flat: FlatNotes;

  constructor(context: TreeContext, trees: TreeRewriter) {
    this.#context = context;
    this.#trees = trees;
    this.#flat = new FlatNotes(context.history);
  }

  /** Writes the tree of a notes commit, if anything in it changes. What its notes are on is settled. */
  writeRoot(tree: number): void {
    const { fates, history, sink, survey } = this.#context;
    if (fates.has(tree)) return;
    const notes = this.#flat.list(tree);
    if (!notes.some((note) => this.#moves(note))) {
      this.#trees.writeOne(tree);
      return;
    }
    const root = new NoteFolder();
    for (const note of notes) this.#put(root, tree, note);
    const id = root.write(
      (bytes) => sink.addTree(bytes, survey.familyOf(tree)),
      (entries) => this.#join(entries),
    );
    if (!id.equals(history.tables.id(tree))) fates.set(tree, id);
  }

  #moves({ key }: FlatNote): boolean {
    return key !== undefined && this.#context.fates.has(this.#numberOf(key));
  }

  #numberOf(key: string): number {
    return this.#context.history.tables.find(Buffer.from(key, 'hex'));
  }

  #put(root: NoteFolder, tree: number, { path, entry, key }: FlatNote): void {
    const { history, cleaner, renamed, fates } = this.#context;
    if (entry.kind === 'folder') this.#trees.writeOne(history.tables.find(entry.id));
    const now = this.#trees.entry(entry);
    const fate = key === undefined ? undefined : fates.get(this.#numberOf(key));
    if (!now || fate === null) return;
    const name = key === undefined ? cleanName(cleaner, entry.name) : entry.name;
    if (name !== entry.name) renamed(tree, name);
    const moved = fate ? splitLike(path, fate.toString('hex')) : [...path.slice(0, -1), name];
    root.put(moved, { entry: now, old: entry.id });
  }

  /** Notes on objects that became one are one behind the other, as `git notes merge -s cat_sort_uniq` and `append` have it. */
  #join(notes: readonly NoteEntry[]): TreeEntry {
    const [first] = notes as [NoteEntry];
    if (notes.every(({ entry }) => entry.id.equals(first.entry.id))) return first.entry;
    const texts = notes.map(({ old }) => this.#cleaned(old).toString('latin1').replace(/\n$/, ''));
    const joined = Buffer.from(`${texts.join('\n\n')}\n`, 'latin1');
    return { ...first.entry, id: this.#context.sink.add('blob', joined) };
  }

  #cleaned(blob: Buffer): Buffer {
    const { bytes } = this.#context.history.objects.read(blob);
    return this.#context.cleaner.clean(bytes, 'blob')?.bytes ?? bytes;
  }
}

/** An id in pieces that are as long as those of a path. */
function splitLike(path: readonly string[], id: string): string[] {
  let at = 0;
  return path.map(({ length }) => {
    at += length;
    return id.slice(at - length, at);
  });
}
