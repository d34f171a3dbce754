import type { ChangedWorktree } from '../plan/purge-plan.ts';
import { headName } from '../safety/move-plan.ts';
import { goesWithFolder } from './path-globs.ts';
import type { Subject } from './subject.ts';
import { entriesAt, type TreeFile } from './surroundings.ts';
import type { Survey } from './survey.ts';

/** The work trees with checked-out files that change when their commit does. */
export async function changedWorktrees({ layout, refs }: Subject, survey: Survey): Promise<ChangedWorktree[]> {
  const changes = changeIn(survey);
  const found: ChangedWorktree[] = [];
  for (const { id, path } of layout.worktrees) {
    const head = refs.find(({ name }) => name === headName(id))?.oid;
    if (path === undefined || head === undefined) continue;
    const files = (await entriesAt(layout.commonDirectory, head)).filter(changes).length;
    // A path is text here; what shows names takes bytes.
    if (files > 0) found.push({ path: Buffer.from(path).toString('latin1'), files });
  }
  return found;
}

function changeIn({ found, remove, cleaner }: Survey): (file: TreeFile) => boolean {
  const blobs = new Set([...found.blobs, ...remove.blobs]);
  // Names are looked at only where one is known to hold it: the search has read them all.
  const isRenamed = (path: string): boolean =>
    found.trees.length > 0 && cleaner.clean(Buffer.from(path, 'latin1'), 'message') !== undefined;
  const { path: goes } = remove;
  const isGone = (path: string): boolean => goes !== undefined && goesWithFolder(goes, path);
  return ({ oid, path }) => blobs.has(oid) || isGone(path) || isRenamed(path);
}
