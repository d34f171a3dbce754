import type { ObjectType, Oid } from '../../domain/blob.ts';
import type { ListedObject } from '../repository.ts';
import { type WalkedCommits, walkCommits } from './commit-walk.ts';
import type { ObjectReader } from './object-reader.ts';
import { SUBMODULE_MODE, TREE_MODE } from './parse-tree.ts';

/** The ends of a range, with tags followed to what they name. */
export interface Ends {
  readonly tags: readonly Oid[];
  readonly commits: readonly Oid[];
  /** Trees and blobs that are named outright or by a tag. */
  readonly others: readonly { readonly oid: Oid; readonly type: ObjectType }[];
}

/**
 * Follows ids to commits, trees and blobs.
 * @param tolerant leave out what is not here, instead of throwing `object-missing`
 */
export async function peelAll(reader: ObjectReader, oids: Iterable<Oid>, tolerant: boolean): Promise<Ends> {
  const tags = new Set<Oid>();
  const commits: Oid[] = [];
  const others: { oid: Oid; type: ObjectType }[] = [];
  for (const start of oids) {
    if (tolerant && !reader.has(start)) continue;
    const peeled = await reader.peel(start, tolerant);
    for (const tag of peeled.tags) tags.add(tag);
    if (peeled.type === 'commit') commits.push(peeled.oid);
    else if (peeled.type !== undefined) others.push({ oid: peeled.oid, type: peeled.type });
  }
  return { tags: [...tags], commits, others };
}

/**
 * Lists the objects that `tips` reach and `exclude` do not, as `git rev-list --objects --missing=print` does: of the
 * left-out commits, the trees of those that border on the range count, not those of all their history.
 */
export async function* listObjects(
  reader: ObjectReader,
  tips: Ends,
  exclude: Ends,
  shallow: ReadonlySet<Oid>,
): AsyncGenerator<ListedObject> {
  const walked = await walkCommits(reader, { tips: tips.commits, exclude: exclude.commits, shallow });
  const seen = await leftOut(reader, exclude, walked);
  for (const oid of tips.tags) if (firstTime(seen, oid)) yield { oid, missing: false };
  for (const { oid, tree } of walked.commits) {
    if (firstTime(seen, oid)) yield { oid, missing: false };
    yield* listTree(reader, tree, seen);
  }
  for (const { oid, type } of tips.others) {
    if (type === 'tree') yield* listTree(reader, oid, seen);
    else if (firstTime(seen, oid)) yield { oid, missing: false };
  }
}

/** What the range leaves out; the walk takes it for already seen. */
async function leftOut(reader: ObjectReader, exclude: Ends, walked: WalkedCommits): Promise<Set<Oid>> {
  const seen = new Set<Oid>(exclude.tags);
  const trees = walked.boundary.map(({ tree }) => tree);
  for (const { oid, type } of exclude.others) {
    if (type === 'tree') trees.push(oid);
    else seen.add(oid);
  }
  for (const tree of trees) for await (const _ of listTree(reader, tree, seen));
  return seen;
}

/** A tree and all below it that was not seen before. A stack of our own: trees may be nested deeper than calls may be. */
async function* listTree(reader: ObjectReader, root: Oid, seen: Set<Oid>): AsyncGenerator<ListedObject> {
  const stack = [root];
  for (let tree = stack.pop(); tree !== undefined; tree = stack.pop()) {
    if (!firstTime(seen, tree)) continue;
    const missing = !reader.has(tree);
    yield { oid: tree, missing };
    if (missing) continue;
    for (const { mode, oid } of await reader.tree(tree)) {
      if (mode === TREE_MODE) stack.push(oid);
      else if (mode !== SUBMODULE_MODE && firstTime(seen, oid)) yield { oid, missing: !reader.has(oid) };
    }
  }
}

function firstTime(seen: Set<Oid>, oid: Oid): boolean {
  if (seen.has(oid)) return false;
  seen.add(oid);
  return true;
}
