import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnleakError } from '../../domain/unleak-error.ts';
import { hookBlock, isEmptyScript, withBlock, withoutBlock } from './hook-block.ts';

/** A hook of ours. */
export interface HookScript {
  readonly name: string;
  /** The package's folder as the hook will name it. */
  readonly source: string;
}

const SHELL = /^#!\s*(?:\/usr\/bin\/env\s+(?:-S\s+)?)?\S*?(?:ba|da|z|k)?sh\b/;

/**
 * Installs a hook, in front of what an existing one does.
 * @throws UnleakError when the file can't be written, is a link, or is no shell script; it is left as it was
 */
export function installHook(folder: string, { name, source }: HookScript): void {
  const file = join(folder, name);
  const existing = read(file);
  if (existing !== undefined && existing.startsWith('#!') && !SHELL.test(existing)) {
    throw cannot(file, 'it is not a shell script', `add a call of: unleak hook ${name}`);
  }
  write(folder, file, withBlock(existing ?? '#!/bin/sh\n', hookBlock(name, source)));
}

/** Takes a hook of ours out; a script that did nothing else goes. @returns whether there was one */
export function removeHook(folder: string, name: string): boolean {
  const file = join(folder, name);
  const existing = read(file);
  if (existing === undefined) return false;
  const rest = withoutBlock(existing);
  if (rest === existing) return false;
  if (isEmptyScript(rest)) rmSync(file);
  else write(folder, file, rest);
  return true;
}

function read(file: string): string | undefined {
  const status = lstatSync(file, { throwIfNoEntry: false });
  if (!status) return undefined;
  if (!status.isFile()) throw cannot(file, 'it is a link or no file', 'edit what it leads to yourself');
  return readFileSync(file, 'utf8');
}

/** In one step: a hook that git starts meanwhile is the old one or the new one. */
function write(folder: string, file: string, script: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, script, { flag: 'wx', mode: 0o755 });
    chmodSync(temporary, 0o755);
    renameSync(temporary, file);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw cannot(
      file,
      `it could not be written (${(cause as NodeJS.ErrnoException).code})`,
      'check the permissions of its folder',
    );
  }
}

const cannot = (file: string, why: string, hint: string): UnleakError =>
  new UnleakError(
    'io',
    `The hook ${JSON.stringify(file)} can't be changed: ${why}.`,
    `Its content is as it was; ${hint}.`,
  );
