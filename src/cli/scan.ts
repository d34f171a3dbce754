import { EXIT_CODES, type Report } from '../domain/report.ts';
import type { EngineOptions, EngineStats } from '../gate/engine-options.ts';
import { type ScanRequest, scan } from '../gate/scan.ts';
import type { Source } from '../gate/source.ts';
import { oneOf, parseBytes, parseCount, parseOptions, parseSeconds, usage } from './parse-options.ts';
import { showProgress } from './progress.ts';
import { statsText } from './stats-text.ts';
import { watchDelivery } from './undelivered.ts';
import { writeReport } from './write-report.ts';

const OPTIONS = {
  staged: { type: 'boolean', default: false },
  range: { type: 'string' },
  all: { type: 'boolean', default: false },
  stdin: { type: 'boolean', default: false },
  archives: { type: 'boolean', default: false },
  format: { type: 'string', default: 'text' },
  output: { type: 'string' },
  config: { type: 'string' },
  budget: { type: 'string' },
  git: { type: 'string', default: 'auto' },
  'no-plugins': { type: 'boolean', default: false },
  threads: { type: 'string' },
  'max-memory': { type: 'string' },
  stats: { type: 'boolean', default: false },
  'no-cache': { type: 'boolean', default: false },
} as const;

const MOST_THREADS = 64;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

/** `unleak scan`. @returns the exit code */
export async function scanCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  watchDelivery();
  const format = oneOf(values.format, ['text', 'json', 'sarif'], '--format');
  const request = toRequest(values, positionals);
  const progress = showProgress(process.stderr);
  let stats: EngineStats | undefined;
  const engine = {
    ...engineOf(values),
    onPacked: progress.updatePacked,
    onStats: (done: EngineStats) => {
      stats = done;
    },
  };
  const report: Report = await scan({ ...request, engine, onProgress: progress.update }).finally(progress.end);
  if (values.stats) process.stderr.write(statsText(stats, report.coverage));
  await writeReport(report, { format, source: request.source, output: values.output });
  return EXIT_CODES[report.verdict];
}

function toRequest(values: Values, positionals: string[]): ScanRequest {
  return {
    cwd: process.cwd(),
    source: sourceOf(values, positionals),
    adapter: oneOf(values.git, ['auto', 'git', 'isomorphic-git'], '--git'),
    plugins: !values['no-plugins'],
    ...(values.config === undefined ? {} : { configFile: values.config }),
    ...(values.budget === undefined ? {} : { budgetMs: parseSeconds(values.budget, '--budget') }),
  };
}

function engineOf({ all, threads, 'max-memory': memory, 'no-cache': noCache }: Values): EngineOptions {
  return {
    cache: all && !noCache,
    ...(threads === undefined ? {} : { threads: parseCount(threads, MOST_THREADS, '--threads') }),
    ...(memory === undefined ? {} : { maxMemory: parseMemory(memory) }),
  };
}

// Less would leave next to everything to git, one object after the other.
const LEAST_MEMORY = 256 * 1024;

function parseMemory(text: string): number {
  const bytes = parseBytes(text, '--max-memory');
  if (bytes < LEAST_MEMORY) throw usage('--max-memory takes 256k or more.');
  return bytes;
}

function sourceOf({ staged, range, all, stdin, archives }: Values, paths: string[]): Source {
  const asked = [staged, range !== undefined, all, stdin, paths.length > 0].filter(Boolean).length;
  if (asked > 1) throw usage('scan takes one of --staged, --range, --all, --stdin or paths.');
  if (archives && asked > 0 && paths.length === 0) throw usage('--archives is for files and folders.');
  if (staged) return { kind: 'staged' };
  if (range !== undefined) return parseRange(range);
  if (all) return { kind: 'all' };
  if (stdin) return { kind: 'stdin', stream: process.stdin };
  return { kind: 'paths', paths: paths.length > 0 ? paths : ['.'], archives };
}

/**
 * `A..B` and `A...B` both mean: what B has and A has not. `A..` ends at HEAD, as in git; a start that is left out is an
 * error, since a variable that turned out empty would scan nothing, and pass.
 */
function parseRange(range: string): Source {
  const match = /^(.*?)\.{2,3}(.*)$/.exec(range);
  if (!match?.[1] || range.includes('....')) throw usage('--range takes A..B, such as origin/main..HEAD.');
  return { kind: 'range', from: match[1], to: match[2] || 'HEAD' };
}
