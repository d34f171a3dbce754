import { oneOf, parseOptions, parseSeconds } from '../parse-options.ts';
import { runGate } from '../run-gate.ts';
import { noRefUpdates, readRefUpdates } from './ref-updates.ts';

const LINE = /^(?<from>[0-9a-f]{40,64}) (?<to>[0-9a-f]{40,64}) (?<ref>.+)$/;

const OPTIONS = {
  budget: { type: 'string', default: '4.5' },
  'on-timeout': { type: 'string', default: 'closed' },
  config: { type: 'string' },
} as const;

/**
 * On a server, before any ref moves, with what was pushed in git's quarantine: a line `<old oid> SP <new oid> SP <ref>`
 * for every ref on standard input. https://git-scm.com/docs/githooks#pre-receive
 */
export async function preReceive(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, OPTIONS);
  const budgetMs = parseSeconds(values.budget, '--budget');
  const onTimeout = oneOf(values['on-timeout'], ['closed', 'open'], '--on-timeout');
  const updates = await readRefUpdates({ hook: 'pre-receive', form: LINE });
  // git does not run the hook for a push of nothing.
  if (updates.length === 0) throw noRefUpdates();
  return runGate('pre-receive', {
    cwd: process.cwd(),
    source: { kind: 'receive', updates },
    inHook: true,
    budgetMs,
    onTimeout,
    ...(values.config === undefined ? {} : { configFile: values.config }),
  });
}
