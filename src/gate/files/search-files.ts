import { randomBytes } from 'node:crypto';
import type { EngineOptions } from '../engine-options.ts';
import { Crew, chooseThreads } from '../history/threads.ts';
import type { Settings } from '../settings.ts';
import { NOT_DEEP, type Sweep } from '../sweep.ts';
import { type FileJob, type FileScanResult, scanFiles } from './file-scan.ts';

// A worker takes as long to start as a thread takes for so many files.
const WORTH_A_WORKER = 1000;
// Nobody needs a thread for less.
const WORTH_A_THREAD = 64;

/** Gets threads ready for so many files. */
export const crewFor = (files: number, { threads }: EngineOptions): Crew =>
  new Crew(Math.min(chooseThreads(threads, files > WORTH_A_WORKER), Math.ceil(files / WORTH_A_THREAD)) - 1);

/** What files are searched with. */
export interface SearchParts {
  readonly settings: Settings;
  readonly sweep: Sweep;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly crew: Crew;
}

/**
 * Looks through many files at once.
 * @returns those that have to be read one by one: they hold something, or could not simply be read
 * @throws BudgetExceeded
 */
export async function searchFiles(
  folder: string,
  files: readonly Buffer[],
  { settings, sweep, deadline, crew }: SearchParts,
): Promise<Buffer[]> {
  const job: FileJob = {
    folder,
    paths: joinNames(files),
    rules: settings.builtIn,
    salt: randomBytes(32),
    deadline,
    taken: new Int32Array(new SharedArrayBuffer(4)),
  };
  const helpers = crew.work<FileScanResult>({ kind: 'files', job });
  const results: FileScanResult[] = [];
  results.push(scanFiles(job));
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
