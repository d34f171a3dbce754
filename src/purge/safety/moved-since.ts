import { UnleakError } from '../../domain/unleak-error.ts';
import type { RefChange } from '../../git/refs/move-refs.ts';
import type { RefState } from '../../git/refs/read-refs.ts';

/** Where refs stand in a move. */
export interface Standing {
  /** As before the move. */
  readonly waiting: readonly RefChange[];
  /** As after it. */
  readonly moved: readonly RefChange[];
  /** Neither: somebody else moved them. */
  readonly foreign: readonly RefChange[];
}

/** Says of each change whether it was made. */
export function standing(changes: readonly RefChange[], now: readonly RefState[]): Standing {
  const refs = new Map(now.map((ref) => [ref.name, ref]));
  const groups = { waiting: [] as RefChange[], moved: [] as RefChange[], foreign: [] as RefChange[] };
  for (const change of changes) {
    const ref = refs.get(change.name);
    const oid = ref?.oid ?? null;
    if (ref?.symbolic) groups.foreign.push(change);
    else if (oid === change.new) groups.moved.push(change);
    else if (oid === change.old) groups.waiting.push(change);
    else groups.foreign.push(change);
  }
  return groups;
}

/** Refs were moved by somebody else after the purge had moved them, or while it was interrupted. */
export function movedSince(changes: readonly RefChange[]): UnleakError {
  const { name, old, new: to } = changes[0]!;
  const names = changes.slice(0, 5).map((change) => change.name);
  return new UnleakError(
    'git-failed',
    `${changes.length === 1 ? 'A ref was' : `${changes.length} refs were`} moved by somebody else since the purge began, so nothing was done: ${names.join(', ')}${changes.length > 5 ? ', …' : ''}.`,
    `Keep what is new there under another name (git branch kept ${name}), move the ref to where the purge left it (${to ?? 'deleted'}; before: ${old ?? 'none'}), then run the command again.`,
  );
}
