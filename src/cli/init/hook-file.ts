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

// Shells that read what we write: not fish, csh or pwsh.
const SHELL = /^#!\s*(?:\S*\/env\s+(?:-S\s+)?)?(?:\S*\/)?(?:ba|da|a|z|k|mk)?sh(?:\.exe)?(?!\S)/;

/**
 * Installs hooks, each in front of what an existing one does.
 * @param runsAs git runs executable files only; husky runs any
 * @throws UnleakError when one can't be written, is a link, is no shell script, or is one that git does not run, so that
 * we would switch it on; those that are there are as they were
 */
export function installHooks(folder: string, hooks: readonly HookScript[], runsAs: 'executable' | 'any'): void {
  // All are looked at before the first is changed.
  const scripts = hooks.map(({ name, source }) => {
    const file = join(folder, name);
    const existing = read(file) ?? '#!/bin/sh\n';
    if (existing.includes('\0') || (existing.startsWith('#!') && !SHELL.test(existing))) {
      throw cannot(file, 'it is not a shell script', `add a call of: unleak hook ${name}`);
    }
    if (runsAs === 'executable' && isSwitchedOff(file)) {
      throw cannot(
        file,
        'it is not executable, so git does not run it now',
        'make it executable (chmod +x) or remove it',
      );
    }
    return { file, script: withBlock(existing, toBytes(hookBlock(name, source))) };
  });
  for (const { file, script } of scripts) write(folder, file, script);
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

/** A hook's bytes, each as one character: nothing says that they are UTF-8. */
function read(file: string): string | undefined {
  try {
    const status = lstatSync(file, { throwIfNoEntry: false });
    if (!status) return undefined;
    if (!status.isFile()) throw cannot(file, 'it is a link or no file', 'edit what it leads to yourself');
    return readFileSync(file, 'latin1');
  } catch (error) {
    throw error instanceof UnleakError ? error : refusedBySystem(file, 'read', error);
  }
}

/** git passes over a hook that is not executable: https://git-scm.com/docs/githooks#_description. Windows has no such bit. */
function isSwitchedOff(file: string): boolean {
  const status = lstatSync(file, { throwIfNoEntry: false });
  return process.platform !== 'win32' && status !== undefined && (status.mode & 0o111) === 0;
}

const toBytes = (text: string): string => Buffer.from(text).toString('latin1');

/** In one step: a hook that git starts meanwhile is the old one or the new one. */
function write(folder: string, file: string, script: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(temporary, script, { encoding: 'latin1', flag: 'wx', mode: 0o755 });
    chmodSync(temporary, 0o755);
    renameSync(temporary, file);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw refusedBySystem(file, 'written', cause);
  }
}

const refusedBySystem = (file: string, done: 'read' | 'written', cause: unknown): UnleakError =>
  cannot(
    file,
    `it could not be ${done} (${(cause as NodeJS.ErrnoException).code})`,
    'check its folder and permissions',
  );

const cannot = (file: string, why: string, hint: string): UnleakError =>
  new UnleakError(
    'io',
    `The hook ${JSON.stringify(file)} can't be changed: ${why}.`,
    `Its content is as it was; ${hint}.`,
  );
