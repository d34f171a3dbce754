import type { Oid } from '../../domain/blob.ts';
import { joinFormers } from '../join-formers.ts';
import type { Introduction } from '../repository.ts';
import { followExactRenames } from './exact-renames.ts';
import type { ObjectReader } from './object-reader.ts';
import { diffTrees } from './tree-diff.ts';

/**
 * Which paths of a commit hold one of the blobs where no parent holds the same, as `git diff-tree -c --root -r` lists
 * them: for a merge, only paths that differ from every parent. `before` follows exact renames only.
 * https://git-scm.com/docs/git-diff-tree#_combined_diff_format
 * @param shallow commits that count as having no parents
 */
export async function introductionsOf(
  reader: ObjectReader,
  commit: Oid,
  blobs: ReadonlySet<Oid>,
  shallow: ReadonlySet<Oid>,
): Promise<Introduction[]> {
  const { tree, parents } = await reader.commit(commit);
  const parentTrees: (Oid | undefined)[] = [];
  if (!shallow.has(commit)) for (const parent of parents) parentTrees.push((await reader.commit(parent)).tree);
  if (parentTrees.length === 0) parentTrees.push(undefined);
  const [first, ...others] = await Promise.all(parentTrees.map((parent) => diffTrees(reader, parent, tree)));
  const sources = [first!, ...others].map(followExactRenames);
  const found: Introduction[] = [];
  for (const { path, after } of first!) {
    if (!after || !blobs.has(after.oid) || !sources.every((source) => source.has(path))) continue;
    const held = sources.map((source) => source.get(path)).filter((one) => one !== undefined);
    found.push({ commit, path, mode: after.mode, oid: after.oid, ...joinFormers(held) });
  }
  return found;
}
