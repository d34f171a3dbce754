import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A fixed moment for every commit, so that object ids are the same in every run. */
const WHEN = '1700000000 +0000';

/**
 * The environment of a fresh machine: no GIT_* of the caller's, a home of its own, fixed dates, no system configuration;
 * no certificates of the caller's either, which node would read at each of thousands of starts.
 */
function cleanEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(GIT_|HUSKY|UNLEAK|GITHUB_|INPUT_|NO_COLOR|FORCE_COLOR|NODE_EXTRA_CA_CERTS$|CI$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A U Thor',
    GIT_AUTHOR_EMAIL: 'author@example.com',
    GIT_AUTHOR_DATE: WHEN,
    GIT_COMMITTER_NAME: 'C O Mitter',
    GIT_COMMITTER_EMAIL: 'committer@example.com',
    GIT_COMMITTER_DATE: WHEN,
  };
}

/** What a program did. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder with a home of its own; gone when the test is. */
export class Sandbox {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;

  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'unleak-test-'));
    const home = join(this.root, 'home');
    mkdirSync(home);
    this.env = cleanEnvironment(home);
    writeFileSync(join(home, '.gitconfig'), '[init]\n\tdefaultBranch = main\n[protocol "file"]\n\tallow = always\n');
  }

  /** Runs a program to its end, whatever its status. */
  run(
    command: string,
    args: readonly string[],
    options: { cwd?: string; input?: string | Buffer; env?: NodeJS.ProcessEnv } = {},
  ): Outcome {
    const result: SpawnSyncReturns<Buffer> = spawnSync(command, args, {
      cwd: options.cwd ?? this.root,
      env: { ...this.env, ...options.env },
      input: options.input ?? '',
      maxBuffer: 256 * 1024 * 1024,
    });
    if (result.error) throw result.error;
    return { status: result.status, stdout: result.stdout.toString(), stderr: result.stderr.toString() };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** A real git repository in a sandbox. */
export class TestRepository {
  readonly sandbox: Sandbox;
  readonly path: string;

  constructor(sandbox: Sandbox, name = 'repo', initArgs: readonly string[] = []) {
    this.sandbox = sandbox;
    this.path = join(sandbox.root, name);
    sandbox.run('git', ['init', '-q', ...initArgs, this.path]);
  }

  /** Runs git and returns its trimmed output. @throws when git fails */
  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.path, env: this.sandbox.env, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim();
  }

  /** Runs git, whatever its status. */
  tryGit(...args: string[]): Outcome {
    return this.sandbox.run('git', args, { cwd: this.path });
  }

  /** Writes a file into the work tree. */
  write(path: string, content: string | Buffer): void {
    const file = join(this.path, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** Writes, stages and commits files, no hooks run. @returns the commit's id */
  commit(message: string, files: Record<string, string | Buffer> = {}): string {
    for (const [path, content] of Object.entries(files)) this.write(path, content);
    this.git('add', '-A');
    this.git('commit', '-q', '--allow-empty', '--no-verify', '-m', message);
    return this.git('rev-parse', 'HEAD');
  }
}

/** A sandbox that is removed when the running test is finished. */
export function sandbox(): Sandbox {
  const made = new Sandbox();
  onTestFinished(() => made.remove());
  return made;
}

/** A new repository in a sandbox of its own, removed when the running test is finished. */
export function repository(...initArgs: string[]): TestRepository {
  return new TestRepository(sandbox(), 'repo', initArgs);
}
