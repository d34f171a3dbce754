import { resolve } from 'node:path';
import { EXIT_CODES } from '../domain/report.ts';
import { VERSION } from '../domain/version.ts';
import { scan } from '../gate/scan.ts';
import { shortOid } from '../report/amounts.ts';
import type { ReportMeta } from '../report/report-meta.ts';
import { chooseSource, type RangeSource } from './choose-source.ts';
import { rangeOfEvent } from './event.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { publish, publishNothing } from './publish.ts';
import { readPayload } from './read-payload.ts';

/** What to scan, and what to call it. */
interface Task {
  readonly what: string;
  readonly source: RangeSource;
}

/**
 * Runs the Action: what to scan, scan, say. Configuration and salt are those of the work tree; plugins never run, since
 * whoever opens a pull request may have written them.
 * @returns the exit code
 */
export async function run(env: NodeJS.ProcessEnv): Promise<number> {
  const inputs = readInputs(env);
  const cwd = env.GITHUB_WORKSPACE || process.cwd();
  const task = await chooseTask(env, cwd, inputs);
  if (task === undefined) {
    publishNothing(env);
    return EXIT_CODES.allow;
  }
  const { source } = task;
  const config = inputs.config === undefined ? {} : { configFile: resolve(cwd, inputs.config) };
  const report = await scan({ cwd, source, adapter: 'git', plugins: false, ...config });
  await publish(report, metaOf(task), { env, cwd, sarifFile: inputs.sarifFile });
  return EXIT_CODES[report.verdict];
}

async function chooseTask(env: NodeJS.ProcessEnv, cwd: string, { range }: Inputs): Promise<Task | undefined> {
  if (range !== undefined) return { what: 'the given range', source: { kind: 'range', ...range } };
  const event = rangeOfEvent(env.GITHUB_EVENT_NAME ?? '', await readPayload(env.GITHUB_EVENT_PATH));
  return event && { what: event.what, source: await chooseSource(cwd, event) };
}

function metaOf({ what, source: { kind, from, to } }: Task): ReportMeta {
  const range = from === undefined ? `all that ${shown(to)} reaches` : `${shown(from)}..${shown(to)}`;
  const source = { kind, description: `${what} (${range})` };
  return { version: VERSION, door: 'action', source, ...(isOid(to) ? { tip: to } : {}) };
}

const shown = (revision: string): string =>
  isOid(revision) ? shortOid(revision) : revision.replace(/^refs\/remotes\//, '');

const isOid = (revision: string): boolean => /^[0-9a-f]{40,64}$/.test(revision);
