import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { RefChange } from '../../git/refs/move-refs.ts';
import type { RefState } from '../../git/refs/read-refs.ts';

/** What became of an object; null: it is gone; undefined: it is as it was. `ObjectMap.getHex` is one. */
export type NewOf = (oid: Oid) => Oid | null | undefined;

const REPLACE = /^((?:worktrees\/[^/]+\/)?refs\/replace\/)([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The moves that a map asks for. Symbolic refs follow by themselves. A replace ref is named after the object that it stands in for,
 * so its name moves, too.
 * @throws UnleakError when a branch that is checked out, or a detached HEAD, would be left with nothing
 */
export function refChanges(refs: readonly RefState[], newOf: NewOf): RefChange[] {
  const heads = new Set(refs.filter(isHead).map(({ name, symbolic }) => symbolic ?? name));
  const changes = refs.filter(({ symbolic }) => symbolic === undefined).flatMap((ref) => changesOf(ref, newOf));
  const lost = changes.find(({ name, new: to }) => to === null && heads.has(name));
  if (lost) throw nothingLeft(lost.name);
  const created = new Map(changes.filter((change) => change.old === null).map((change) => [change.name, change]));
  const there = new Set(refs.map(({ name }) => name));
  // Two replaced objects can become one; the first stays. A name that is there already is not made again.
  return changes.filter(
    (change) => change.old !== null || (created.get(change.name) === change && !there.has(change.name)),
  );
}

const isHead = ({ name }: RefState): boolean => name === 'HEAD' || /^worktrees\/[^/]+\/HEAD$/.test(name);

function changesOf({ name, oid }: RefState, newOf: NewOf): RefChange[] {
  const mapped = newOf(oid);
  const to = mapped === undefined ? oid : mapped;
  const [, folder, replaced] = REPLACE.exec(name) ?? [];
  const other = replaced && newOf(replaced);
  if (other === undefined) return to === oid ? [] : [{ name, old: oid, new: to }];
  const gone: RefChange = { name, old: oid, new: null };
  // One that would stand for itself is of no use, and git refuses it.
  return other === null || other === '' || to === null || to === other
    ? [gone]
    : [gone, { name: `${folder}${other}`, old: null, new: to }];
}

const nothingLeft = (name: string): UnleakError =>
  new UnleakError(
    'usage',
    `${name} is checked out, and the purge would leave nothing of it.`,
    'Check out another branch first, or purge less.',
  );
