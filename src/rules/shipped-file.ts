import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { UnleakError } from '../domain/unleak-error.ts';

const INSTALL_AGAIN = 'Install unleak again.';

/** Reads a file that stands beside the program. @throws UnleakError `io` where that can't be */
export function readShipped(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const what = `${basename(file)}, which came with unleak, cannot be read.`;
    throw new UnleakError('io', what, INSTALL_AGAIN, { cause });
  }
}

/** The error for one that is not what the build wrote. @param name of the file */
export const notOurs = (name: string): UnleakError =>
  new UnleakError('io', `${name}, which came with unleak, is damaged or belongs to another version.`, INSTALL_AGAIN);

/** The number of a build, by which its bundles know their tables: each begins with it. */
export const buildOf = (table: Buffer): number => table.readUInt32LE(0);

/** Reads a line of JSON. @param name of the file. @throws UnleakError `io` for a line that is not what the build wrote */
export function parseShipped<T>(line: string, name: string): T {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw notOurs(name);
  }
}
