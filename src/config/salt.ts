import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { UnleakError } from '../domain/unleak-error.ts';
import { invalid } from './invalid.ts';
import { readInside } from './safe-read.ts';

/** Where the salt stands in the repository. */
export const SALT_PATH = '.unleak/salt';

const SALT_BYTES = 32;
const MAX_FILE_BYTES = 1024;

/**
 * The salt that a file's bytes hold: 64 hex digits and a line end.
 *
 * @throws UnleakError `config-invalid`: a salt that can't be read never counts as none, or all fingerprints would change
 */
export function parseSalt(bytes: Buffer): Buffer {
  const text = bytes.length <= MAX_FILE_BYTES ? bytes.toString('latin1') : '';
  if (/^[0-9a-f]{64}\r?\n?$/i.test(text)) return Buffer.from(text.slice(0, 2 * SALT_BYTES), 'hex');
  throw invalid(
    `${SALT_PATH}:1:1`,
    'the file must hold 64 hex digits',
    'Restore it from git; a new salt would change every fingerprint.',
  );
}

/** The salt of a work tree; undefined where there is none. @throws UnleakError */
export async function readSalt(folder: string): Promise<Buffer | undefined> {
  const bytes = await readInside(folder, SALT_PATH, MAX_FILE_BYTES);
  return bytes && parseSalt(bytes);
}

/**
 * Makes a salt unless there is one. The file appears complete or not at all, and one that is there is never changed.
 *
 * @throws UnleakError `config-invalid` or `config-unreadable` when the salt that is there is none, `io` when it can't be written
 */
export async function createSalt(folder: string): Promise<'created' | 'kept'> {
  const { randomBytes } = await import('node:crypto');
  if (await readSalt(folder)) return 'kept';
  const file = join(folder, SALT_PATH);
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await makeFolder(folder);
    await fs.writeFile(draft, `${randomBytes(SALT_BYTES).toString('hex')}\n`, { flag: 'wx' });
    await publish(draft, file);
    return 'created';
  } catch (error) {
    if (isTaken(error) && (await readSalt(folder))) return 'kept';
    throw notWritten(error);
  } finally {
    await fs.rm(draft, { force: true }).catch(() => undefined);
  }
}

/** The folder must be a real one: a link could lead anywhere. */
async function makeFolder(folder: string): Promise<void> {
  const own = join(folder, '.unleak');
  await fs.mkdir(own, { recursive: true });
  if (!(await fs.lstat(own)).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
}

/** A link appears at once and never replaces a file; where there are no links, an exclusive copy comes nearest. */
async function publish(draft: string, file: string): Promise<void> {
  try {
    await fs.link(draft, file);
  } catch (error) {
    if (isTaken(error)) throw error;
    await fs.copyFile(draft, file, fs.constants.COPYFILE_EXCL);
  }
}

function isTaken(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'EEXIST';
}

function notWritten(error: unknown): UnleakError {
  if (error instanceof UnleakError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return new UnleakError(
    'io',
    `${SALT_PATH} can't be written: the system refused (${code})`,
    'Check the permissions of the folder.',
  );
}
