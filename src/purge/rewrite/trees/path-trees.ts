import type { Oid, PathBytes } from '../../../domain/blob.ts';
import { UnleakError } from '../../../domain/unleak-error.ts';
import { unreadable } from '../history/peel-tips.ts';
import { cleanNames } from './clean-names.ts';
import { readEntries, type TreeEntry, treeBytes } from './tree-entries.ts';
import type { TreeContext, TreeRewriter } from './tree-rewriter.ts';

/** git reads trees that are nested so deep: https://git-scm.com/docs/git-config#Documentation/git-config.txt-coremaxTreeDepth */
const DEEPEST = 2048;

/** What became of a tree at a path. `emptied`: nothing is left in it. */
interface Outcome {
  readonly id: Buffer;
  readonly emptied: boolean;
}

/** Writes trees where it depends on an entry's path whether it goes: a tree may become something else at each path. */
export class PathTrees {
  readonly #context: TreeContext;
  readonly #byId: TreeRewriter;
  readonly #goes: (path: PathBytes) => boolean;
  /** Told of blobs that go, and their paths; of folders, whose paths end with a slash, without an id. */
  readonly #gone: (path: PathBytes, blob: Oid | '') => void;
  /** By path, then by number of the tree's id. */
  readonly #known = new Map<PathBytes, Map<number, Outcome>>();
  readonly #answers = new Map<PathBytes, boolean>();

  constructor(
    context: TreeContext,
    byId: TreeRewriter,
    goes: (path: PathBytes) => boolean,
    gone: (path: PathBytes, blob: Oid | '') => void,
  ) {
    this.#context = context;
    this.#byId = byId;
    this.#goes = goes;
    this.#gone = gone;
  }

  /** Writes a root tree and what changes in it. */
  writeRoot(tree: number): void {
    const { tables } = this.#context.history;
    const { id } = this.#at('', tree, 0);
    if (!id.equals(tables.id(tree))) this.#context.fates.set(tree, id);
  }

  /** @param path of the tree: empty, or with a slash at its end */
  #at(path: PathBytes, tree: number, depth: number): Outcome {
    if (depth > DEEPEST) throw tooDeep();
    const known = this.#known.get(path) ?? new Map<number, Outcome>();
    if (known.size === 0) this.#known.set(path, known);
    const before = known.get(tree);
    if (before) return before;
    const outcome = this.#write(path, tree, depth);
    known.set(tree, outcome);
    return outcome;
  }

  #write(path: PathBytes, tree: number, depth: number): Outcome {
    const { history, cleaner, renaming, renamed, sink } = this.#context;
    const own = history.tables.id(tree);
    const entries = readEntries(history.objects.read(own).bytes, history.tables.hashLength);
    if (!entries) throw unreadable('tree', own.toString('hex'));
    const left = entries.flatMap((entry) => this.#entry(path, entry, depth) ?? []);
    const named = renaming.has(tree) ? cleanNames(cleaner, left, (name) => renamed(tree, name)) : left;
    const isSame = named === left && left.length === entries.length && left.every((entry, i) => entry === entries[i]);
    if (isSame) return { id: own, emptied: false };
    return { id: sink.addTree(treeBytes(named), this.#context.survey.familyOf(tree)), emptied: named.length === 0 };
  }

  #entry(folder: PathBytes, entry: TreeEntry, depth: number): TreeEntry | undefined {
    const path = folder + entry.name;
    if (this.#isToGo(path)) {
      if (entry.kind === 'file') this.#gone(path, entry.id.toString('hex'));
      else if (entry.kind === 'folder') this.#gone(`${path}/`, '');
      return undefined;
    }
    if (entry.kind !== 'folder') return this.#byId.entry(entry);
    const { id, emptied } = this.#at(`${path}/`, this.#context.history.tables.intern(entry.id), depth + 1);
    if (emptied) return undefined;
    return id.equals(entry.id) ? entry : { ...entry, id };
  }

  #isToGo(path: PathBytes): boolean {
    let answer = this.#answers.get(path);
    if (answer === undefined) {
      answer = this.#goes(path);
      this.#answers.set(path, answer);
    }
    return answer;
  }
}

const tooDeep = (): UnleakError =>
  new UnleakError(
    'unsupported',
    `Folders of this history are nested more than ${DEEPEST} deep.`,
    'git itself does not read such trees; delete the refs that lead to them.',
  );
