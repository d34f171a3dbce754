import { applyRejoin, finishRejoin, planRejoin, resumeRejoin, undoRejoin } from '../purge/rejoin/rejoin.ts';
import type { RejoinPlan, RejoinResult } from '../purge/rejoin/rejoin-types.ts';
import { isDone, renderRejoinPlan, renderRejoinResult } from '../purge/rejoin/render-rejoin.ts';
import { jsonText } from '../report/json-text.ts';
import { parseOptions, usage } from './parse-options.ts';
import { confirm } from './purge-confirm.ts';
import { showPurgeProgress } from './purge-progress.ts';
import { watchDelivery } from './undelivered.ts';

const OPTIONS = {
  map: { type: 'string', multiple: true },
  remote: { type: 'string', default: 'origin' },
  apply: { type: 'boolean', default: false },
  undo: { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  finish: { type: 'boolean', default: false },
  yes: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

const ACTIONS = ['apply', 'undo', 'resume', 'finish'] as const;
const DONE = 0;
const NOT_PROVEN = 2;

type Values = ReturnType<typeof parseOptions<typeof OPTIONS>>['values'];

/** `unleak rejoin`. @returns the exit code: 0 planned or done and proven, 2 refused, left out or not proven */
export async function rejoinCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  const asked = ACTIONS.filter((action) => values[action]);
  if (positionals.length > 0) throw usage('rejoin takes the map by --map FOLDER.');
  if (asked.length > 1) throw usage(`rejoin takes one of ${asked.map((name) => `--${name}`).join(' and ')} at a time.`);
  if (values.map && asked[0] && asked[0] !== 'apply') throw usage(`--${asked[0]} goes by the rejoin that was made.`);
  watchDelivery();
  switch (asked[0]) {
    case 'undo':
      return undo(values);
    case 'resume':
      return resume(values);
    case 'finish':
      await confirmed('finish', 'This deletes the old objects and the backup: no way leads back.', values);
      return showResult(await finishRejoin(process.cwd()), values);
    default:
      return planAndApply(values);
  }
}

async function planAndApply(values: Values): Promise<number> {
  const progress = showPurgeProgress(process.stderr);
  const request = { cwd: process.cwd(), maps: values.map ?? [], remote: values.remote, onProgress: progress.update };
  const plan = await planRejoin(request).finally(progress.end);
  // With --apply standard output is the result's: programs read one document.
  showPlan(plan, values, values.apply ? process.stderr : process.stdout);
  if (plan.refusals.length > 0) return NOT_PROVEN;
  if (!values.apply || isDone(plan)) return plan.leftOut.length > 0 ? NOT_PROVEN : DONE;
  await confirmed(plan.repository.name, 'This moves your branches to the new history.', values);
  return showResult(await applyRejoin(plan), values);
}

function showPlan(plan: RejoinPlan, { json }: Values, stream: NodeJS.WriteStream): void {
  const asJson = json && stream === process.stdout;
  stream.write(asJson ? jsonText(plan) : renderRejoinPlan(plan, { color: hasColor(stream) }));
}

function showResult(result: RejoinResult, { json }: Values): number {
  const { stdout } = process;
  stdout.write(json ? jsonText(result) : renderRejoinResult(result, { color: hasColor(stdout) }));
  return result.proof.clean ? DONE : NOT_PROVEN;
}

const hasColor = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && !process.env.NO_COLOR;

const confirmed = (word: string, question: string, { yes }: Values): Promise<void> =>
  confirm({ question, word, yes }, { input: process.stdin, output: process.stderr });

async function undo(values: Values): Promise<number> {
  await confirmed('undo', 'This takes the rejoin back: your branches stand on the old history again.', values);
  console.log(['unleak: taken back.', ...(await undoRejoin(process.cwd()))].join('\n'));
  return DONE;
}

async function resume(values: Values): Promise<number> {
  const result = await resumeRejoin(process.cwd());
  if (result) return showResult(result, values);
  console.log('unleak: nothing had moved yet: the clone is as before, and what the rejoin had written is gone.');
  return DONE;
}
