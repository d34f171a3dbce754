import { createReadStream, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { WindowCutter } from '../../git/windows.ts';
import { hasOpenMember } from '../find/gzip-members.ts';
import type { Teller } from './teller.ts';

// Larger files are looked at in windows.
const LARGEST_WHOLE = 64 * 1024 * 1024;

/** `open`: what is packed in it can only be seen in one piece, and it is too large for that. */
export type Look = 'tells' | 'nothing' | 'open' | 'unreadable';

/** Looks at all bytes of a file. */
export async function lookAtFile(file: Buffer, teller: Teller): Promise<Look> {
  try {
    if (statSync(file).size > LARGEST_WHOLE) return await lookInWindows(file, teller);
    return teller.file(await readFile(file)) ? 'tells' : 'nothing';
  } catch (error) {
    if (!isSystemError(error)) throw error;
    // Git works on: a file that is gone holds nothing.
    return error.code === 'ENOENT' ? 'nothing' : 'unreadable';
  }
}

async function lookInWindows(file: Buffer, teller: Teller): Promise<Look> {
  let look: Look = 'nothing';
  const cutter = new WindowCutter(Number.POSITIVE_INFINITY, (bytes, _, last) => {
    if (look === 'tells') return;
    if (teller.file(bytes)) look = 'tells';
    else if (!last && hasOpenMember(bytes)) look = 'open';
  });
  for await (const chunk of createReadStream(file)) await cutter.push(chunk as Buffer);
  await cutter.end();
  return look;
}

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
