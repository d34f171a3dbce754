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
