import type { PathBytes } from '../../domain/blob.ts';
import type { Former } from '../repository.ts';
import type { FileChange, FileEntry } from './tree-diff.ts';

/**
 * What stood at each changed path before, renames followed: a new path whose very object another path lost is that path
 * renamed. Renames with changes are not looked for (git does, by likeness): such a file counts as new.
 * A lost path is the source of one rename only, as in git: https://git-scm.com/docs/gitdiffcore#_diffcore_rename_for_detecting_renames_and_copies
 * @param changes sorted by path
 */
export function followExactRenames(changes: readonly FileChange[]): Map<PathBytes, Former | undefined> {
  const lost = new Map<string, PathBytes[]>();
  for (const { path, before, after } of changes) {
    if (!before || after) continue;
    const known = lost.get(identity(before));
    if (known) known.push(path);
    else lost.set(identity(before), [path]);
  }
  const found = new Map<PathBytes, Former | undefined>();
  for (const { path, before, after } of changes) {
    if (!after) continue;
    const movedFrom = before ? undefined : lost.get(identity(after))?.shift();
    if (before) found.set(path, { before: [before.oid] });
    else found.set(path, movedFrom === undefined ? undefined : { before: [after.oid], movedFrom });
  }
  return found;
}

/** Plain files may change their executable bit on the way; links and submodules stay what they are. */
const identity = ({ mode, oid }: FileEntry): string => (mode.startsWith('100') ? oid : `${mode} ${oid}`);
