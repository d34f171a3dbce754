import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type MessagePort, Worker } from 'node:worker_threads';
import { BudgetExceeded } from '../budget-exceeded.ts';
import type { Work, WorkerAnswer } from './worker.ts';

// Built beside the command line's files; where the sources run as they are there is none, and one thread does it all.
const WORKER = join(import.meta.dirname, 'scan-worker.cjs');

/** How many threads to work with. @param asked by the user; else at most two, and one where a second is not worth its start */
export function chooseThreads(asked: number | undefined, isLarge: boolean): number {
  if (!existsSync(WORKER)) return 1;
  return asked ?? (isLarge ? Math.min(2, availableParallelism()) : 1);
}

// The `threadId` of a worker that has said so.
const ENDED = -1;

/** A thread at work. */
export interface Helper<T> {
  readonly result: Promise<T>;
  stop(): void;
}

/** Threads that were started ahead of their work, which makes them ready while it is still being prepared. */
export class Crew {
  readonly #workers: readonly Worker[];

  /** @param count may be 0 */
  constructor(count: number) {
    this.#workers = Array.from({ length: count }, () => new Worker(WORKER));
  }

  get size(): number {
    return this.#workers.length;
  }

  /**
   * Sets them to the same work, which they take shares of: one work after the other.
   * @param onShare told each share's size
   * @param most that are set to it
   */
  work<T>(work: Work, onShare: (size: number) => void = () => {}, most = this.size): Helper<T>[] {
    return this.#workers.slice(0, most).map((worker) => setTo<T>(worker, work, onShare));
  }

  /** Sets the first of them to work whose answer comes by one of the ports that go along. */
  hand(work: Work, ports: readonly MessagePort[]): void {
    this.#workers[0]!.postMessage(work, ports);
  }

  /** Ends them, at work or not. */
  stop(): void {
    for (const worker of this.#workers) void worker.terminate();
  }
}

function setTo<T>(worker: Worker, work: Work, onShare: (size: number) => void): Helper<T> {
  const result = new Promise<T>((resolve, reject) => {
    const listen = (message: number | WorkerAnswer): void => {
      if (typeof message === 'number') {
        onShare(message);
        return;
      }
      worker.off('message', listen);
      if (message.done !== undefined) resolve(message.done as T);
      else reject(new BudgetExceeded());
    };
    const end = (): void => reject(new Error('A worker thread ended before its work was done.'));
    worker.on('message', listen);
    worker.once('error', reject);
    worker.once('exit', end);
    if (worker.threadId === ENDED) end();
  });
  // Where the main thread fails first, nobody awaits it.
  result.catch(() => {});
  worker.postMessage(work);
  return { result, stop: () => void worker.terminate() };
}
