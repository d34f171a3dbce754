import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished } from 'vitest';
import { type Outcome, Sandbox, TestRepository } from './sandbox.ts';
import { expectNoSecret } from './secrets.ts';

/** The folder of this package. */
export const PACKAGE = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** The program as users have it. */
export const CLI = join(PACKAGE, 'dist', 'cli.cjs');

/** What a person sees of a program: both streams. */
export const seen = ({ stdout, stderr }: Outcome): string => stdout + stderr;

/** A sandbox in which nothing that a program prints may show a generated secret. */
export class WatchedSandbox extends Sandbox {
  override run(...args: Parameters<Sandbox['run']>): Outcome {
    const outcome = super.run(...args);
    expectNoSecret(seen(outcome));
    return outcome;
  }

  /** The same while this process goes on, so that it can be the server. */
  async runBeside(
    command: string,
    args: readonly string[],
    options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
  ): Promise<Outcome> {
    const env = { ...this.env, ...options.env };
    const child = spawn(command, args, { cwd: options.cwd ?? this.root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    const outcome = { status: status as number | null, stdout, stderr };
    expectNoSecret(seen(outcome));
    return outcome;
  }

  /** Runs dist/cli.cjs. */
  unleak(cwd: string, args: readonly string[], options: { input?: string | Buffer; env?: NodeJS.ProcessEnv } = {}) {
    return this.run(process.execPath, [CLI, ...args], { ...options, cwd });
  }
}

/** A watched sandbox that is removed when the running test is finished. */
export function watchedSandbox(): WatchedSandbox {
  const made = new WatchedSandbox();
  onTestFinished(() => made.remove());
  return made;
}

/** A repository in which git and unleak are run as a person would. Every output of `tryGit` and `unleak` is watched. */
export class Project extends TestRepository {
  declare readonly sandbox: WatchedSandbox;

  constructor(name = 'repo', initArgs: readonly string[] = [], sandbox: WatchedSandbox = watchedSandbox()) {
    super(sandbox, name, initArgs);
  }

  unleak(...args: string[]): Outcome {
    return this.sandbox.unleak(this.path, args);
  }

  /** Runs git, hooks and all, in a folder of the work tree. */
  gitIn(folder: string, ...args: string[]): Outcome {
    return this.sandbox.run('git', args, { cwd: join(this.path, folder) });
  }

  /** Stages everything and commits it, hooks and all. */
  commitAll(message = 'a commit', files: Record<string, string | Buffer> = {}): Outcome {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.git('add', '-A');
    return this.tryGit('commit', '-q', '-m', message);
  }

  /** The commit at HEAD, or an empty text before the first. */
  head(): string {
    return this.tryGit('rev-parse', '--verify', '--quiet', 'HEAD').stdout.trim();
  }
}

const patterns: Project[] = [];
afterAll(() => {
  for (const { sandbox } of patterns.splice(0)) sandbox.remove();
});

/** What gives a test a repository of its own: made once for all tests of a file, and copied. */
export function copies(prepare: (project: Project) => void): () => Project {
  let pattern: Project | undefined;
  return () => {
    if (pattern === undefined) {
      pattern = new Project('pattern', [], new WatchedSandbox());
      patterns.push(pattern);
      prepare(pattern);
    }
    const project = new Project();
    cpSync(pattern.path, project.path, { recursive: true, verbatimSymlinks: true });
    return project;
  };
}

/** Gives a repository one commit and the client's hooks. */
export function guard(project: Project): void {
  succeeds(project.unleak('init'));
  project.commit('start', { 'README.md': 'a project\n' });
}

/** Such a repository. All of a file's tests have one salt. */
export const guarded = copies(guard);

/** Asserts that a program did what it was asked to. */
export function succeeds(outcome: Outcome): Outcome {
  expect(outcome, seen(outcome)).toMatchObject({ status: 0 });
  return outcome;
}

/** Asserts that unleak stopped git, and said so in these words. */
export function blocked(outcome: Outcome, words: string | RegExp): Outcome {
  expect(outcome.status, seen(outcome)).not.toBe(0);
  expect(seen(outcome)).toMatch(words);
  return outcome;
}

/** Asserts that a commit was blocked and HEAD did not move. */
export function blocksCommit(
  project: Project,
  commit: () => Outcome,
  words: string | RegExp = 'unleak: commit blocked',
): Outcome {
  const before = project.head();
  const outcome = blocked(commit(), words);
  expect(project.head()).toBe(before);
  return outcome;
}

/** Asserts that a commit was made. */
export function makesCommit(project: Project, commit: () => Outcome): Outcome {
  const before = project.head();
  const outcome = succeeds(commit());
  expect(project.head()).not.toBe(before);
  return outcome;
}
