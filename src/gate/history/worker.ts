import { parentPort } from 'node:worker_threads';
import type { ReadingJob } from '../../git/pack/attribution/reading-job.ts';
import { ReadingThread } from '../../git/pack/attribution/reading-thread.ts';
import type { TablesPart } from '../../git/pack/attribution/tables-part.ts';
import { type WriteSetup, writeEntries } from '../../git/pack/write/write-entries.ts';
import { Core, compileCore } from '../../wasm/core.ts';
import { BudgetExceeded } from '../budget-exceeded.ts';
import { type FileJob, type FileScanResult, scanFiles } from '../files/file-scan.ts';
import { type LiteralResult, type LiteralSetup, LiteralThread } from './literals/literal-thread.ts';
import { ScanThread, type ThreadResult, type ThreadSetup } from './scan-thread.ts';

/** What a thread is to do. */
export type Work =
  | { readonly kind: 'packs'; readonly setup: ThreadSetup }
  | { readonly kind: 'literals'; readonly setup: LiteralSetup }
  | { readonly kind: 'trees'; readonly job: ReadingJob }
  | { readonly kind: 'write'; readonly setup: WriteSetup }
  | { readonly kind: 'files'; readonly job: FileJob };

/** What a thread says in the end; `done` is absent where the time ran out. The size of each share comes before, as a number. */
export interface WorkerAnswer {
  readonly done?: ThreadResult | LiteralResult | TablesPart | FileScanResult;
}

const say = (message: number | WorkerAnswer): void => parentPort!.postMessage(message);

function run(work: Exclude<Work, { kind: 'write' }>): NonNullable<WorkerAnswer['done']> {
  if (work.kind === 'files') return scanFiles(work.job, say);
  if (work.kind === 'trees') return readTrees(work.job);
  if (work.kind === 'packs') return scan(work.setup);
  const thread = new LiteralThread(work.setup);
  thread.run(say);
  return thread.result();
}

// What a scan wrote to serves the next work: the system takes its time over fresh memory.
let used: Core | undefined;

function scan(setup: ThreadSetup): ThreadResult {
  const thread = new ScanThread(setup);
  thread.run(say);
  used = thread.searcher.core;
  return thread.result();
}

function readTrees(job: ReadingJob): TablesPart {
  const thread = new ReadingThread(job, used ?? new Core());
  thread.run();
  return thread.part();
}

function answer(work: Exclude<Work, { kind: 'write' }>): WorkerAnswer {
  try {
    return { done: run(work) };
  } catch (error) {
    if (error instanceof BudgetExceeded) return {};
    throw error;
  }
}

// While the work is being prepared.
compileCore();
parentPort!.on('message', (work: Work) => {
  if (work.kind === 'write') writeEntries(work.setup);
  else say(answer(work));
});
