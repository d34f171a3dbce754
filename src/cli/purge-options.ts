import { parseBytes, parseCount, parseOptions, usage } from './parse-options.ts';

const OPTIONS = {
  from: { type: 'string' },
  'secret-file': { type: 'string' },
  'replace-text': { type: 'string', multiple: true },
  blob: { type: 'string', multiple: true },
  path: { type: 'string', multiple: true },
  replacement: { type: 'string' },
  'same-length': { type: 'boolean', default: false },
  remote: { type: 'string' },
  into: { type: 'string' },
  apply: { type: 'boolean', default: false },
  undo: { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  finish: { type: 'boolean', default: false },
  push: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'prune-empty': { type: 'boolean', default: false },
  config: { type: 'string' },
  'no-plugins': { type: 'boolean', default: false },
  threads: { type: 'string' },
  'max-memory': { type: 'string' },
} as const;

const MOST_THREADS = 64;

/** Options that say what is to go; positionals do, too. */
const TARGETS = ['from', 'secret-file', 'replace-text', 'blob', 'path'] as const;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

/** What `unleak purge` was asked to do. */
export type PurgeAction = 'plan' | 'apply' | 'undo' | 'resume' | 'finish' | 'push';

/** The command's arguments, checked. */
export interface PurgeOptions {
  readonly action: PurgeAction;
  /** Fingerprints, their beginnings, rule ids. */
  readonly findings: readonly string[];
  readonly values: Values;
  readonly threads?: number;
  readonly maxMemory?: number;
}

/** @throws UnleakError `usage` for options that don't go together */
export function parsePurge(args: readonly string[]): PurgeOptions {
  if (args.some(isText)) throw usage(NO_SECRET);
  const { values, positionals } = parseOptions(args, OPTIONS);
  const action = actionOf(values);
  checkTargets(action, values, positionals);
  checkReplacement(values);
  if (values.into !== undefined && values.remote === undefined) throw usage('--into goes with --remote.');
  const { threads, 'max-memory': memory } = values;
  return {
    ...{ action, values, findings: positionals },
    ...(threads === undefined ? {} : { threads: parseCount(threads, MOST_THREADS, '--threads') }),
    ...(memory === undefined ? {} : { maxMemory: parseBytes(memory, '--max-memory') }),
  };
}

// A key, say: an error about an option that does not exist would print it.
const isText = (arg: string): boolean => arg.startsWith('---') || arg.includes('\n');

const NO_SECRET =
  'purge takes no secret on its command line, where others can see it and the shell keeps it: give it to --secret-file - (standard input).';

const ACTIONS = ['apply', 'undo', 'resume', 'finish', 'push'] as const;

function actionOf(values: Values): PurgeAction {
  const asked = ACTIONS.filter((action) => values[action]);
  if (asked.length > 1)
    throw usage(`purge takes one of ${asked.map((action) => `--${action}`).join(' and ')} at a time.`);
  return asked[0] ?? 'plan';
}

function checkTargets(action: PurgeAction, values: Values, positionals: readonly string[]): void {
  const given = positionals.length > 0 || TARGETS.some((option) => values[option] !== undefined);
  const needed = action === 'plan' || action === 'apply' || action === 'finish';
  if (needed && !given) {
    throw usage(
      'purge needs to know what is to go: a fingerprint or rule id, --from REPORT, --secret-file FILE, --replace-text FILE, --blob OID or --path GLOB.',
    );
  }
  if (!needed && given) throw usage(`--${action} takes no targets: it goes by the purge that was made.`);
  if (values['prune-empty'] && values.blob === undefined && values.path === undefined) {
    throw usage('--prune-empty goes with --path or --blob: replacing text empties no commit.');
  }
  for (const oid of values.blob ?? []) {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(oid))
      throw usage('--blob takes the full id of a blob, 40 or 64 hex digits.');
  }
  if (values.path?.includes('')) throw usage('--path takes a glob that is not empty.');
}

function checkReplacement({ replacement, 'same-length': sameLength }: Values): void {
  if (replacement !== undefined && sameLength) throw usage('purge takes one of --replacement and --same-length.');
  if (replacement !== undefined && /[\0\r\n]/.test(replacement)) throw usage('--replacement takes a text of one line.');
}
