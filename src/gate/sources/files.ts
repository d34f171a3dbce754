import { createReadStream, lstatSync, readFileSync, type Stats } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { PathBytes } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { listFiles } from '../../git/list-files.ts';
import { WindowCutter } from '../../git/windows.ts';
import type { EngineOptions } from '../engine-options.ts';
import { byOwnPath, type Reading } from '../place.ts';
import type { Settings } from '../settings.ts';
import type { Sweep } from '../sweep.ts';
import { filePlace } from './file-place.ts';

/** What files are read with. */
export interface FileParts {
  readonly settings: Settings;
  readonly sweep: Sweep;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly engine: EngineOptions;
  /** Whether archives are opened. */
  readonly archives: boolean;
}

/** Reads files: those named, and in folders those that git tracks or would add (all but `.git` outside of git). */
export function readFiles(folder: string, paths: readonly string[], parts: FileParts): Reading {
  return { read: () => sweepFiles(folder, paths, parts), attribution: byOwnPath };
}

async function sweepFiles(folder: string, paths: readonly string[], parts: FileParts): Promise<void> {
  for (const path of paths) {
    const status = lstatOf(resolve(folder, path));
    if (!status) throw new UnleakError('usage', `There is no ${JSON.stringify(path)} to scan.`, 'Check the path.');
    if (!status.isDirectory()) {
      for (const file of await sweepArchives(folder, [Buffer.from(path)], parts))
        await sweepFile(folder, file, parts.sweep, true);
    } else await sweepFolder(folder, path, parts);
  }
}

async function sweepFolder(folder: string, path: string, parts: FileParts): Promise<void> {
  const all: Buffer[] = [];
  for await (const file of filesBelow(folder, path)) all.push(file);
  const files = await sweepArchives(folder, all, parts);
  // The user's rules and plugins look at each file by itself.
  if (!parts.settings.openSearcher || files.length < MANY) return sweepEach(folder, files, parts);
  const { crewFor, searchFiles } = await import('../files/search-files.ts');
  const crew = crewFor(files.length, parts.engine);
  try {
    const rest = files.slice(await sweepFirst(folder, files, parts.sweep));
    const left = rest.length > 0 ? await searchFiles(folder, rest, { ...parts, crew }) : [];
    await sweepEach(folder, left, parts);
  } finally {
    crew.stop();
  }
}

/** Looks into archives, where that was asked for. @returns the files that are still to be looked at */
async function sweepArchives(folder: string, files: readonly Buffer[], parts: FileParts): Promise<readonly Buffer[]> {
  if (!parts.archives) return files;
  const { sweepArchives: open } = await import('../archives/sweep-archives.ts');
  return open(folder, files, parts.sweep);
}

// Fewer are looked at sooner one by one.
const MANY = 100;

async function sweepEach(folder: string, files: readonly Buffer[], { sweep }: FileParts): Promise<void> {
  for (const file of files) await sweepFile(folder, file, sweep, false);
}

/** Looks deep into as many files as there is time for. @returns how many */
async function sweepFirst(folder: string, files: readonly Buffer[], sweep: Sweep): Promise<number> {
  let count = 0;
  for (const file of files) {
    if (!sweep.isDeep) break;
    await sweepFile(folder, file, sweep, false);
    count++;
  }
  return count;
}

/** What lies outside of the work tree, or is a repository of its own, git has to list from there. */
async function* filesBelow(folder: string, path: string): AsyncGenerator<Buffer> {
  const absolute = resolve(folder, path);
  const foreign = isAbsolute(path) || (path !== '.' && lstatOf(join(absolute, '.git')) !== undefined);
  if (!foreign) return yield* listFiles(folder, path);
  const prefix = Buffer.from(path.endsWith('/') ? path : `${path}/`);
  for await (const file of listFiles(absolute, '.')) {
    yield Buffer.concat([prefix, file.subarray(file.toString('latin1', 0, 2) === './' ? 2 : 0)]);
  }
}

const SMALL = 1024 * 1024;

async function sweepFile(folder: string, path: Buffer, sweep: Sweep, named: boolean): Promise<void> {
  const { absolute, name } = filePlace(folder, path);
  try {
    const status = lstatSync(absolute, { throwIfNoEntry: false });
    // Tracked, but deleted from the work tree: there is nothing to read.
    if (!status && !named) return;
    if (!status?.isFile()) return sweep.skip({ reason: 'not-a-file', what: name, incomplete: named });
    // At once, if it is small: a stream takes longer to start than most files take to be read. It may have grown since.
    if (status.size > 0 && status.size < SMALL) {
      await sweep.piece('file', name, readFileSync(absolute), 0, true);
      return;
    }
    // To the end, whatever size the system gives: a file of /proc says 0, and one may grow.
    const stream = createReadStream(absolute, { highWaterMark: 256 * 1024 });
    await sweepStream(stream, sweep, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    sweep.skip({ reason: 'unreadable-file', what: name, incomplete: true });
  }
}

/** Reads a stream whose length is not known: all of it, in windows. */
export function readStream(stream: AsyncIterable<Buffer>, sweep: Sweep): Reading {
  return { read: () => sweepStream(stream, sweep), attribution: byOwnPath };
}

async function sweepStream(stream: AsyncIterable<Buffer>, sweep: Sweep, name?: PathBytes): Promise<void> {
  const cutter = new WindowCutter(Number.POSITIVE_INFINITY, (bytes, offset, last) =>
    sweep.piece('file', name, bytes, offset, last),
  );
  for await (const chunk of stream) await cutter.push(chunk);
  await cutter.end();
}

function lstatOf(file: string | Buffer): Stats | undefined {
  try {
    return lstatSync(file);
  } catch {
    return undefined;
  }
}
