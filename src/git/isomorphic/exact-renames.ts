import type { Oid, PathBytes } from '../../domain/blob.ts';
import type { FileChange, FileEntry } from './tree-diff.ts';

/**
 * What stood at each changed path before, renames followed: a new path whose very object another path lost is that path
 * renamed. Renames with changes are not looked for (git does, by likeness): such a file counts as new.
 * A lost path is the source of one rename only, as in git: https://git-scm.com/docs/gitdiffcore#_diffcore_rename_for_detecting_renames_and_copies
 * @param changes sorted by path
 */
export function followExactRenames(changes: readonly FileChange[]): Map<PathBytes, Oid | undefined> {
  const lost = new Map<string, number>();
  for (const { before, after } of changes) {
    if (before && !after) lost.set(identity(before), (lost.get(identity(before)) ?? 0) + 1);
  }
  const found = new Map<PathBytes, Oid | undefined>();
  for (const { path, before, after } of changes) {
    if (!after) continue;
    const sources = before ? 0 : (lost.get(identity(after)) ?? 0);
    if (sources > 0) lost.set(identity(after), sources - 1);
    found.set(path, before?.oid ?? (sources > 0 ? after.oid : undefined));
  }
  return found;
}

/** Plain files may change their executable bit on the way; links and submodules stay what they are. */
const identity = ({ mode, oid }: FileEntry): string => (mode.startsWith('100') ? oid : `${mode} ${oid}`);
