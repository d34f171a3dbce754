import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project, seen } from '../../support/cli.ts';
import { type JsonReport, jsonReport } from '../../support/json-report.ts';
import { githubToken } from '../../support/secrets.ts';

const scanned = (project: Project): JsonReport => jsonReport(project.unleak('scan', '--all', '--format', 'json'));

describe('the report of a history', () => {
  test('a secret stands once for each path, where it began, however many versions hold it', () => {
    const project = new Project();
    const token = githubToken();
    project.commit('one', { 'a.txt': `${token}\n` });
    const first = project.head();
    project.commit('two', { 'a.txt': `more\n${token}\n` });
    project.git('mv', 'a.txt', 'b.txt');
    project.git('commit', '-qm', 'three', '--no-verify');
    const { findings } = scanned(project);
    expect(findings.map(({ path, suppressed, state }) => [path, suppressed, state])).toEqual([
      ['a.txt', null, 'tip'],
      ['b.txt', null, 'tip'],
    ]);
    expect(findings[0]).toMatchObject({ commit: first, line: 1, author: 'A U Thor <author@example.com>' });
    expect(findings[0]!.date).toBe('2023-11-14T22:13:20+00:00');
    expect(findings[1]).toMatchObject({ commit: project.head(), line: 2 });
  });

  test('a mark speaks for the versions that have it: one without is reported', () => {
    const project = new Project();
    const token = githubToken();
    const mark = '# unleak:allow github-personal-access-token -- made up';
    project.commit('marked', { 'a.py': `key = "${token}"  ${mark}\n` });
    expect(project.unleak('scan', '--all').status).toBe(0);
    project.commit('still', { 'a.py': `x = 1\nkey = "${token}"  ${mark}\n` });
    project.commit('bare', { 'a.py': `key = "${token}"\n` });
    const outcome = project.unleak('scan', '--all', '--format', 'json');
    expect(outcome.status).toBe(1);
    const open = jsonReport(outcome).findings.filter(({ suppressed }) => suppressed === null);
    expect(open.map(({ commit, path }) => [commit, path])).toEqual([[project.head(), 'a.py']]);
  });

  test('what no ref reaches comes last, and is said to be that, with what takes it out', () => {
    const project = new Project();
    project.commit('kept', { 'a.txt': `${githubToken()}\n` });
    const blob = project.sandbox.run('git', ['hash-object', '-w', '--stdin'], {
      cwd: project.path,
      input: `${githubToken()}\n`,
    });
    const { findings } = scanned(project);
    expect(findings.map(({ state }) => state)).toEqual(['tip', 'unreachable']);
    expect(findings[1]!.object).toBe(blob.stdout.trim());
    expect(seen(project.unleak('scan', '--all'))).toContain('reachable from no ref');
  });

  test('at the edge of a shallow clone nobody is named', () => {
    const project = new Project();
    project.commit('one', { 'a.txt': `${githubToken()}\n` });
    project.commit('two', { 'b.txt': 'b\n' });
    project.git('clone', '-q', '--depth=1', `file://${project.path}`, '../shallow');
    const outcome = project.sandbox.run('git', ['log', '--format=%H'], { cwd: join(project.path, '../shallow') });
    expect(outcome.stdout.trim()).toBe(project.head());
    const report = jsonReport(
      project.sandbox.unleak(join(project.path, '../shallow'), ['scan', '--all', '--format', 'json']),
    );
    expect(report.findings).toMatchObject([{ path: 'a.txt', state: 'tip', author: null, date: null }]);
  });

  test('the HEAD of another work tree is a tip', () => {
    const project = new Project();
    project.commit('one', { 'a.txt': 'a\n' });
    project.git('worktree', 'add', '-q', '--detach', '../other');
    project.sandbox.run('sh', ['-c', `echo ${githubToken()} > b.txt && git add b.txt && git commit -qm b`], {
      cwd: join(project.path, '../other'),
    });
    expect(scanned(project).findings).toMatchObject([{ path: 'b.txt', state: 'tip' }]);
  });

  test('a bare repository has no index', () => {
    const project = new Project();
    project.commit('one', { 'a.txt': 'a\n' });
    project.git('clone', '-q', '--bare', project.path, '../bare.git');
    const outcome = project.sandbox.unleak(join(project.path, '../bare.git'), ['scan', '--staged']);
    expect(outcome.status).toBe(2);
    expect(seen(outcome)).toContain('unleak scan --all');
  });
});
