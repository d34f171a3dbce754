import type { Blob } from '../../domain/blob.ts';
import type { DetectReply, LoadedDetector, LoadReply } from './messages.ts';
import { pluginInvalid } from './plugin-invalid.ts';
import { PluginWorker, WorkerStopped, WorkerTimeout } from './plugin-worker.ts';

/** What the modules of a host are loaded with. */
export interface PluginModules {
  /** As the user wrote them, for messages. */
  readonly written: readonly string[];
  /** As Node imports them. */
  readonly specifiers: readonly string[];
  readonly folder: string;
  /** The longest that loading, or one look at a window, may take. */
  readonly timeoutMs: number;
}

const SHAPE_HINT =
  'Its default export must be { id, detect(blob, context) } or a list of such; an id is made of lower-case letters, digits and -.';

/** Keeps one worker with the plugins loaded; starts another when the last one had to be ended. Requests queue up. */
export class PluginHost {
  readonly #modules: PluginModules;
  #worker: PluginWorker | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(modules: PluginModules) {
    this.#modules = modules;
  }

  /** Loads the modules. @throws UnleakError `plugin-invalid` */
  load(): Promise<readonly LoadedDetector[]> {
    return this.#next(async () => (await this.#start()).loaded);
  }

  /** Has one of the detectors look at bytes. @throws WorkerTimeout, WorkerStopped, or what `load` throws */
  detect(index: number, blob: Blob, deadline: number): Promise<DetectReply> {
    return this.#next(async () => {
      const worker = await this.#running(deadline);
      const bytes = new Uint8Array(blob.bytes);
      const request = { index, blob: { ...blob, bytes }, deadline };
      return (await worker.ask(request, this.#patience(deadline), [bytes.buffer])) as DetectReply;
    });
  }

  /** Ends the worker at once. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.stop();
  }

  #next<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async #running(deadline: number): Promise<PluginWorker> {
    if (this.#closed) throw new WorkerStopped();
    if (Date.now() >= deadline) throw new WorkerTimeout();
    if (this.#worker && !this.#worker.stopped) return this.#worker;
    return (await this.#start(deadline)).worker;
  }

  async #start(deadline = Number.POSITIVE_INFINITY) {
    const { specifiers, folder, timeoutMs } = this.#modules;
    const worker = new PluginWorker(folder);
    this.#worker = worker;
    const reply = await worker.ask({ load: specifiers }, this.#patience(deadline)).catch((error: unknown) => {
      throw deadline === Number.POSITIVE_INFINITY ? this.#notLoaded(error, timeoutMs) : error;
    });
    if (isLoaded(reply)) return { worker, loaded: reply.loaded };
    await worker.stop();
    throw this.#refuse(reply as Exclude<LoadReply, { loaded: unknown }>);
  }

  #patience(deadline: number): number {
    return Math.min(this.#modules.timeoutMs, deadline - Date.now());
  }

  #notLoaded(error: unknown, timeoutMs: number): Error {
    const why =
      error instanceof WorkerTimeout
        ? `did not load within ${timeoutMs} ms`
        : 'stopped the thread it runs in while it was loaded';
    return pluginInvalid(
      this.#modules.written.join(' or '),
      why,
      'A plugin must load at once and do its work in detect().',
    );
  }

  #refuse({ problem, module, name }: Exclude<LoadReply, { loaded: unknown }>): Error {
    const written = this.#modules.written[module] ?? 'module';
    if (problem === 'shape') return pluginInvalid(written, 'does not export a detector', SHAPE_HINT);
    return pluginInvalid(
      written,
      `can't be loaded (${name})`,
      'Check that it is there, that what it imports is installed, and that it is an ES module.',
    );
  }
}

function isLoaded(reply: unknown): reply is Extract<LoadReply, { loaded: unknown }> {
  return Array.isArray((reply as { loaded?: unknown }).loaded);
}
