import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { UnleakError } from '../domain/unleak-error.ts';
import { explainFailure } from './explain-failure.ts';

/** A running git: its two pipes, and what it comes to. */
export interface GitProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Resolves when git exited with 0 (or a status in `accept`); rejects with an `UnleakError` otherwise. */
  readonly done: Promise<number>;
  kill(): void;
}

/** Options of a run. */
export interface GitOptions {
  readonly cwd: string;
  /** What `gitEnvironment` gave, for callers that run git more than once: copying the environment takes its time. */
  readonly env?: NodeJS.ProcessEnv;
  /** Exit statuses besides 0 that are answers, not failures. */
  readonly accept?: readonly number[];
  /** What git may only warn of on standard error, and what is a failure to us. */
  readonly refuse?: RegExp;
}

const STDERR_KEPT = 4096;

/**
 * The environment for git: the caller's, `GIT_DIR`, `GIT_INDEX_FILE` and the quarantine variables included, with
 * everything switched off that would reach the network, ask a person, take a lock, read a replacement object or follow
 * a graft (`info/grafts` would hide commits; an empty name is no file).
 * An empty `GIT_ALLOW_PROTOCOL` allows no transport at all, so a partial clone can't fetch behind our back:
 * https://git-scm.com/docs/git#Documentation/git.txt-GITALLOWPROTOCOL (GIT_NO_LAZY_FETCH says the same to git 2.45, and to the
 * security releases of 2024 before it).
 */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: '',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
  };
  delete env.GIT_EXTERNAL_DIFF;
  // git refuses to work where these meet GIT_LITERAL_PATHSPECS; `git --glob-pathspecs commit` sets one for its hooks.
  for (const name of ['GIT_GLOB_PATHSPECS', 'GIT_NOGLOB_PATHSPECS', 'GIT_ICASE_PATHSPECS']) delete env[name];
  return env;
}

/** Starts git. `core.fsmonitor` is switched off because its value in a hostile repository is a command. */
export function startGit(args: readonly string[], options: GitOptions): GitProcess {
  // Not imported above: loading it takes 2 ms, and a hook that is given all it needs starts no process.
  const { spawn } = process.getBuiltinModule('node:child_process');
  const child = spawn('git', ['-c', 'core.fsmonitor=false', ...args], {
    cwd: options.cwd,
    env: options.env ?? gitEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const done = outcome(child, args, options);
  // A failure is reported by whoever awaits `done`; it must not end the process before they do.
  done.catch(() => {});
  // git may exit before it has read all its input; `done` says why.
  child.stdin.on('error', () => {});
  running.add(child);
  child.once('close', () => running.delete(child));
  return { stdin: child.stdin, stdout: child.stdout, done, kill: () => void child.kill('SIGKILL') };
}

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const running = new Set<Child>();

/** Ends every git that still runs: a scan that gave up in time must not wait for one that reads on, or hangs. */
export function endGit(): void {
  for (const child of running) child.kill('SIGKILL');
}

function outcome(child: Child, args: readonly string[], options: GitOptions): Promise<number> {
  let stderr = '';
  // The end is kept: with GIT_TRACE git prints much before it says why it fails.
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('latin1')).slice(-STDERR_KEPT);
  });
  return new Promise((resolve, reject) => {
    child.once('error', (cause: NodeJS.ErrnoException) => reject(cannotStart(cause, options.cwd)));
    child.once('close', (status, signal) => {
      const answered = status !== null && (status === 0 || options.accept?.includes(status));
      if (answered && !options.refuse?.test(stderr)) resolve(status);
      else reject(explainFailure(args, status, signal, stderr));
    });
  });
}

function cannotStart(cause: NodeJS.ErrnoException, cwd: string): UnleakError {
  if (cause.code === 'ENOENT')
    return new UnleakError(
      'git-missing',
      `The git program could not be started: it is not on PATH, or the folder ${JSON.stringify(cwd)} does not exist.`,
      'Install git or add its folder to PATH.',
      { cause },
    );
  return new UnleakError(
    'git-failed',
    `git could not be started (${cause.code ?? 'unknown error'}).`,
    'See whether `git --version` runs here.',
    { cause },
  );
}

/**
 * Runs git to its end and returns what it printed. For small outputs; large ones are streamed with `startGit`.
 * @throws UnleakError when git can't be started or exits with a status that is not accepted
 */
export async function runGit(args: readonly string[], options: RunOptions): Promise<Buffer> {
  return (await beginGit(args, options))();
}

/**
 * Starts git, and hands it all its input: from then on it works while this thread computes, without a turn of the event loop.
 * @returns waits for the end, as `runGit` does; a failure that nobody waits for is nobody's
 */
export async function beginGit(args: readonly string[], options: RunOptions): Promise<() => Promise<Buffer>> {
  const git = startGit(args, options);
  const printed = printedBy(git);
  printed.catch(() => {});
  await new Promise<void>((resolve) => git.stdin.end(options.input ?? '', 'latin1', () => resolve()));
  return () => printed;
}

/** Options of a run whose input is known. */
export interface RunOptions extends GitOptions {
  readonly input?: string;
}

async function printedBy(git: GitProcess): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of git.stdout) chunks.push(chunk as Buffer);
  await git.done;
  return Buffer.concat(chunks);
}
