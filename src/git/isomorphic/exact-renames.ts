import type { Oid, PathBytes } from '../../domain/blob.ts';
import type { Former } from '../repository.ts';
import type { FileChange, FileEntry } from './tree-diff.ts';

/**
 * What stood at each changed path before, renames followed: a new path whose very object another path lost is that path
 * renamed. Renames with changes are not looked for (git does, by likeness): such a file counts as new.
 * A lost path is the source of one rename only, as in git: https://git-scm.com/docs/gitdiffcore#_diffcore_rename_for_detecting_renames_and_copies
 * @param changes sorted by path
 */
export function followExactRenames(changes: readonly FileChange[]): Map<PathBytes, Held | undefined> {
  const lost = new Map<string, PathBytes[]>();
  for (const { path, before, after } of changes) {
    if (!before || after) continue;
    const known = lost.get(identity(before));
    if (known) known.push(path);
    else lost.set(identity(before), [path]);
  }
  const found = new Map<PathBytes, Held | undefined>();
  for (const { path, before, after } of changes) {
    if (!after) continue;
    const movedFrom = before ? undefined : lost.get(identity(after))?.shift();
    if (before) found.set(path, { oid: before.oid });
    else found.set(path, movedFrom === undefined ? undefined : { oid: after.oid, movedFrom });
  }
  return found;
}

/** An object that a parent has, and the other name that it has there. */
export interface Held {
  readonly oid: Oid;
  readonly movedFrom?: PathBytes;
}

/** What the parents hold, as the seam tells it: one name, if they have it under one other name. */
export function formerOf(held: readonly Held[]): Former {
  const names = new Set(held.map(({ movedFrom }) => movedFrom).filter((name) => name !== undefined));
  const before = held.map(({ oid }) => oid);
  return { before, ...(names.size > 0 && { movedFrom: names.size === 1 ? [...names][0]! : true }) };
}

/** Plain files may change their executable bit on the way; links and submodules stay what they are. */
const identity = ({ mode, oid }: FileEntry): string => (mode.startsWith('100') ? oid : `${mode} ${oid}`);
