import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CLI, PACKAGE, type Project, seen } from '../../support/cli.ts';
import type { Outcome, Sandbox } from '../../support/sandbox.ts';

/** What a program did, how long it took, and the most memory that it held. */
export interface Measured extends Outcome {
  readonly seconds: number;
  readonly peakMb: number;
}

/** How to run the program. */
export interface RunChoices {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string | Buffer;
}

/** A file of the package's `hooks` folder. */
export const hookScript = (name: string): string => join(PACKAGE, 'hooks', name);

/** Runs a line of bash; `$UNLEAK` is the program, `$HOOKS` the folder of hooks. */
export function shell(
  { sandbox, path }: Project,
  line: string,
  { cwd = path, env = {}, input }: RunChoices = {},
): Outcome {
  const named = { UNLEAK: CLI, HOOKS: join(PACKAGE, 'hooks'), NODE: process.execPath, ...env };
  return sandbox.run('bash', ['-c', line], { cwd, env: named, ...(input === undefined ? {} : { input }) });
}

/** Runs dist/cli.cjs and measures it: node itself says at its end how much memory it held at most. */
export function measured(
  project: Project,
  args: readonly string[],
  { cwd = project.path, env = {}, input }: RunChoices = {},
): Measured {
  const { sandbox } = project;
  const [preload, report] = [join(sandbox.root, 'peak.cjs'), join(sandbox.root, 'peak.txt')];
  writeFileSync(
    preload,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(report)}, String(process.resourceUsage().maxRSS)));`,
  );
  const started = performance.now();
  const outcome = sandbox.run(process.execPath, ['--require', preload, CLI, ...args], {
    cwd,
    env,
    ...(input === undefined ? {} : { input }),
  });
  const seconds = (performance.now() - started) / 1000;
  return { ...outcome, seconds, peakMb: Number(readFileSync(report, 'utf8')) / 1024 };
}

/** Prints a figure for people who read the run's log. */
export function note(what: string, { status, seconds, peakMb }: Measured): void {
  process.stderr.write(`[faults] ${what}: exit ${status}, ${seconds.toFixed(1)} s, ${peakMb.toFixed(0)} MB\n`);
}

/**
 * Whether a test has to be left out here. The reason is printed; on CI, which has all that the tests need, leaving one
 * out is a failure.
 */
export function leftOut(reason: string | undefined): boolean {
  if (reason === undefined) return false;
  if (process.env.CI === 'true') throw new Error(`Left out on CI: ${reason}`);
  process.stderr.write(`[faults] left out: ${reason}\n`);
  return true;
}

/** Asserts that nothing of a crash shows: an expected fault is explained, not dumped. */
export function expectNoCrash(outcome: Outcome): void {
  const text = seen(outcome);
  expect(text).not.toMatch(/^\s+at .*[:(]\d+:\d+/m);
  expect(text).not.toMatch(/a bug in unleak|UnhandledPromise|node:internal|Node\.js v\d/);
}

/** Asserts exit code 2, these words, a sentence on what to do, and no trace of a crash. */
export function refuses(outcome: Outcome, words: RegExp): Outcome {
  expectNoCrash(outcome);
  expect(outcome.status, seen(outcome)).toBe(2);
  expect(seen(outcome)).toMatch(words);
  // The report says "What to do:", an error has a second, indented sentence.
  expect(seen(outcome)).toMatch(/^ {2}\S.*[.)\w]$/m);
  return outcome;
}

/** Asserts that a secret that is there was not let through, explained or found. */
export function neverPasses(outcome: Outcome): Outcome {
  expectNoCrash(outcome);
  expect([1, 2], seen(outcome)).toContain(outcome.status);
  return outcome;
}

/** All files below a folder with their content, to see that nothing was written or lost. */
function snapshot(folder: string): Map<string, string> {
  // What a scan of everything keeps for the next one is no part of the repository.
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !/[\\/]unleak[\\/]cache$/.test(entry.parentPath),
  );
  return new Map(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(folder.length), readFileSync(file, 'latin1')]),
  );
}

/** Runs `action` and asserts that it changed no file below the folder. */
export function leavesUntouched<T>(folder: string, action: () => T): T {
  const before = snapshot(folder);
  const result = action();
  const after = snapshot(folder);
  expect([...after.keys()]).toEqual([...before.keys()]);
  for (const [file, content] of before) if (after.get(file) !== content) expect.fail(`${file} was changed`);
  return result;
}

/**
 * Puts a program named git before the real one on PATH.
 * @param cases the body of a shell `case` over the arguments, such as `*cat-file*) exit 1 ;;`; all else is passed through
 * @returns the environment to run with
 */
export function faultyGit(sandbox: Sandbox, cases: string): { PATH: string } {
  const folder = join(sandbox.root, 'faulty');
  mkdirSync(folder, { recursive: true });
  const real = sandbox.run('bash', ['-c', 'command -v git']).stdout.trim();
  const file = join(folder, 'git');
  writeFileSync(file, `#!/bin/bash\nreal=${real}\ncase " $* " in\n${cases}\nesac\nexec "$real" "$@"\n`);
  chmodSync(file, 0o755);
  return { PATH: `${folder}:${process.env.PATH}` };
}
