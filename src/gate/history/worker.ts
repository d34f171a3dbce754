import { parentPort } from 'node:worker_threads';
import { compileCore } from '../../wasm/core.ts';
import { BudgetExceeded } from '../budget-exceeded.ts';
import { type FileJob, type FileScanResult, scanFiles } from '../files/file-scan.ts';
import { ScanThread, type ThreadResult, type ThreadSetup } from './scan-thread.ts';

/** What a thread is to do. */
export type Work =
  | { readonly kind: 'packs'; readonly setup: ThreadSetup }
  | { readonly kind: 'files'; readonly job: FileJob };

/** What a thread says in the end; `done` is absent where the time ran out. The size of each share comes before, as a number. */
export interface WorkerAnswer {
  readonly done?: ThreadResult | FileScanResult;
}

const say = (message: number | WorkerAnswer): void => parentPort!.postMessage(message);

function run(work: Work): ThreadResult | FileScanResult {
  if (work.kind === 'files') return scanFiles(work.job, say);
  const thread = new ScanThread(work.setup);
  thread.run(say);
  return thread.result();
}

function answer(work: Work): WorkerAnswer {
  try {
    return { done: run(work) };
  } catch (error) {
    if (error instanceof BudgetExceeded) return {};
    throw error;
  }
}

// While the work is being prepared.
compileCore();
parentPort!.once('message', (work: Work) => say(answer(work)));
