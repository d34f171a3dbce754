import { fstatSync } from 'node:fs';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { RefUpdate } from '../../gate/source.ts';
import { isZero } from '../../git/parse-raw-diff.ts';
import { usage } from '../parse-options.ts';
import { readLines } from '../read-lines.ts';
import { runGate } from '../run-gate.ts';

/**
 * Before a push: the remote's name as argument, and for every ref a line
 * `<local ref> SP <local oid> SP <remote ref> SP <remote oid>` on standard input, zeros for what is not there.
 * https://git-scm.com/docs/githooks#_pre_push
 */
export async function prePush([remote, url]: readonly string[]): Promise<number> {
  if (remote === undefined) throw usage('hook pre-push takes the name of the remote, as git gives it to the hook.');
  const updates = (await readLines(process.stdin)).map(parseLine);
  if (updates.length === 0 && isNoPipe()) throw notFromGit();
  const source = { kind: 'push', remote, updates, ...(url === undefined ? {} : { url }) } as const;
  return runGate('pre-push', { cwd: process.cwd(), source, inHook: true, plugins: true });
}

function parseLine(line: string): RefUpdate {
  // The local end is what was typed, such as HEAD^{/a word}: it may hold spaces.
  const match = /^.+ ([0-9a-f]{40,64}) (\S+) ([0-9a-f]{40,64})$/.exec(line);
  if (!match) throw badLine();
  const [, to, ref, from] = match as unknown as [string, string, string, string];
  return { ref, ...(isZero(to) ? {} : { to }), ...(isZero(from) ? {} : { from }) };
}

/**
 * Whether standard input is closed, /dev/null or a terminal. git's pipe is empty when everything is up to date; where
 * there is none, somebody else took the lines.
 */
const isNoPipe = (): boolean => fstatSync(0).isCharacterDevice();

const notFromGit = (): UnleakError =>
  new UnleakError(
    'usage',
    'Nothing on standard input says what is pushed, so nothing was checked.',
    'Let git run this hook, and let what runs it pass the standard input on.',
  );

const badLine = (): UnleakError =>
  new UnleakError(
    'usage',
    'A line on standard input is not of the form that git gives to a pre-push hook.',
    'Let git run this hook, and let no hook before it read the standard input.',
  );
