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
export async function prePush([remote]: readonly string[]): Promise<number> {
  if (remote === undefined) throw usage('hook pre-push takes the name of the remote, as git gives it to the hook.');
  const updates = (await readLines(process.stdin)).map(parseLine);
  if (updates.length === 0 && isNoPipe()) throw notFromGit();
  const source = { kind: 'push', remote, updates } as const;
  return runGate('pre-push', { cwd: process.cwd(), source, inHook: true, plugins: true });
}

function parseLine(line: string): RefUpdate {
  const [, to, ref, from, ...more] = line.split(' ');
  if (ref === undefined || more.length > 0 || !isOid(to) || !isOid(from)) throw badLine();
  return { ref, ...(isZero(to) ? {} : { to }), ...(isZero(from) ? {} : { from }) };
}

const isOid = (text: string | undefined): text is string => text !== undefined && /^[0-9a-f]{40,64}$/.test(text);

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
