import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, Project, seen, succeeds } from '../../support/cli.ts';
import { githubToken } from '../../support/secrets.ts';
import { permissionsCount, unprivileged } from '../../support/unprivileged.ts';
import { expectNoCrash, hookScript, leavesUntouched, leftOut, neverPasses, refuses, shell } from './faulty.ts';

const ZERO = '0'.repeat(40);

function leaky(): Project {
  const project = new Project();
  project.commit('one', { 'a.txt': 'a\n' });
  project.write('b.txt', `token=${githubToken()}\n`);
  project.git('add', 'b.txt');
  return project;
}

function clean(): Project {
  const project = new Project();
  project.commit('one', { 'a.txt': 'a\n' });
  project.write('b.txt', 'b\n');
  project.git('add', 'b.txt');
  return project;
}

describe('whoever reads the output stops', () => {
  /** Far more output than a pipe holds. */
  function wordy(): Project {
    const project = new Project();
    project.write('b.txt', Array.from({ length: 900 }, () => `token=${githubToken()}\n`).join(''));
    project.git('add', 'b.txt');
    return project;
  }

  test.each(['json', 'sarif', 'text'])('%s', (format) => {
    const project = wordy();
    const line = `node "$UNLEAK" scan --staged --format ${format} | head -c 1 > /dev/null; echo "\${PIPESTATUS[0]}"`;
    const outcome = shell(project, line);
    expectNoCrash(outcome);
    expect(outcome.stdout.trim()).toBe('2');
  });

  test('a hook that nobody listens to still blocks', () => {
    const project = wordy();
    const outcome = shell(project, '{ sh "$HOOKS/pre-commit" 2>&1; echo "$?" > status; } | true');
    expectNoCrash(outcome);
    expect(readFileSync(join(project.path, 'status'), 'utf8').trim()).toBe('1');
  });

  test('the help', () => {
    const outcome = shell(clean(), 'for n in 1 2 3 4 5; do node "$UNLEAK" --help | true; done');
    expectNoCrash(outcome);
    expect(outcome.stderr).toBe('');
  });
});

describe('the report can not be written', () => {
  test.each(['json', 'sarif', 'text'])('%s: full disk, missing folder, a folder, below a file', (format) => {
    const project = clean();
    const scan = ['scan', '--staged', '--format', format, '--output'];
    refuses(project.unleak(...scan, '/dev/full'), /report could not be written.*ENOSPC/);
    refuses(project.unleak(...scan, 'missing/report'), /report could not be written.*ENOENT/);
    refuses(project.unleak(...scan, '.'), /report could not be written.*EISDIR/);
    refuses(project.unleak(...scan, 'a.txt/report'), /report could not be written.*ENOTDIR/);
    refuses(leaky().unleak(...scan, '/dev/full'), /report could not be written.*ENOSPC/);
  });

  test('standard output is a full disk', () => {
    for (const project of [clean(), leaky()]) {
      const outcome = shell(project, 'node "$UNLEAK" scan --staged --format json > /dev/full');
      expectNoCrash(outcome);
      expect(outcome.status).toBe(2);
    }
  });

  test('standard error is a full disk: the hook still blocks', () => {
    const outcome = shell(leaky(), 'sh "$HOOKS/pre-commit" 2> /dev/full');
    expectNoCrash(outcome);
    expect(outcome.status).toBe(1);
  });
});

describe('closed streams', () => {
  test.each(['<&-', '>&-', '2>&-', '<&- >&- 2>&-'])('%s', (closed) => {
    const commands = ['node "$UNLEAK" scan --staged', 'sh "$HOOKS/pre-commit"'];
    for (const command of commands) {
      const found = shell(leaky(), `${command} ${closed}`);
      expectNoCrash(found);
      expect(found.status, seen(found)).toBe(1);
      const passed = shell(clean(), `${command} ${closed}`);
      expectNoCrash(passed);
      expect(passed.status, seen(passed)).toBe(0);
    }
  });

  test.each(['<&-', '< /dev/null'])('a hook that gets its refs on standard input: %s', (closed) => {
    const project = leaky();
    project.git('commit', '-q', '--no-verify', '-m', 'leak');
    refuses(shell(project, `sh "$HOOKS/pre-push" origin url ${closed}`), /standard input/);
    const bare = new Project('bare.git', ['--bare'], project.sandbox);
    refuses(shell(project, `sh "$HOOKS/pre-receive" ${closed}`, { cwd: bare.path }), /standard input/);
  });

  test('git itself gives a pre-push hook nothing when there is nothing to push', () => {
    const project = clean();
    const bare = new Project('bare.git', ['--bare'], project.sandbox);
    succeeds(project.unleak('init'));
    project.git('remote', 'add', 'origin', bare.path);
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
  });
});

describe('nonsense on the standard input of a hook', () => {
  const inputs = (head: string): Record<string, Buffer> => ({
    'NUL bytes': Buffer.alloc(1000),
    'a line of 1 MB': Buffer.alloc(2 ** 20, 'x'),
    'a line of 16 MB, ended': Buffer.concat([Buffer.alloc(2 ** 24, 'x '), Buffer.from('\n')]),
    'random bytes': Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + (i >> 3)) & 255)),
    'a good line, then nonsense': Buffer.from(`refs/heads/main ${head} refs/heads/main ${ZERO}\nnonsense\n`),
    'ids that are cut off': Buffer.from(`refs/heads/main ${head.slice(0, 20)} refs/heads/main ${ZERO}\n`),
    'an id that is an option': Buffer.from(`refs/heads/main --all refs/heads/main ${ZERO}\n`),
    'an id of nothing': Buffer.from(`refs/heads/main ${'12'.repeat(20)} refs/heads/main ${ZERO}\n`),
  });

  test.each(Object.keys(inputs('')))('%s', (name) => {
    const project = clean();
    const input = inputs(project.head())[name]!;
    const started = performance.now();
    refuses(shell(project, 'sh "$HOOKS/pre-push" origin url', { input }), /standard input|damaged|could not be read/i);
    const bare = new Project('bare.git', ['--bare'], project.sandbox);
    refuses(shell(project, 'sh "$HOOKS/pre-receive"', { cwd: bare.path, input }), /standard input/);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test('a ref with a NUL in its name, and one of 1 MB, are read all the same', () => {
    const project = leaky();
    project.git('commit', '-q', '--no-verify', '-m', 'leak');
    for (const ref of ['refs/heads/a\0b', `refs/heads/${'x'.repeat(2 ** 20)}`]) {
      const input = `${ref} ${project.head()} ${ref} ${ZERO}\n`;
      expect(shell(project, 'sh "$HOOKS/pre-push" origin url', { input }).status).toBe(1);
    }
  });

  test('commit-msg: NUL bytes, 1 MB in a line, no file', () => {
    const project = clean();
    const hook = (file: string) => shell(project, `sh "$HOOKS/commit-msg" ${file}`);
    writeFileSync(join(project.path, 'message'), Buffer.concat([Buffer.alloc(2 ** 20), Buffer.from(githubToken())]));
    expect(hook('message').status).toBe(1);
    writeFileSync(join(project.path, 'message'), `${'x'.repeat(2 ** 20)} ${githubToken()} ${'y'.repeat(2 ** 20)}`);
    expect(hook('message').status).toBe(1);
    refuses(hook('missing'), /commit message could not be read \(ENOENT\)/);
    refuses(hook('.git'), /commit message could not be read \(EISDIR\)/);
    refuses(hook(''), /takes the file/);
  });
});

describe('a folder that may not be written to', () => {
  const without = permissionsCount ? undefined : 'root writes whatever the permissions say, and setpriv is not here';

  /** Takes the right to write from everything, and gives it back. */
  function readOnly(project: Project, action: () => void): void {
    succeeds(shell(project, 'chmod -R a-w .'));
    try {
      leavesUntouched(project.path, action);
    } finally {
      succeeds(shell(project, 'chmod -R u+w .'));
    }
  }

  test('scans and hooks need no writing', () => {
    if (leftOut(without)) return;
    const project = leaky();
    project.commit('two');
    project.write('c.txt', 'c\n');
    project.git('add', 'c.txt');
    readOnly(project, () => {
      for (const source of [['--staged'], ['--range', 'HEAD..HEAD']]) {
        const [command, args] = unprivileged(process.execPath, [CLI, 'scan', ...source]);
        succeeds(project.sandbox.run(command, args, { cwd: project.path }));
      }
      const [all, allArgs] = unprivileged(process.execPath, [CLI, 'scan', '--all']);
      expect(project.sandbox.run(all, allArgs, { cwd: project.path }).status).toBe(1);
      const [hook, hookArgs] = unprivileged('sh', [hookScript('pre-commit')]);
      succeeds(project.sandbox.run(hook, hookArgs, { cwd: project.path }));
    });
  });

  test('init, and a report, are refused', () => {
    if (leftOut(without)) return;
    const project = clean();
    readOnly(project, () => {
      for (const args of [['init'], ['init', '--server'], ['scan', '--staged', '--output', 'report']]) {
        const [command, all] = unprivileged(process.execPath, [CLI, ...args]);
        refuses(project.sandbox.run(command, all, { cwd: project.path }), /EACCES/);
      }
    });
  });

  test('the folder of hooks is a file', () => {
    const project = clean();
    succeeds(shell(project, 'rm -rf .git/hooks && echo a file > .git/hooks'));
    leavesUntouched(project.path, () => refuses(project.unleak('init'), /can't be changed|can't be written|could not/));
  });

  test('the folder of the salt is a file', () => {
    const project = clean();
    project.write('.unleak', 'a file\n');
    refuses(project.unleak('init'), /\.unleak\/salt can't be/);
  });

  test('a file and a folder that may not be read', () => {
    if (leftOut(without)) return;
    const project = clean();
    project.write('closed/c.txt', 'c\n');
    project.write('d.txt', 'd\n');
    chmodSync(join(project.path, 'd.txt'), 0o000);
    const [command, args] = unprivileged(process.execPath, [CLI, 'scan', 'd.txt']);
    refuses(project.sandbox.run(command, args, { cwd: project.path }), /unreadable file: d\.txt/);
    chmodSync(join(project.path, 'closed'), 0o000);
    const [, whole] = unprivileged(process.execPath, [CLI, 'scan', '.']);
    refuses(project.sandbox.run(command, whole, { cwd: project.path }), /read/);
    chmodSync(join(project.path, 'closed'), 0o755);
  });
});

describe('ended by a signal', () => {
  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s: no scan looks finished, no git stays behind',
    async (signal) => {
      const project = clean();
      const child = spawn(process.execPath, [CLI, 'scan', '--stdin', '--output', 'report'], {
        cwd: project.path,
        env: project.sandbox.env,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      child.stdin.write(Buffer.alloc(2 ** 20, 'waiting for more '));
      await new Promise((resolve) => setTimeout(resolve, 400));
      const ended = new Promise<[number | null, string | null]>((resolve) =>
        child.once('close', (...how) => resolve(how as [number | null, string | null])),
      );
      child.kill(signal);
      const [status, by] = await ended;
      expect(status === null ? by : status).not.toBe(0);
      expect(existsSync(join(project.path, 'report'))).toBe(false);
    },
  );
});

describe('a repository of somebody else', () => {
  test('is explained', () => {
    const isRoot = process.getuid?.() === 0;
    if (leftOut(isRoot ? undefined : 'only root can give a folder to somebody else')) return;
    const project = clean();
    chownSync(project.path, 12345, 12345);
    chownSync(join(project.path, '.git'), 12345, 12345);
    for (const args of [
      ['scan', '--staged'],
      ['scan', '--all'],
      ['scan', '--range', 'HEAD..'],
      ['scan', '.'],
      ['init'],
    ]) {
      refuses(project.unleak(...args), /belongs to another user[\s\S]*safe\.directory/);
    }
    refuses(shell(project, 'sh "$HOOKS/pre-commit"'), /belongs to another user/);
    const input = `refs/heads/main ${ZERO.replace(/0$/, '1')} refs/heads/main ${ZERO}\n`;
    refuses(shell(project, 'sh "$HOOKS/pre-push" origin url', { input }), /belongs to another user/);
    neverPasses(project.unleak('scan', '--staged'));
    expect(existsSync(join(project.path, '.unleak'))).toBe(false);
    mkdirSync(join(project.path, 'own'));
  });
});
