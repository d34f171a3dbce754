import { constants, promises as fs, type Stats } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UnleakError } from '../domain/unleak-error.ts';
import { invalid } from './invalid.ts';

/** The most bytes that a configuration file may have. */
const MAX_CONFIG_BYTES = 1024 * 1024;

/**
 * Reads a small regular file of a folder that nobody vouches for: no device, no FIFO, no link out of the folder, never
 * more than `limit` bytes.
 *
 * @param name path inside the folder, also what messages call it
 * @returns undefined when there is no such entry
 * @throws UnleakError `config-unreadable`
 */
export async function readInside(folder: string, name: string, limit = MAX_CONFIG_BYTES): Promise<Buffer | undefined> {
  const file = join(folder, name);
  if (!(await present(file, name))) return undefined;
  const [root, real] = await guarded(name, () => Promise.all([fs.realpath(folder), fs.realpath(file)]));
  if (!isInside(root, real)) {
    throw unreadable(name, 'it is a link that leads out of its folder', 'Replace the link by the file itself.');
  }
  return readRegular(real, name, limit);
}

/** Reads a small regular file wherever it lies, links followed: for a path that the user gave. */
export async function readAnywhere(file: string, limit = MAX_CONFIG_BYTES): Promise<Buffer> {
  const real = await guarded(file, () => fs.realpath(resolve(file)));
  return readRegular(real, file, limit);
}

/** Text of a file. @throws UnleakError `config-invalid` unless it is UTF-8 */
export function utf8Text(bytes: Buffer, name: string): string {
  if (bytes.length > MAX_CONFIG_BYTES) throw tooBig(name, MAX_CONFIG_BYTES);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid(`${name}:1:1`, 'the file is not UTF-8 text', 'Save it as UTF-8.');
  }
}

async function present(file: string, name: string): Promise<boolean> {
  try {
    await fs.lstat(file);
    return true;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw unreadableBecause(name, error);
  }
}

/** Whether an error of the file system says that there is no such entry. */
export function isAbsence(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** The error for a file that the system does not let us read; only the system's error code is passed on. */
export function unreadableBecause(name: string, error: unknown): UnleakError {
  const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
  return unreadable(
    name,
    `the system refused (${code})`,
    'Check that it exists and that its permissions let you read it.',
  );
}

async function readRegular(real: string, name: string, limit: number): Promise<Buffer> {
  checkKind(await guarded(name, () => fs.stat(real)), name, limit);
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
  const handle = await guarded(name, () => fs.open(real, flags));
  try {
    checkKind(await guarded(name, () => handle.stat()), name, limit);
    return await guarded(name, () => readUpTo(handle, limit, name));
  } finally {
    await handle.close();
  }
}

async function readUpTo(handle: fs.FileHandle, limit: number, name: string): Promise<Buffer> {
  const bytes = Buffer.alloc(limit + 1);
  let length = 0;
  while (length < bytes.length) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) return Buffer.from(bytes.subarray(0, length));
    length += bytesRead;
  }
  throw tooBig(name, limit);
}

function checkKind(stats: Stats, name: string, limit: number): void {
  if (!stats.isFile())
    throw unreadable(name, 'it is not a regular file', 'Replace it by a regular file, or remove it.');
  if (stats.size > limit) throw tooBig(name, limit);
}

function tooBig(name: string, limit: number): UnleakError {
  return unreadable(name, `it is larger than ${limit} bytes`, 'Make it smaller, for example by merging entries.');
}

function unreadable(name: string, why: string, hint: string): UnleakError {
  return new UnleakError('config-unreadable', `${name} can't be read: ${why}`, hint);
}

async function guarded<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof UnleakError ? error : unreadableBecause(name, error);
  }
}

function isInside(root: string, real: string): boolean {
  const path = relative(root, real);
  return path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
