import type { Oid } from '../../domain/blob.ts';
import { isHiddenRef } from '../plan/not-reached.ts';
import type { ChangedRef, Receipt } from './receipt.ts';

/** One ref of the remote, and what it shall be. */
export interface RefPush {
  /** Its name on the remote. */
  readonly ref: string;
  /** What it must be there now. */
  readonly old: Oid;
  /** null: it goes. */
  readonly new: Oid | null;
}

/** What is pushed, and what no push can move. */
export interface PushPlan {
  readonly pushes: readonly RefPush[];
  /** Changed refs that the server keeps for itself. */
  readonly hidden: readonly string[];
}

/**
 * Works out what the remote's refs have to become. A mirror has them as they are there. In a clone the remote's branches
 * are what the tracking refs say: a branch of the clone may be ahead of it, or never have been pushed, and a purge must
 * publish nothing that was private. Tags and notes are taken to be on the remote; whether they are is seen at the push.
 */
export function pushPlan({ refs, way, repository }: Pick<Receipt, 'refs' | 'way' | 'repository'>): PushPlan {
  const remote = repository.remoteName ?? 'origin';
  const pushes = refs.flatMap((ref) => (way === 'mirror' ? ofMirror(ref) : ofClone(ref, `refs/remotes/${remote}/`)));
  return { pushes, hidden: refs.map(({ name }) => name).filter(isHiddenRef) };
}

const ofMirror = ({ name, old, new: to }: ChangedRef): RefPush[] =>
  name.startsWith('refs/') && !isHiddenRef(name) ? [{ ref: name, old, new: to }] : [];

function ofClone({ name, old, new: to }: ChangedRef, tracking: string): RefPush[] {
  if (name.startsWith(tracking) && name !== `${tracking}HEAD`)
    return [{ ref: `refs/heads/${name.slice(tracking.length)}`, old, new: to }];
  return /^refs\/(?:tags|notes)\//.test(name) ? [{ ref: name, old, new: to }] : [];
}

// Some 150 bytes each: below the length of command that shells and Windows (32 KB) take.
const MOST_IN_COMMAND = 150;

/** The arguments of `git` that push, in as few atomic steps as a command line holds. */
export function pushCommands(pushes: readonly RefPush[], to: string, way: Receipt['way']): string[][] {
  const commands: string[][] = [];
  for (let at = 0; at < pushes.length; at += MOST_IN_COMMAND) {
    const some = pushes.slice(at, at + MOST_IN_COMMAND);
    commands.push([
      // A mirror's remote refuses single refs otherwise.
      ...(way === 'mirror' ? ['-c', 'remote.origin.mirror=false'] : []),
      ...['push', '--atomic'],
      ...some.map(({ ref, old }) => `--force-with-lease=${ref}:${old}`),
      ...[to, ...some.map(({ ref, new: oid }) => `${oid ?? ''}:${ref}`)],
    ]);
  }
  return commands;
}

/** A command as a POSIX shell takes it. */
export const shellLine = (words: readonly string[]): string => words.map(shellWord).join(' ');

const shellWord = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
