import type { Oid } from '../../../domain/blob.ts';
import type { Citations } from '../citations/citations.ts';
import { schedule } from '../citations/schedule.ts';
import type { Fates } from '../fates.ts';
import type { History } from '../history/history.ts';
import { ObjectTexts } from '../history/object-texts.ts';
import { ManyReader } from '../history/read-many.ts';
import type { DroppedSignature, ObjectSink, TextCleaner } from '../request.ts';
import { putTogether } from '../text/fields.ts';
import { patchCommit } from './patch-commit.ts';
import { hasOnlyLinks, patchLinks } from './patch-links.ts';
import type { Pruning } from './pruning.ts';

/** What the rewriting of commits needs. */
export interface CommitContext {
  readonly history: History;
  readonly fates: Fates;
  readonly sink: ObjectSink;
  readonly cleaner: TextCleaner;
  readonly citations: Citations;
  /** Indices of commits that hold a text themselves. */
  readonly holders: ReadonlySet<number>;
  readonly pruning: Pruning | undefined;
  readonly dropped: DroppedSignature[];
}

/** Writes commits whose tree, parents or text changed. */
export class CommitRewriter {
  readonly #context: CommitContext;
  readonly #texts = new ObjectTexts();
  /** 1 by index, where a message cites something. */
  readonly #cites: Uint8Array;

  constructor(context: CommitContext) {
    this.#context = context;
    this.#cites = new Uint8Array(context.history.graph.count);
  }

  /** @param commits indices, parents first */
  writeAll(commits: Uint32Array, written: () => void): void {
    const { history, citations } = this.#context;
    for (const commit of commits) citations.expect(commit);
    for (const commit of schedule(history.graph, commits, this.#read(commits))) {
      this.#write(commit);
      citations.settle(commit);
      written();
    }
  }

  /** Reads the commits. @returns what each cites, as indices */
  #read(commits: Uint32Array): number[][] {
    const { history, citations } = this.#context;
    const ids = Array.from(commits, (commit) => history.tables.id(history.graph.id[commit]!));
    const cited: number[][] = [];
    new ManyReader(history.store, history.objects).read(ids, (i, bytes) => {
      this.#texts.set(commits[i]!, bytes);
      cited[i] = citations.cited(bytes);
      if (cited[i].length > 0) this.#cites[commits[i]!] = 1;
    });
    return cited;
  }

  #write(commit: number): void {
    const { history, fates, sink, pruning } = this.#context;
    const number = history.graph.id[commit]!;
    const parents = pruning?.parentsOf(commit) ?? this.#parents(commit);
    const pruned = pruning?.prune(commit, parents);
    const own = history.tables.id(number);
    const id = pruned ? pruned.by : sink.add('commit', this.#patched(commit, parents));
    if (!id?.equals(own)) fates.set(number, id);
  }

  #parents(commit: number): number[] {
    const { firstParent, parents } = this.#context.history.graph;
    return [...parents.subarray(firstParent[commit], firstParent[commit + 1])];
  }

  #patched(commit: number, parents: readonly number[]): Buffer {
    const { history, holders } = this.#context;
    const text = this.#texts.get(commit);
    const tree = this.#hexOf(history.graph.tree[commit]!);
    const ids = parents.map((parent) => this.#hexOf(history.graph.id[parent]!));
    const isPlain = !this.#cites[commit] && !holders.has(commit) && parents.length === this.#parents(commit).length;
    if (!isPlain || !hasOnlyLinks(text)) return this.#rebuilt(commit, text, tree, ids);
    patchLinks(text, tree, ids);
    return text;
  }

  #rebuilt(commit: number, text: Buffer, tree: Oid, parents: readonly Oid[]): Buffer {
    const { history, fates, citations, holders, cleaner, dropped } = this.#context;
    const oid = history.tables.oid(history.graph.id[commit]!);
    const { parts, of, wasSigned, mergetags } = patchCommit(text, {
      tree,
      parents,
      cleaner: holders.has(commit) ? cleaner : undefined,
      cite: (message) => citations.update(message, oid),
      tagged: (target) => fates.get(history.tables.find(Buffer.from(target, 'hex')))?.toString('hex'),
    });
    if (wasSigned) dropped.push({ oid, kind: 'commit', of });
    for (let lost = 0; lost < mergetags; lost++) dropped.push({ oid, kind: 'mergetag', of });
    return putTogether(parts);
  }

  #hexOf(number: number): Oid {
    const { fates, history } = this.#context;
    return fates.get(number)?.toString('hex') ?? history.tables.oid(number);
  }
}
