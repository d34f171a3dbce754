import { resolve } from 'node:path';
import type { Candidate } from '../../domain/candidate.ts';
import type { Detector } from '../../domain/detector.ts';
import { DetectorTimeout } from '../detector-timeout.ts';
import type { LoadedDetector } from './messages.ts';
import { PluginHost } from './plugin-host.ts';
import { pluginInvalid } from './plugin-invalid.ts';
import { WorkerTimeout } from './plugin-worker.ts';
import { resolveSpecifier } from './resolve-specifier.ts';
import { toCandidates } from './to-candidates.ts';

/** Plugins that are loaded. */
export interface OpenedPlugins {
  readonly detectors: Detector[];
  /** Ends the thread they run in. */
  close(): Promise<void>;
}

const ID = /^[a-z0-9-]{1,100}$/;

/**
 * Loads the user's plugin modules into a worker thread and gives their detectors. The thread bounds the time they take;
 * it is no jail: a plugin is code that runs with the user's rights.
 *
 * @param files specifiers as written in the configuration
 * @param options.folder the configuration file's folder, which they are relative to
 * @param options.timeoutMs the longest that loading, or a detector's look at one window, may take
 * @throws UnleakError `plugin-invalid`
 */
export async function openPlugins(
  files: readonly string[],
  options: { readonly folder: string; readonly timeoutMs: number },
): Promise<OpenedPlugins> {
  if (files.length === 0) return { detectors: [], close: async () => undefined };
  const folder = resolve(options.folder);
  const specifiers = files.map((file, index) => resolveSpecifier(file, index, folder));
  const host = new PluginHost({ written: files, specifiers, folder, timeoutMs: options.timeoutMs });
  try {
    const loaded = await host.load();
    checkIds(loaded, files);
    return { detectors: loaded.map(({ id }, index) => toDetector(id, index, host)), close: () => host.close() };
  } catch (error) {
    await host.close();
    throw error;
  }
}

function checkIds(loaded: readonly LoadedDetector[], files: readonly string[]): void {
  const seen = new Set<string>();
  for (const { id, module } of loaded) {
    const written = files[module] ?? 'module';
    if (!ID.test(id))
      throw pluginInvalid(written, 'has a detector with an unusable id', 'Use lower-case letters, digits and -.');
    if (seen.has(id))
      throw pluginInvalid(
        written,
        `has a detector with the id ${id}, which another one has`,
        'Give each detector its own id.',
      );
    seen.add(id);
  }
}

function toDetector(id: string, index: number, host: PluginHost): Detector {
  return {
    id,
    async detect(blob, { deadline }): Promise<Candidate[]> {
      const { results, failed } = await host.detect(index, blob, deadline).catch((error: unknown) => {
        if (error instanceof WorkerTimeout) throw new DetectorTimeout(id);
        throw new Error(`The detector ${id} stopped its thread or could not be started again.`);
      });
      if (failed !== undefined) throw new Error(`The detector ${id} failed with ${failed}.`);
      const candidates = toCandidates(results, blob);
      if (!candidates) throw new Error(`The detector ${id} gave an answer that is no list of claims.`);
      return candidates;
    },
  };
}
