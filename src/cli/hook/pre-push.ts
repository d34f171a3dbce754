import { fstatSync } from 'node:fs';
import { usage } from '../parse-options.ts';
import { runGate } from '../run-gate.ts';
import { noRefUpdates, readRefUpdates } from './ref-updates.ts';

// The local end is what was typed, such as HEAD^{/a word}: it may hold spaces.
const LINE = /^.+ (?<to>[0-9a-f]{40,64}) (?<ref>\S+) (?<from>[0-9a-f]{40,64})$/;

/**
 * Before a push: the remote's name as argument, and for every ref a line
 * `<local ref> SP <local oid> SP <remote ref> SP <remote oid>` on standard input, zeros for what is not there.
 * https://git-scm.com/docs/githooks#_pre_push
 */
export async function prePush([remote, url]: readonly string[]): Promise<number> {
  if (remote === undefined) throw usage('hook pre-push takes the name of the remote, as git gives it to the hook.');
  const updates = await readRefUpdates({ hook: 'pre-push', form: LINE });
  if (updates.length === 0 && isNoPipe()) throw noRefUpdates();
  const source = { kind: 'push', remote, updates, ...(url === undefined ? {} : { url }) } as const;
  return runGate('pre-push', { cwd: process.cwd(), source, inHook: true, plugins: true });
}

/**
 * Whether standard input is closed, /dev/null or a terminal. git's pipe is empty when everything is up to date; where
 * there is none, somebody else took the lines.
 */
const isNoPipe = (): boolean => fstatSync(0).isCharacterDevice();
