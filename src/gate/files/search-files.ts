import { randomBytes } from 'node:crypto';
import type { EngineOptions } from '../engine-options.ts';
import { chooseThreads, startThreads } from '../history/threads.ts';
import type { Settings } from '../settings.ts';
import { NOT_DEEP, type Sweep } from '../sweep.ts';
import { type FileJob, type FileScanResult, scanFiles } from './file-scan.ts';

// A worker takes as long to start as a thread takes for so many files.
const WORTH_A_WORKER = 1000;

/** What files are searched with. */
export interface SearchParts {
  readonly settings: Settings;
  readonly sweep: Sweep;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly engine: EngineOptions;
}

/**
 * Looks through many files at once.
 * @returns those that have to be read one by one: they hold something, or could not simply be read
 * @throws BudgetExceeded
 */
export async function searchFiles(folder: string, files: readonly Buffer[], parts: SearchParts): Promise<Buffer[]> {
  const { settings, sweep, deadline, engine } = parts;
  const job: FileJob = {
    folder,
    paths: joinNames(files),
    rules: settings.builtIn,
    salt: randomBytes(32),
    deadline,
    taken: new Int32Array(new SharedArrayBuffer(4)),
  };
  const threads = chooseThreads(engine.threads, files.length > WORTH_A_WORKER);
  const helpers = startThreads<FileScanResult>(threads - 1, { kind: 'files', job }, () => {});
  const results: FileScanResult[] = [];
  try {
    results.push(scanFiles(job));
  } catch (error) {
    for (const helper of helpers) helper.stop();
    throw error;
  }
  results.push(...(await Promise.all(helpers.map(({ result }) => result))));
  sweep.skip(NOT_DEEP);
  for (const result of results) sweep.count(result.files, result.bytes);
  const left = results.flatMap((result) => result.left).sort((a, b) => a - b);
  return left.map((number) => files[number]!);
}

function joinNames(files: readonly Buffer[]): Uint8Array {
  const end = Buffer.of(0);
  const joined = Buffer.concat(files.flatMap((file) => [file, end]));
  const shared = new Uint8Array(new SharedArrayBuffer(joined.length));
  shared.set(joined);
  return shared;
}
