import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { WINDOW_SIZE } from '../../../src/git/windows.ts';
import { CLI, guarded, Project, watchedSandbox } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';
import { permissionsCount, unprivileged } from '../../support/unprivileged.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;

/** The paths of a report's findings, each with its line. */
const pathsIn = (outcome: Outcome): string[] =>
  jsonReport(outcome)
    .findings.map(({ path, line: n }) => `${path}:${n}`)
    .sort();

const scan = (project: Project, ...args: string[]): Outcome => project.unleak('scan', '--format', 'json', ...args);

const scanIn = (project: Project, folder: string, ...args: string[]): Outcome =>
  project.sandbox.unleak(join(project.path, folder), ['scan', '--format', 'json', ...args]);

/** A project with a secret in a tracked file, an untracked one, an ignored one and one in a folder. */
function withSecrets(): Project {
  const project = guarded();
  project.commit('tracked', {
    '.gitignore': 'ignored\nbuild/\n',
    tracked: line(githubToken()),
    'src/deep/file': line(githubToken()),
  });
  for (const path of ['untracked', 'ignored', 'build/out']) project.write(path, line(githubToken()));
  return project;
}

describe('folders, as git sees them', () => {
  test('tracked and untracked files, not ignored ones', () => {
    const outcome = scan(withSecrets());
    expect(outcome.status).toBe(1);
    expect(pathsIn(outcome)).toEqual(['src/deep/file:1', 'tracked:1', 'untracked:1']);
    expect(jsonReport(outcome).source).toMatchObject({ kind: 'paths', door: 'scan' });
  });

  test('what is in the work tree, not what is staged or committed', () => {
    const project = guarded();
    project.commit('committed', { a: line(githubToken()) });
    project.write('a', 'clean\n');
    expect(scan(project).status).toBe(0);
  });

  test('from a subdirectory: what lies below it, by its path from the top', () => {
    const project = withSecrets();
    expect(pathsIn(scanIn(project, 'src'))).toEqual(['src/deep/file:1']);
    expect(pathsIn(scanIn(project, 'src/deep', '.'))).toEqual(['src/deep/file:1']);
    expect(pathsIn(scanIn(project, 'src', '../tracked', 'deep'))).toEqual(['src/deep/file:1', 'tracked:1']);
    expect(pathsIn(scanIn(project, 'src', '..'))).toEqual(['src/deep/file:1', 'tracked:1', 'untracked:1']);
  });

  test('by an absolute path', () => {
    const project = withSecrets();
    expect(pathsIn(scan(project, join(project.path, 'src')))).toEqual(['src/deep/file:1']);
    expect(pathsIn(scanIn(project, 'src', project.path))).toEqual(['src/deep/file:1', 'tracked:1', 'untracked:1']);
  });

  test('a tracked file that is deleted is nothing to read', () => {
    const project = withSecrets();
    rmSync(join(project.path, 'tracked'));
    rmSync(join(project.path, 'src'), { recursive: true });
    expect(pathsIn(scan(project))).toEqual(['untracked:1']);
  });

  test('names of any bytes', () => {
    const project = guarded();
    for (const name of [Buffer.from('new\nline'), Buffer.from([0x63, 0x61, 0x66, 0xe9]), Buffer.from(':(top)*')]) {
      writeFileSync(Buffer.concat([Buffer.from(`${project.path}/`), name]), line(githubToken()));
    }
    const { findings } = jsonReport(scan(project));
    expect(findings.map(({ path }) => path).sort()).toEqual([':(top)*', 'caf\uFFFD', 'new\nline']);
    expect(findings).toContainEqual(
      expect.objectContaining({ pathBytes: Buffer.from([0x63, 0x61, 0x66, 0xe9]).toString('base64') }),
    );
  });

  test('links and submodules are not followed, and are said to be left out', () => {
    const project = guarded();
    symlinkSync('/etc', join(project.path, 'link'));
    const inner = new Project('repo/inner', [], project.sandbox);
    inner.commit('inner', { secret: line(githubToken()) });
    project.git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner');
    const report = jsonReport(scan(project));
    expect(report.verdict).toBe('allow');
    expect(report.coverage.skipped.map(({ what, incomplete }) => [what, incomplete])).toEqual(
      expect.arrayContaining([
        ['link', false],
        ['inner', false],
      ]),
    );
  });

  test('a submodule that is named is scanned', () => {
    const project = guarded();
    const inner = new Project('repo/inner', [], project.sandbox);
    inner.commit('inner', { '.gitignore': 'ignored\n', secret: line(githubToken()) });
    inner.write('ignored', line(githubToken()));
    project.git('-c', 'advice.addEmbeddedRepo=false', 'add', 'inner');
    expect(pathsIn(scan(project, 'inner'))).toEqual(['inner/secret:1']);
  });

  test('without git on PATH, or outside of a repository: all files but those of .git', () => {
    const sandbox = watchedSandbox();
    const folder = mkdtempSync(join(sandbox.root, 'plain-'));
    mkdirSync(join(folder, 'a/.git'), { recursive: true });
    writeFileSync(join(folder, 'a/file'), line(githubToken()));
    writeFileSync(join(folder, 'a/.git/config'), line(githubToken()));
    expect(pathsIn(sandbox.unleak(folder, ['scan', '--format', 'json']))).toEqual(['a/file:1']);
    expect(pathsIn(sandbox.unleak(sandbox.root, ['scan', '--format', 'json', folder]))).toHaveLength(1);
    expect(pathsIn(sandbox.unleak(folder, ['scan', '--format', 'json'], { env: { PATH: '/nonexistent' } }))).toEqual([
      'a/file:1',
    ]);
  });

  test('a folder outside of the repository', () => {
    const project = guarded();
    const outside = join(project.sandbox.root, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'file'), line(githubToken()));
    for (const path of [outside, '../outside']) expect(pathsIn(scan(project, path))).toEqual([`${outside}/file:1`]);
  });

  test('a folder of another repository, as git sees it there', () => {
    const project = guarded();
    const other = new Project('other', [], project.sandbox);
    other.commit('other', { '.gitignore': 'ignored\n', seen: line(githubToken()) });
    other.write('ignored', line(githubToken()));
    const expected = [expect.stringMatching(/other\/seen:1$/)];
    expect(pathsIn(scan(project, other.path))).toEqual(expected);
    expect(pathsIn(project.sandbox.unleak(project.sandbox.root, ['scan', '--format', 'json', 'other']))).toEqual(
      expected,
    );
  });
});

describe('files that are named', () => {
  test('are scanned though git ignores them', () => {
    const project = withSecrets();
    expect(pathsIn(scan(project, 'ignored', 'build/out'))).toEqual(['build/out:1', 'ignored:1']);
  });

  test('may lie anywhere', () => {
    const project = guarded();
    const file = join(project.sandbox.root, 'elsewhere');
    writeFileSync(file, line(githubToken()));
    expect(pathsIn(scan(project, file))).toEqual([`${file}:1`]);
    expect(pathsIn(project.sandbox.unleak('/', ['scan', '--format', 'json', file])).join()).toContain('elsewhere:1');
  });

  test('may have a name that looks like an option', () => {
    const project = guarded();
    project.write('--all', line(githubToken()));
    expect(pathsIn(scan(project, '--', '--all'))).toEqual(['--all:1']);
    expect(pathsIn(scan(project, './--all'))).toEqual(['--all:1']);
  });

  test('that are not there: exit code 2', () => {
    const project = guarded();
    expect(scan(project, 'README.md', 'nowhere')).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('There is no "nowhere" to scan'),
    });
  });

  test('that are no files: exit code 2, and no waiting for a writer', () => {
    const project = guarded();
    project.sandbox.run('mkfifo', [join(project.path, 'fifo')]);
    symlinkSync('README.md', join(project.path, 'link'));
    for (const name of ['fifo', 'link', '/dev/null']) {
      const outcome = scan(project, name);
      expect(outcome.status, name).toBe(2);
      expect(jsonReport(outcome)).toMatchObject({
        verdict: 'incomplete',
        coverage: { skipped: [{ reason: 'not-a-file', incomplete: true }] },
      });
    }
  });

  test.runIf(permissionsCount)('that may not be read: exit code 2, unless another has a secret', () => {
    const project = guarded();
    project.write('locked', 'x\n');
    project.sandbox.run('chmod', ['000', join(project.path, 'locked')]);
    const locked = (...args: string[]) =>
      project.sandbox.run(...unprivileged(process.execPath, [CLI, 'scan', '--format', 'json', ...args]), {
        cwd: project.path,
      });
    const outcome = locked();
    expect(outcome.status).toBe(2);
    expect(jsonReport(outcome).coverage.skipped).toEqual([
      { reason: 'unreadable-file', what: 'locked', incomplete: true },
    ]);
    project.write('open', line(githubToken()));
    expect(locked().status).toBe(1);
  });

  test('are read whole: empty ones, and a secret where two windows meet', () => {
    const project = guarded();
    const secret = githubToken();
    for (const before of [0, 20, secret.length]) {
      project.write(
        'large',
        Buffer.concat([
          Buffer.alloc(WINDOW_SIZE - before, '-\n'),
          Buffer.from(`\n${line(secret)}`),
          Buffer.alloc(WINDOW_SIZE, '.'),
        ]),
      );
      expect(jsonReport(scan(project, 'large')).findings).toHaveLength(1);
    }
    project.write('empty', '');
    expect(jsonReport(scan(project, 'empty'))).toMatchObject({ verdict: 'allow', coverage: { objects: 1, bytes: 0 } });
  });
});
