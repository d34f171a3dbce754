import type { PurgePlan } from '../purge/plan/purge-plan.ts';
import { isEmpty, renderPlanText } from '../purge/plan/render-plan-text.ts';
import { applyPurge, checkFinish, finishPurge, planPurge, resumePurge, undoPurge } from '../purge/purge.ts';
import type { PurgeRequest } from '../purge/purge-types.ts';
import type { Receipt } from '../purge/receipt/receipt.ts';
import { renderReceiptText } from '../purge/receipt/render-receipt-text.ts';
import { jsonText } from '../report/json-text.ts';
import { confirm } from './purge-confirm.ts';
import { type PurgeOptions, parsePurge } from './purge-options.ts';
import { showPurgeProgress } from './purge-progress.ts';
import { purgeTargets } from './purge-targets.ts';
import { watchDelivery } from './undelivered.ts';

const DONE = 0;
const REFUSED = 2;

/** `unleak purge`. @returns the exit code: 0 planned or done and proven, 2 refused or not proven */
export async function purgeCommand(args: readonly string[]): Promise<number> {
  const options = parsePurge(args);
  watchDelivery();
  switch (options.action) {
    case 'undo':
      return undo(options);
    case 'resume':
      return resume(options);
    case 'finish':
      return finish(options);
    case 'push':
      return (await import('./purge-push.ts')).pushCommand(options);
    default:
      return planAndApply(options);
  }
}

async function planAndApply(options: PurgeOptions): Promise<number> {
  const progress = showPurgeProgress(process.stderr);
  const request = { ...(await requestOf(options)), onProgress: progress.update };
  const plan = await planPurge(request).finally(progress.end);
  const applies = options.action === 'apply';
  // With --apply standard output is the receipt's: programs read one document.
  showPlan(plan, options, applies);
  if (plan.refusals.length > 0) return REFUSED;
  if (!applies || isEmpty(plan)) return DONE;
  await confirmed(plan.repository.name, 'This writes the history anew.', options);
  return showReceipt(await applyPurge(request, plan).finally(progress.end), options);
}

async function requestOf(options: PurgeOptions): Promise<PurgeRequest> {
  const { values, threads, maxMemory } = options;
  const { remote, into } = values;
  const mirror = remote === undefined ? undefined : { kind: 'mirror' as const, remote };
  return {
    cwd: process.cwd(),
    targets: await purgeTargets(options),
    way: mirror ? { ...mirror, ...(into === undefined ? {} : { folder: into }) } : { kind: 'in-place' },
    ...(threads === undefined ? {} : { threads }),
    ...(maxMemory === undefined ? {} : { maxMemory }),
    ...(values['prune-empty'] ? { pruneEmpty: true } : {}),
  };
}

const confirmed = (word: string, question: string, { values: { yes } }: PurgeOptions): Promise<void> =>
  confirm({ question, word, yes }, { input: process.stdin, output: process.stderr });

function showPlan(plan: PurgePlan, { values: { json } }: PurgeOptions, applies: boolean): void {
  const stream = applies ? process.stderr : process.stdout;
  stream.write(json && !applies ? jsonText(plan) : renderPlanText(plan, { color: hasColor(stream), applies }));
}

function showReceipt(receipt: Receipt, { values: { json } }: PurgeOptions): number {
  const { stdout } = process;
  stdout.write(json ? jsonText(receipt) : renderReceiptText(receipt, { color: hasColor(stdout) }));
  return receipt.proof.clean ? DONE : REFUSED;
}

const hasColor = (stream: NodeJS.WriteStream): boolean => stream.isTTY === true && !process.env.NO_COLOR;

async function undo(options: PurgeOptions): Promise<number> {
  await confirmed('undo', 'This takes the last purge back: the secret stands in the history again.', options);
  const { refs, worktrees, notes } = await undoPurge(process.cwd());
  console.log(`unleak: taken back: ${refs} refs and ${worktrees} work trees are as they were before the purge.`);
  for (const note of notes) console.log(note);
  return DONE;
}

async function resume(options: PurgeOptions): Promise<number> {
  const resumed = await resumePurge(process.cwd());
  if (resumed.kind === 'done') return showReceipt(resumed.receipt, options);
  console.log(
    resumed.kind === 'nothing'
      ? 'unleak: no purge was interrupted here.'
      : 'unleak: nothing had moved yet: the repository is as before, and what the purge had written is gone.',
  );
  return DONE;
}

async function finish(options: PurgeOptions): Promise<number> {
  await checkFinish(process.cwd());
  const targets = await purgeTargets(options);
  await confirmed(
    'finish',
    'This deletes the old objects, all that no ref leads to, the reflogs (but the stash) and the backup: no way leads back.',
    options,
  );
  return showReceipt(await finishPurge(process.cwd(), targets), options);
}
