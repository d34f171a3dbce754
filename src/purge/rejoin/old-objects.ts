import type { Oid } from '../../domain/blob.ts';
import { unreadable } from '../rewrite/history/peel-tips.ts';
import { readEntries, type TreeEntry } from '../rewrite/trees/tree-entries.ts';
import { commitLinks, wordsOf } from './commit-parts.ts';
import type { FreshObjects } from './fresh-objects.ts';
import type { HistoryMap } from './history-map.ts';

/** What a purge took out of the history, as far as a clone still holds it. */
export interface OldObjects {
  /** Commits that are not as they were, and are here. */
  readonly commits: ReadonlySet<Oid>;
  /** Those of them of which no parent changed. */
  readonly first: readonly Oid[];
  /** Tags that were rewritten, and are here. */
  readonly tags: readonly Oid[];
  /** Blobs by what they became; null: they stand nowhere any more where they stood. */
  readonly blobs: Map<Oid, Oid | null>;
  /** What people wrote in commits, before and after, where it changed. */
  readonly words: readonly (readonly [old: Buffer, now: Buffer])[];
}

/** Compares each commit with what it became, and so their trees: each pair of trees once. */
export function readOldObjects(map: HistoryMap, objects: FreshObjects): OldObjects {
  const commits = new Set<Oid>();
  const first: Oid[] = [];
  const words: [Buffer, Buffer][] = [];
  const trees = new TreePairs(objects, map.hashLength);
  for (const [old, now] of objects.inOrder([...map.changed()])) {
    commits.add(old);
    const before = commitLinks(objects.read(old).bytes, old);
    if (!before.parents.some((parent) => map.isOldCommit(parent))) first.push(old);
    if (now === null || !objects.has(now)) continue;
    const after = commitLinks(objects.read(now).bytes, now);
    trees.compare(before.tree, after.tree);
    const [then, today] = [wordsOf(before.parts), wordsOf(after.parts)];
    if (!then.equals(today)) words.push([then, today]);
  }
  for (const oid of map.removed) if (!trees.blobs.has(oid)) trees.blobs.set(oid, null);
  return { commits, first, tags: oldTags(map, objects), blobs: trees.blobs, words };
}

function oldTags(map: HistoryMap, objects: FreshObjects): Oid[] {
  const named = [...(map.refs?.values() ?? [])].filter((ref) => ref.old !== ref.new).map((ref) => ref.old);
  return [...new Set(named)].filter((oid) => objects.has(oid) && objects.read(oid).type === 'tag');
}

class TreePairs {
  readonly blobs = new Map<Oid, Oid | null>();
  readonly #objects: FreshObjects;
  readonly #hashLength: number;
  readonly #done = new Set<string>();

  constructor(objects: FreshObjects, hashLength: number) {
    this.#objects = objects;
    this.#hashLength = hashLength;
  }

  /** @param now undefined: nothing is left of it */
  compare(old: Oid, now: Oid | undefined): void {
    const key = `${old}${now ?? ''}`;
    if (old === now || this.#done.has(key)) return;
    this.#done.add(key);
    const after = new Map((now === undefined ? [] : this.#entries(now)).map((entry) => [entry.name, entry]));
    for (const entry of this.#entries(old)) this.#compareEntry(entry, after.get(entry.name));
  }

  #compareEntry(old: TreeEntry, now: TreeEntry | undefined): void {
    if (old.kind === 'submodule' || now?.id.equals(old.id)) return;
    const oid = old.id.toString('hex');
    const same = now?.kind === old.kind ? now.id.toString('hex') : undefined;
    if (old.kind === 'folder') this.compare(oid, same);
    // What it became somewhere says more than that it went elsewhere.
    else if (same !== undefined || !this.blobs.has(oid)) this.blobs.set(oid, same ?? null);
  }

  #entries(oid: Oid): TreeEntry[] {
    const entries = readEntries(this.#objects.read(oid).bytes, this.#hashLength);
    if (!entries) throw unreadable('tree', oid);
    return entries;
  }
}
