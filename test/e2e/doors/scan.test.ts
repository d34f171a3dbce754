import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CLI, guarded, PACKAGE, Project, seen, succeeds, watchedSandbox } from '../../support/cli.ts';
import { jsonReport, parseReport } from '../../support/json-report.ts';
import { expectNoSecret, githubToken, npmToken } from '../../support/secrets.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;

describe('--staged', () => {
  test('scans the index, whatever is in the work tree', () => {
    const project = guarded();
    project.write('a', line(githubToken()));
    expect(project.unleak('scan', '--staged').status).toBe(0);
    project.git('add', 'a');
    project.write('a', 'clean\n');
    expect(project.unleak('scan', '--staged')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('path: a:1:10'),
    });
  });

  test('works from a subdirectory, and before the first commit', () => {
    const project = new Project();
    project.write('deep/a', line(githubToken()));
    project.git('add', '-A');
    const outcome = project.sandbox.unleak(join(project.path, 'deep'), ['scan', '--staged', '--format', 'json']);
    expect(jsonReport(outcome)).toMatchObject({ verdict: 'block', findings: [{ path: 'deep/a', line: 1 }] });
  });

  test('outside of a repository: exit code 2', () => {
    const sandbox = watchedSandbox();
    expect(sandbox.unleak(sandbox.root, ['scan', '--staged'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not in a git repository'),
    });
  });
});

describe('--range', () => {
  test('scans what B has and A has not', () => {
    const project = guarded();
    project.commit('before', { before: line(githubToken()) });
    const commit = project.commit('after', { after: line(npmToken()) });
    project.commit('last', { last: 'clean\n' });
    for (const range of ['HEAD~2..HEAD', 'HEAD~2..', 'HEAD~2...main']) {
      const report = jsonReport(project.unleak('scan', '--range', range, '--format', 'json'));
      expect(report.findings, range).toMatchObject([{ path: 'after', commit, kind: 'blob' }]);
    }
    expect(project.unleak('scan', '--range', 'HEAD~1..HEAD').status).toBe(0);
  });

  test.each([
    ['main', '--range takes A..B'],
    ['nowhere..HEAD', 'The revision "nowhere" is not in this repository'],
    ['HEAD..--all', 'The revision "--all" is not in this repository'],
    ['main....main', '--range takes A..B'],
  ])('%s: exit code 2', (range, words) => {
    expect(guarded().unleak('scan', `--range=${range}`)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(words),
    });
  });

  test('over the edge of a shallow clone cannot be told: exit code 2', () => {
    const project = guarded();
    for (const name of ['one', 'two', 'three']) project.commit(name, { [name]: `${name}\n` });
    const clone = join(project.sandbox.root, 'clone');
    project.sandbox.run('git', ['clone', '-q', '--depth=2', pathToFileURL(project.path).href, clone]);
    project.sandbox.run('git', ['commit', '-q', '--allow-empty', '-m', 'four'], { cwd: clone });
    project.sandbox.run('git', ['checkout', '-q', '--orphan', 'other'], { cwd: clone });
    project.sandbox.run('git', ['commit', '-q', '-m', 'other'], { cwd: clone });
    const outcome = project.sandbox.unleak(clone, ['scan', '--range', 'other..main', '--format', 'json']);
    expect(outcome.status).toBe(2);
    expect(jsonReport(outcome).coverage.skipped).toMatchObject([{ reason: 'shallow-boundary', incomplete: true }]);
    expect(project.sandbox.unleak(clone, ['scan', '--range', 'main~1..main']).status).toBe(0);
  });
});

describe('--all', () => {
  test('scans every object, the index included, reachable or not', () => {
    const project = guarded();
    project.write('a', line(githubToken()));
    project.git('add', 'a');
    project.git('rm', '-q', '-f', 'a');
    expect(jsonReport(project.unleak('scan', '--all', '--format', 'json'))).toMatchObject({
      verdict: 'block',
      findings: [{ kind: 'blob', path: null, commit: null }],
    });
  });
});

describe('--stdin', () => {
  const pipe = (input: string | Buffer, ...args: string[]) => {
    const sandbox = watchedSandbox();
    return sandbox.unleak(sandbox.root, ['scan', '--stdin', ...args], { input });
  };

  test('scans what is piped in, in a repository or not', () => {
    expect(pipe(`one\n${line(githubToken())}`)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('(standard input):2:10'),
    });
    expect(pipe('clean\n').status).toBe(0);
    expect(pipe('').status).toBe(0);
    const project = guarded();
    expect(project.sandbox.unleak(project.path, ['scan', '--stdin'], { input: line(githubToken()) }).status).toBe(1);
  });

  test('of any size and content', () => {
    const large = Buffer.concat([Buffer.alloc(5_000_000, '\0\xff\n', 'latin1'), Buffer.from(line(githubToken()))]);
    expect(jsonReport(pipe(large, '--format', 'json'))).toMatchObject({
      verdict: 'block',
      findings: [{ path: null, kind: 'file' }],
      coverage: { objects: 1, bytes: large.length },
    });
  });
});

describe.each(['text', 'json', 'sarif'])('--format %s', (format) => {
  const scan = (project: Project, ...args: string[]) => project.unleak('scan', '--format', format, ...args);

  test('exit codes: 0 no secret, 1 a secret, 2 could not tell', () => {
    const project = guarded();
    expect(scan(project)).toMatchObject({ status: 0, stderr: '' });
    expect(scan(project, '--all', '--budget', '0.001')).toMatchObject({ status: 2, stderr: '' });
    project.write('a', line(githubToken()));
    expect(scan(project)).toMatchObject({ status: 1, stderr: '' });
  });

  test('is what it says, in each case', () => {
    const project = guarded();
    project.write('dirty', line(githubToken()));
    for (const args of [['README.md'], ['dirty'], ['--all', '--budget', '0.001']]) {
      const { stdout } = scan(project, ...args);
      if (format === 'json') parseReport(stdout);
      else if (format === 'sarif')
        expect(JSON.parse(stdout)).toMatchObject({
          version: '2.1.0',
          runs: [{ tool: { driver: { name: 'unleak' } } }],
        });
      else expect(stdout).toMatch(/^unleak: .*\n/);
    }
  });

  test('--output writes the report to a file, and prints nothing', () => {
    const project = guarded();
    project.write('dirty', line(githubToken()));
    const shown = scan(project, 'dirty');
    expect(scan(project, 'dirty', '--output', 'report')).toMatchObject({ status: 1, stdout: '', stderr: '' });
    const written = readFileSync(join(project.path, 'report'), 'utf8');
    expectNoSecret(written);
    expect(written).toBe(shown.stdout);
  });

  test('--output to where nothing can be written: exit code 2', () => {
    const project = guarded();
    for (const place of ['no/such/folder', '.']) {
      expect(scan(project, '--output', place)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('The report could not be written to its file'),
      });
    }
  });

  test('an error is no report: exit code 2, a sentence, and nothing on standard output', () => {
    const project = guarded();
    project.write('.unleakrc.yaml', 'allow: nonsense\n');
    expect(scan(project)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringMatching(/^unleak: \.unleakrc\.yaml:1:\d+: /),
    });
  });

  test('of which not all was taken: exit code 2', () => {
    const project = guarded();
    // More than a pipe holds.
    const random = seededRandom(1);
    for (const name of ['one', 'two', 'three']) {
      const lines = Array.from({ length: 900 }, () =>
        line(expandTemplate('ghp_{base62:30}{check:github-crc32}', random)),
      );
      project.write(name, lines.join(''));
    }
    const script = `{ node '${CLI}' scan --format ${format}; echo "exit code $?" >&2; } | head -c 1`;
    expect(project.sandbox.run('sh', ['-c', script], { cwd: project.path }).stderr).toContain('exit code 2');
  });
});

describe('how it is called', () => {
  test.each([
    [['scan', '--no-such-option'], "Unknown option '--no-such-option'"],
    [['scan', '--staged', '--all'], 'scan takes one of --staged, --range, --all, --stdin or paths'],
    [['scan', '--stdin', 'path'], 'scan takes one of --staged, --range, --all, --stdin or paths'],
    [['scan', '--range'], 'argument missing'],
    [['scan', '--format', 'xml'], '--format takes text or json or sarif'],
    [['scan', '--git', 'svn'], '--git takes auto or git or isomorphic-git'],
    [['scan', '--budget', '-1'], '--budget'],
    [['scan', '--config', 'nowhere.yaml'], 'nowhere.yaml'],
    [['hook'], 'hook takes pre-commit'],
    [['hook', 'post-commit'], 'hook takes pre-commit'],
    [['hook', 'commit-msg'], 'takes the file that holds the message'],
    [['hook', 'commit-msg', 'nowhere'], 'The commit message could not be read (ENOENT)'],
    [['frobnicate'], 'there is no command "frobnicate"'],
    [[], 'say what to do'],
  ])('unleak %j: exit code 2, and a sentence', (args, words) => {
    const outcome = guarded().unleak(...args);
    expect(outcome).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(words) });
    expect(outcome.stderr).toMatch(/^unleak: /);
    expect(outcome.stderr).not.toContain('a bug in unleak');
  });

  test('--help and --version', () => {
    const project = guarded();
    for (const help of [['--help'], ['-h'], ['help'], ['scan', '--help'], ['init', '--help']])
      expect(succeeds(project.unleak(...help)).stdout).toContain('Exit codes');
    const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
    for (const flag of ['--version', '-V']) expect(succeeds(project.unleak(flag)).stdout).toBe(`${version}\n`);
  });

  test('--config takes the place of the configuration that is there', () => {
    const project = guarded();
    project.write('.unleakrc.yaml', 'rules: { github-personal-access-token: "off", generic-api-key: "off" }\n');
    project.write('other.yaml', 'rules: {}\n');
    project.write('dirty', line(githubToken()));
    expect(project.unleak('scan', 'dirty').status).toBe(0);
    expect(project.unleak('scan', 'dirty', '--config', 'other.yaml').status).toBe(1);
  });

  test('--no-plugins runs none', () => {
    const project = guarded();
    const trace = join(project.path, 'ran');
    project.write(
      'plugin.mjs',
      `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, '');\n`,
    );
    project.write('.unleakrc.yaml', 'plugins: [./plugin.mjs]\n');
    expect(project.unleak('scan', '--no-plugins').status).toBe(0);
    expect(existsSync(trace)).toBe(false);
    project.unleak('scan');
    expect(existsSync(trace)).toBe(true);
  });
});

describe('colour', () => {
  const ESCAPE = '\u001b[';
  const terminal = (project: Project, env: NodeJS.ProcessEnv = {}) =>
    project.sandbox.run(SCRIPT, ['-qec', `node '${CLI}' scan dirty`, '/dev/null'], { cwd: project.path, env });
  // Of util-linux: runs a program on a terminal of its own.
  const SCRIPT = 'script';
  const hasTerminal = spawnSync(SCRIPT, ['-qec', 'true', '/dev/null']).status === 0;

  function dirty(): Project {
    const project = guarded();
    project.write('dirty', line(githubToken()));
    return project;
  }

  test('none where standard output is no terminal', () => {
    expect(seen(dirty().unleak('scan', 'dirty'))).not.toContain(ESCAPE);
  });

  test.runIf(hasTerminal)('on a terminal, unless NO_COLOR says no', () => {
    expect(terminal(dirty()).stdout).toContain(ESCAPE);
    expect(terminal(dirty(), { NO_COLOR: '1' }).stdout).not.toContain(ESCAPE);
  });
});
