import type { Fates } from '../fates.ts';
import type { History } from '../history/history.ts';
import { unreadable } from '../history/peel-tips.ts';
import { ManyReader } from '../history/read-many.ts';
import type { TreeSurvey } from '../history/tree-survey.ts';
import type { ObjectSink, TextCleaner } from '../request.ts';
import { cleanNames } from './clean-names.ts';
import { type IdChange, patchIds } from './patch-ids.ts';
import { readEntries, type TreeEntry, treeBytes } from './tree-entries.ts';

/** With more ids to change than that, a tree is taken apart. */
const MOST_CHANGES = 16;

/** What the rewriting of trees needs. */
export interface TreeContext {
  readonly history: History;
  readonly survey: TreeSurvey;
  readonly fates: Fates;
  readonly sink: ObjectSink;
  readonly cleaner: TextCleaner;
  /** Trees one of whose names holds a text. */
  readonly renaming: ReadonlySet<number>;
  /** Told of new names; `tree` is the old one's number. */
  readonly renamed: (tree: number, name: string) => void;
}

/** Writes trees whose entries change: the same wherever they stand. */
export class TreeRewriter {
  readonly #context: TreeContext;
  /** Trees in which nothing is left: the entries for them go, too. */
  readonly #emptied = new Set<number>();
  #scratch = Buffer.alloc(1 << 16);

  constructor(context: TreeContext) {
    this.#context = context;
  }

  /** Writes trees, of which none holds another one. */
  writeAll(trees: readonly number[], written: () => void): void {
    const { history } = this.#context;
    const ids = trees.map((tree) => history.tables.id(tree));
    new ManyReader(history.store, history.objects).read(ids, (i, bytes) => {
      this.#write(trees[i]!, bytes);
      written();
    });
  }

  /** Writes a tree and those in it, unless they are written. */
  writeOne(tree: number): void {
    const { history, survey, fates } = this.#context;
    if (!survey.changes(tree) || fates.has(tree)) return;
    const { bytes } = history.objects.read(history.tables.id(tree));
    for (const { kind, id } of this.#entries(tree, bytes))
      if (kind === 'folder') this.writeOne(history.tables.find(id));
    this.#write(tree, bytes);
  }

  /** An entry as it is to be now, its name aside; undefined: it goes. */
  entry(entry: TreeEntry): TreeEntry | undefined {
    const { history, fates } = this.#context;
    const number = entry.kind === 'submodule' ? -1 : history.tables.find(entry.id);
    const id = number < history.marked === (entry.kind === 'file') ? fates.get(number) : undefined;
    if (id === undefined) return entry;
    return id === null || this.#emptied.has(number) ? undefined : { ...entry, id };
  }

  #write(tree: number, bytes: Buffer): void {
    const { fates, sink, survey, history } = this.#context;
    const patched = this.#patched(tree, bytes) ?? this.#rebuilt(tree, bytes);
    const id = sink.addTree(patched, survey.familyOf(tree));
    if (id.equals(history.tables.id(tree))) return;
    fates.set(tree, id);
    if (patched.length === 0) this.#emptied.add(tree);
  }

  /** The quick way, in place. @returns undefined where a tree has to be taken apart; else it is valid until the next call */
  #patched(tree: number, bytes: Buffer): Buffer | undefined {
    if (this.#context.renaming.has(tree)) return undefined;
    const changes = this.#changes(tree);
    if (!changes) return undefined;
    if (this.#scratch.length < bytes.length) this.#scratch = Buffer.alloc(bytes.length * 2);
    const patched = this.#scratch.subarray(0, bytes.length);
    bytes.copy(patched);
    return patchIds(bytes, patched, changes) ? patched : undefined;
  }

  /** @returns undefined where entries go, or there are many */
  #changes(tree: number): IdChange[] | undefined {
    const { history, fates } = this.#context;
    const { lists } = history;
    const counts = new Map<number, number>();
    if (!lists.open(tree)) return undefined;
    for (let edge = lists.from; edge < lists.to; edge++) {
      const number = lists.target(lists.instance(edge)) >>> 1;
      if (!fates.has(number)) continue;
      if (fates.get(number) === null || this.#emptied.has(number) || counts.size > MOST_CHANGES) return undefined;
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return [...counts].map(([number, count]) => ({ from: history.tables.id(number), to: fates.get(number)!, count }));
  }

  #rebuilt(tree: number, bytes: Buffer): Buffer {
    const { cleaner, renaming, renamed } = this.#context;
    const entries = this.#entries(tree, bytes).flatMap((entry) => this.entry(entry) ?? []);
    if (!renaming.has(tree)) return treeBytes(entries);
    return treeBytes(cleanNames(cleaner, entries, (name) => renamed(tree, name)));
  }

  #entries(tree: number, bytes: Buffer): TreeEntry[] {
    const { tables } = this.#context.history;
    const entries = readEntries(bytes, tables.hashLength);
    if (!entries) throw unreadable('tree', tables.oid(tree));
    return entries;
  }
}
