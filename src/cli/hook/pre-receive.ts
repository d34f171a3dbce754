import { UnleakError } from '../../domain/unleak-error.ts';
import type { RefUpdate } from '../../gate/source.ts';
import { isZero } from '../../git/parse-raw-diff.ts';
import { oneOf, parseOptions, parseSeconds } from '../parse-options.ts';
import { readLines } from '../read-lines.ts';
import { runGate } from '../run-gate.ts';

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
  const updates = (await readLines(process.stdin)).map(parseLine);
  if (updates.length === 0) throw noLine();
  return runGate('pre-receive', {
    cwd: process.cwd(),
    source: { kind: 'receive', updates },
    inHook: true,
    budgetMs,
    onTimeout,
    ...(values.config === undefined ? {} : { configFile: values.config }),
  });
}

/** git does not run the hook for a push of nothing. */
const noLine = (): UnleakError =>
  new UnleakError(
    'usage',
    'Nothing on standard input says what was pushed, so nothing was checked.',
    'Let git run this hook, and let what runs it pass the standard input on.',
  );

function parseLine(line: string): RefUpdate {
  const match = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64}) (.+)$/.exec(line);
  if (!match) {
    throw new UnleakError(
      'usage',
      'A line on standard input is not of the form that git gives to a pre-receive hook.',
      'Let git run this hook, and let no hook before it read the standard input.',
    );
  }
  const [, from, to, ref] = match as unknown as [string, string, string, string];
  return { ref, ...(isZero(from) ? {} : { from }), ...(isZero(to) ? {} : { to }) };
}
