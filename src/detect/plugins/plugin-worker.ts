import { Worker } from 'node:worker_threads';
import { WORKER_SOURCE } from './worker-source.ts';

/** The worker did not answer in time and was ended. */
export class WorkerTimeout extends Error {
  override readonly name = 'WorkerTimeout';
}

/** The worker stopped by itself: an uncaught error, `process.exit`, or no memory left. */
export class WorkerStopped extends Error {
  override readonly name = 'WorkerStopped';
}

/** The longest time that a timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const MAX_HEAP_MB = 512;

interface Waiting {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A worker thread for plugins: one request at a time, ended when it does not answer. It gets no environment variables
 * and no arguments, and what it prints is thrown away: a plugin that prints what it looks at would put secrets in logs.
 * The streams are asked for, so that Node does not print them, and not read, because a reader keeps the process alive.
 */
export class PluginWorker {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  #call = 0;
  #stopped = false;

  constructor(folder: string) {
    const worker = new Worker(WORKER_SOURCE, {
      eval: true,
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      workerData: { folder },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    worker.unref();
    worker.on('message', (reply: unknown) => this.#answer(reply));
    worker.on('messageerror', () => this.#fail(new WorkerStopped()));
    worker.on('error', () => this.#fail(new WorkerStopped()));
    worker.on('exit', () => this.#fail(new WorkerStopped()));
    this.#worker = worker;
  }

  /** Whether it can take no more requests. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /**
   * Sends a request and waits for its answer. Call it again only when this is over.
   *
   * @throws WorkerTimeout or WorkerStopped; the worker is of no more use then
   */
  async ask(request: object, timeoutMs: number, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    if (this.#stopped) throw new WorkerStopped();
    this.#call += 1;
    const reply = new Promise<unknown>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    const timer = setTimeout(() => this.#fail(new WorkerTimeout()), Math.max(0, Math.min(timeoutMs, MAX_TIMER_MS)));
    try {
      this.#worker.postMessage({ ...request, call: this.#call }, [...transfer]);
      return await reply;
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
      // Node takes hold of the process again when the thread starts; one that nobody closes must not keep it from ending.
      this.#worker.unref();
    }
  }

  /** Ends the thread, whatever it is doing. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#worker.terminate();
  }

  #answer(reply: unknown): void {
    if ((reply as { call?: unknown } | null)?.call !== this.#call) return;
    this.#waiting?.resolve(reply);
    this.#waiting = undefined;
  }

  #fail(error: Error): void {
    this.#stopped = true;
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }
}
