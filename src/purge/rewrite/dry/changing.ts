import { affectedCommits } from '../commits/affected.ts';
import { Fates } from '../fates.ts';
import type { History } from '../history/history.ts';
import type { Inspected, ReadParts } from '../inspect.ts';
import { FlatNotes } from '../notes/flat-notes.ts';
import type { DryRunRequest } from '../request.ts';
import { PathTrees } from '../trees/path-trees.ts';
import { TreeRewriter } from '../trees/tree-rewriter.ts';
import { HashOnly } from './hash-only.ts';

/** Which objects would change, by the numbers of their ids. */
export class Changing {
  readonly inspected: Inspected;
  /** Indices of commits that would, parents first. */
  readonly commits: Uint32Array;
  /** How many trees and tags would. */
  readonly trees: number;
  readonly tags: number;
  /** Blobs that go only with a path: path and id. */
  readonly gone = new Map<string, { path: string; oid: string }>();
  readonly #history: History;
  /** Those whose new ids are not known have their old ones. */
  readonly #fates: Fates;

  constructor(request: DryRunRequest, { history, inspected }: ReadParts) {
    this.#history = history;
    this.inspected = inspected;
    this.#fates = new Fates(history.tables.hashLength, history.tables.ids);
    for (const blob of this.inspected.survey.blobs) this.#note(blob);
    this.trees = request.remove.path ? this.#byPath(request, request.remove.path) : this.#bySurvey();
    const affected = new Uint8Array(history.graph.count);
    const early = this.#commits(this.inspected.early, affected);
    this.#tags();
    const late = this.#late(affected);
    this.commits = Uint32Array.from([...early, ...late]);
    this.tags = this.#tags();
  }

  /** Whether the object with a number would change; a number below 0 is of none. */
  has(number: number): boolean {
    return this.#fates.has(number);
  }

  #note(number: number): void {
    this.#fates.set(number, this.#history.tables.id(number));
  }

  #bySurvey(): number {
    const changed = this.inspected.trees.flat();
    for (const tree of changed) this.#note(tree);
    return changed.length;
  }

  #byPath({ cleaner, remove }: DryRunRequest, goes: (path: string) => boolean): number {
    const { survey, renaming, roots } = this.inspected;
    const { blobs } = remove;
    const history = this.#history;
    const sink = new HashOnly(history.tables.hashLength);
    // Only whether a tree becomes another one counts: what an edited blob becomes is anything but itself.
    const fates = new Fates(history.tables.hashLength, history.tables.ids);
    for (const blob of survey.blobs)
      fates.set(blob, blobs.has(history.tables.oid(blob)) ? null : inverted(history, blob));
    const context = { history, survey, fates, sink, cleaner, renaming, renamed: () => {} };
    const gone = (path: string, oid: string): void => void this.gone.set(`${oid} ${path}`, { path, oid });
    const trees = new PathTrees(context, new TreeRewriter(context), goes, gone);
    for (const root of roots) {
      trees.writeRoot(root);
      if (fates.has(root)) this.#note(root);
    }
    return sink.trees;
  }

  #commits(commits: Uint32Array, affected: Uint8Array): Uint32Array {
    const { graph } = this.#history;
    const { holders } = this.inspected;
    const changes = (commit: number): boolean => this.has(graph.tree[commit]!) || holders.has(commit);
    const changed = affectedCommits(this.#history, commits, affected, changes);
    for (const commit of changed) this.#note(graph.id[commit]!);
    return changed;
  }

  /** One after the other: what a commit's notes are on may be the commit before it. */
  #late(affected: Uint8Array): number[] {
    const { graph, notes } = this.#history;
    const flat = new FlatNotes(this.#history);
    const changed: number[] = [];
    for (const commit of this.inspected.late) {
      const tree = graph.tree[commit]!;
      if (notes[commit] && !this.has(tree) && this.#moves(flat, tree)) this.#note(tree);
      changed.push(...this.#commits(Uint32Array.of(commit), affected));
    }
    return changed;
  }

  /** Whether a tree of notes changes: by what is in it, or by what its notes are on. */
  #moves(flat: FlatNotes, tree: number): boolean {
    if (this.inspected.survey.changes(tree)) return true;
    const { tables } = this.#history;
    return flat.list(tree).some(({ key }) => key !== undefined && this.has(tables.find(Buffer.from(key, 'hex'))));
  }

  /** Innermost first. @returns how many change */
  #tags(): number {
    const { tables, tips } = this.#history;
    let count = 0;
    for (const [oid, { id, target }] of [...tips.tags].reverse()) {
      if (!this.has(tables.find(target)) && !this.inspected.tagHolders.has(oid)) continue;
      this.#note(tables.intern(id));
      count++;
    }
    return count;
  }
}

const inverted = ({ tables }: History, number: number): Buffer =>
  tables.id(number).map((byte) => byte ^ 0xff) as Buffer;
