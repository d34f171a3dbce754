import type { Oid } from '../../domain/blob.ts';
import { ObjectMap } from '../object-map.ts';
import { changedPaths, MOST_PATHS } from './changed-paths.ts';
import { Citations } from './citations/citations.ts';
import { noteStaleCitations } from './citations/note-stale.ts';
import { affectedCommits } from './commits/affected.ts';
import { CommitRewriter } from './commits/commit-rewriter.ts';
import { Pruning } from './commits/pruning.ts';
import { Fates } from './fates.ts';
import type { History } from './history/history.ts';
import { type Inspected, type ReadParts, readParts } from './inspect.ts';
import { NoteTrees } from './notes/note-trees.ts';
import { Progress } from './progress.ts';
import type { ChangedPath, DroppedSignature, Renamed, RewriteRequest, Rewritten } from './request.ts';
import { rewriteTag } from './tags/tag-rewriter.ts';
import { cleanPath } from './trees/clean-names.ts';
import { PathTrees } from './trees/path-trees.ts';
import { type TreeContext, TreeRewriter } from './trees/tree-rewriter.ts';

/**
 * Rewrites a history: blobs, the trees that hold them, commits from there on, tags, notes. Raw objects are patched in place,
 * and only what changes is written: every other object keeps its id. Nothing is moved: the caller has the map for that.
 * @param read what a dry run of the same request was given, `replaceRefs` among its tips
 * @throws UnleakError `object-missing`, `object-corrupt`, before anything is written; `unsupported`, `io`
 */
export function rewrite(
  request: RewriteRequest,
  { history, inspected }: ReadParts = readParts(request, request.replaceRefs),
): Rewritten {
  try {
    return new Rewriting(request, history, inspected).run();
  } finally {
    history.objects.close();
  }
}

class Rewriting {
  readonly #request: RewriteRequest;
  readonly #history: History;
  readonly #inspected: Inspected;
  readonly #fates: Fates;
  readonly #citations: Citations;
  readonly #affected: Uint8Array;
  readonly #commits: CommitRewriter;
  readonly #dropped: DroppedSignature[] = [];
  readonly #renamed = new Map<string, Renamed>();
  readonly #gone = new Map<string, ChangedPath>();
  readonly #context: TreeContext;
  readonly #trees: TreeRewriter;

  constructor(request: RewriteRequest, history: History, inspected: Inspected) {
    const { writer: sink, cleaner } = request;
    this.#request = request;
    this.#history = history;
    this.#inspected = inspected;
    this.#fates = new Fates(history.tables.hashLength, history.tables.ids);
    this.#citations = new Citations(history, this.#fates);
    this.#affected = new Uint8Array(history.graph.count);
    const shared = { history, fates: this.#fates, sink, cleaner };
    const renamed = (tree: number, name: string): void => this.#noteRenamed(tree, name);
    this.#context = { ...shared, survey: inspected.survey, renaming: inspected.renaming, renamed };
    this.#trees = new TreeRewriter(this.#context);
    this.#commits = new CommitRewriter({
      ...shared,
      citations: this.#citations,
      holders: inspected.holders,
      dropped: this.#dropped,
      pruning: request.pruneEmpty ? new Pruning(history, this.#fates) : undefined,
    });
  }

  run(): Rewritten {
    this.#writeBlobs();
    if (this.#request.remove.path) this.#writeTreesByPath(this.#request.remove.path);
    else this.#writeTrees();
    this.#writeCommits(this.#inspected.early);
    this.#writeTags((tag) => !this.#inspected.lateTags.has(tag));
    this.#writeNotes();
    this.#writeTags((tag) => this.#inspected.lateTags.has(tag));
    noteStaleCitations(this.#history, this.#fates, this.#citations);
    return this.#result();
  }

  #writeBlobs(): void {
    const { history, request } = { history: this.#history, request: this.#request };
    const { blobs } = this.#inspected.survey;
    const progress = new Progress(request, 'blobs', blobs.size);
    for (const blob of blobs) {
      if (request.remove.blobs.has(history.tables.oid(blob))) this.#fates.set(blob, null);
      else this.#writeBlob(blob);
      progress.step();
    }
  }

  #writeBlob(blob: number): void {
    const id = this.#history.tables.id(blob);
    const cleaned = this.#request.cleaner.clean(this.#history.objects.read(id).bytes, 'blob');
    const written = cleaned && this.#request.writer.add('blob', cleaned.bytes);
    if (written && !written.equals(id)) this.#fates.set(blob, written);
  }

  #writeTrees(): void {
    const { trees } = this.#inspected;
    const progress = new Progress(this.#request, 'trees', trees.flat().length);
    for (const list of trees) if (list) this.#trees.writeAll(list, () => progress.step());
  }

  #writeTreesByPath(goes: (path: string) => boolean): void {
    const { roots } = this.#inspected;
    const progress = new Progress(this.#request, 'trees', roots.size);
    const trees = new PathTrees(this.#context, this.#trees, goes, (path, oid) => this.#noteGone(path, oid));
    for (const root of roots) {
      trees.writeRoot(root);
      progress.step();
    }
  }

  /** One after the other: what a commit's notes are on may be the commit before it. */
  #writeNotes(): void {
    const { graph, notes } = this.#history;
    const trees = new NoteTrees(this.#context, this.#trees);
    for (const commit of this.#inspected.late) {
      if (notes[commit]) trees.writeRoot(graph.tree[commit]!);
      this.#writeCommits(Uint32Array.of(commit));
    }
  }

  #writeCommits(commits: Uint32Array): void {
    const { graph } = this.#history;
    const { holders } = this.#inspected;
    const changes = (commit: number): boolean => this.#fates.has(graph.tree[commit]!) || holders.has(commit);
    const affected = affectedCommits(this.#history, commits, this.#affected, changes);
    for (const commit of commits) if (!this.#affected[commit]) this.#citations.settle(commit);
    const progress = new Progress(this.#request, 'commits', affected.length);
    this.#commits.writeAll(affected, () => progress.step());
  }

  /** Innermost first. */
  #writeTags(isMeant: (tag: Oid) => boolean): void {
    const { tagHolders: holders } = this.#inspected;
    const { writer: sink, cleaner } = this.#request;
    const [history, fates, citations, dropped] = [this.#history, this.#fates, this.#citations, this.#dropped];
    const tags = [...history.tips.tags].filter(([oid]) => isMeant(oid)).reverse();
    const progress = new Progress(this.#request, 'tags', tags.length);
    for (const [, tag] of tags) {
      rewriteTag({ history, fates, citations, dropped, sink, cleaner, holders }, tag);
      progress.step();
    }
  }

  #noteRenamed(tree: number, name: string): void {
    const { cleaner } = this.#request;
    const to = cleanPath(cleaner, this.#inspected.survey.pathTo(tree)) + name;
    if (this.#renamed.size < MOST_PATHS) this.#renamed.set(to, { from: to, to });
  }

  #noteGone(path: string, oid: string): void {
    const cleaned = cleanPath(this.#request.cleaner, path);
    if (this.#gone.size < MOST_PATHS) this.#gone.set(`${oid} ${cleaned}`, { path: cleaned, oid, new: null });
  }

  #result(): Rewritten {
    const { graph, order, tables } = this.#history;
    const isChanged = (commit: number): boolean => this.#fates.has(graph.id[commit]!);
    const changed = order.filter(isChanged);
    const oidOf = (commit: number): Oid => tables.oid(graph.id[commit]!);
    const isFirst = (commit: number): boolean =>
      !graph.parents.subarray(graph.firstParent[commit], graph.firstParent[commit + 1]).some(isChanged);
    return {
      map: this.#map(),
      commits: changed.length,
      kept: order.length - changed.length,
      reached: Array.from(order, oidOf),
      firstChanged: Array.from(changed.filter(isFirst), oidOf),
      signaturesDropped: this.#dropped,
      citations: { updated: this.#citations.updated, left: this.#citations.left },
      paths: this.#paths(),
      renamed: [...this.#renamed.values()],
    };
  }

  #paths(): ChangedPath[] {
    const { graph, order } = this.#history;
    const { survey, roots } = this.#inspected;
    const all = new Set([...roots, ...Array.from(order, (commit) => graph.tree[commit]!)]);
    const changed = [...all].filter((root) => survey.changes(root));
    const byBlob = changedPaths(this.#history, this.#request.cleaner, changed, (blob) => this.#fates.get(blob));
    return [...this.#gone.values(), ...byBlob].slice(0, MOST_PATHS);
  }

  #map(): ObjectMap {
    const { tables } = this.#history;
    const map = new ObjectMap(tables.hashLength);
    for (let number = 0; number < this.#fates.limit; number++)
      if (this.#fates.has(number)) map.set(tables.id(number), this.#fates.get(number)!);
    return map;
  }
}
