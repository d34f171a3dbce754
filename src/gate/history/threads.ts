import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BudgetExceeded } from '../budget-exceeded.ts';
import type { Work, WorkerAnswer } from './worker.ts';

// Built beside the command line's files; where the sources run as they are there is none, and one thread does it all.
const WORKER = join(import.meta.dirname, 'scan-worker.cjs');

/** How many threads to work with. @param asked by the user; else at most two, and one where a second is not worth its start */
export function chooseThreads(asked: number | undefined, isLarge: boolean): number {
  if (!existsSync(WORKER)) return 1;
  return asked ?? (isLarge ? Math.min(2, availableParallelism()) : 1);
}

/** A thread at work. */
export interface Helper<T> {
  readonly result: Promise<T>;
  stop(): void;
}

/** Starts threads that do the same work as the main one, which all take shares of. @param onShare told the size of each share */
export function startThreads<T>(count: number, work: Work, onShare: (size: number) => void): Helper<T>[] {
  return Array.from({ length: count }, () => startThread<T>(work, onShare));
}

function startThread<T>(work: Work, onShare: (size: number) => void): Helper<T> {
  const worker = new Worker(WORKER, { workerData: work });
  const result = new Promise<T>((resolve, reject) => {
    worker.on('message', (message: number | WorkerAnswer) => {
      if (typeof message === 'number') onShare(message);
      else if (message.done !== undefined) resolve(message.done as T);
      else reject(new BudgetExceeded());
    });
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('A worker thread ended before its work was done.')));
  });
  // Where the main thread fails first, nobody awaits it.
  result.catch(() => {});
  return { result, stop: () => void worker.terminate() };
}
