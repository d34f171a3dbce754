import { promises as fs } from 'node:fs';
import { UnleakError } from '../../domain/unleak-error.ts';
import { byOwnPath, type Reading } from '../place.ts';
import type { Sweep } from '../sweep.ts';

// git drops this line and all below it when it shows the diff in the editor (commit -v): that text is not committed.
// https://git-scm.com/docs/git-commit#Documentation/git-commit.txt---cleanupltmodegt
// Only where a diff follows: a line of that form that somebody quotes is committed, with all that comes after.
const SCISSORS = /^(.{1,2}) -{24} >8 -{24}\r?\n(?:\1 .*\n)*(?=diff --(?:git|cc|combined) )/m;

/** git sets this editor for its hooks where it starts none (`commit -m`): then nothing is cut, and all is committed. */
const isEdited = (): boolean => process.env.GIT_EDITOR !== ':';

/** Reads a commit message that is being written. */
export function readMessage(file: string, sweep: Sweep): Reading {
  return { read: () => sweepMessage(file, sweep), attribution: byOwnPath };
}

async function sweepMessage(file: string, sweep: Sweep): Promise<void> {
  const bytes = await fs.readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new UnleakError(
      'io',
      `The commit message could not be read (${cause.code}).`,
      'Run this as a commit-msg hook: it gets the file from git.',
      { cause },
    );
  });
  const cut = isEdited() ? bytes.toString('latin1').search(SCISSORS) : -1;
  await sweep.piece('message', undefined, cut < 0 ? bytes : bytes.subarray(0, cut), 0, true);
}
