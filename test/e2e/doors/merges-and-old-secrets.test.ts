import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocksCommit, guarded, makesCommit, type Project, seen, succeeds } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import { githubToken, npmToken } from '../../support/secrets.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;
const filler = Array.from({ length: 30 }, (_, n) => `line ${n}\n`).join('');

/** A project whose file `old.py` held a secret before the hooks were there. */
function withOldSecret(): { project: Project; secret: string } {
  const project = guarded();
  const secret = githubToken();
  project.commit('let in', { 'old.py': filler + line(secret) });
  return { project, secret };
}

/** Starts a branch of its own from main, with these files. */
function branch(project: Project, name: string, files: Record<string, string>): void {
  project.git('switch', '-q', '-c', name, 'main');
  project.commit(name, files);
}

describe('a merge', () => {
  test('of clean branches is made', () => {
    const project = guarded();
    branch(project, 'topic', { topic: 't\n' });
    branch(project, 'other', { other: 'o\n' });
    makesCommit(project, () => project.tryGit('merge', '-q', '--no-edit', 'topic'));
  });

  test('that git makes by itself and that brings a secret in its result is blocked', () => {
    const project = guarded();
    branch(project, 'topic', { topic: 't\n' });
    branch(project, 'other', { other: 'o\n' });
    // A merge driver may write what neither side had.
    project.write('.git/info/attributes', 'both merge=evil\n');
    project.commit('base', { both: 'other\n' });
    project.git('switch', '-q', 'topic');
    project.commit('base', { both: 'topic\n' });
    writeFileSync(join(project.sandbox.root, 'evil'), line(githubToken()));
    project.git('config', 'merge.evil.driver', `cp '${project.sandbox.root}/evil' %A`);
    blocksCommit(
      project,
      () => project.tryGit('merge', '-q', '--no-edit', 'other'),
      'unleak: merge blocked: 1 secret in what this merge brings',
    );
    project.git('merge', '--abort');
  });

  test('in which somebody writes a secret (an evil merge) is blocked', () => {
    const project = guarded();
    branch(project, 'topic', { both: 'topic\n' });
    branch(project, 'other', { both: 'other\n' });
    expect(project.tryGit('merge', '-q', 'topic').status).not.toBe(0);
    blocksCommit(project, () => project.commitAll('merged', { both: line(githubToken()) }));
    makesCommit(project, () => project.commitAll('merged', { both: 'both\n' }));
    expect(project.git('rev-list', '--parents', '-n1', 'HEAD').split(' ')).toHaveLength(3);
  });

  test('--no-commit with a secret added is blocked', () => {
    const project = guarded();
    branch(project, 'topic', { topic: 't\n' });
    branch(project, 'other', { other: 'o\n' });
    succeeds(project.tryGit('merge', '-q', '--no-ff', '--no-commit', 'topic'));
    blocksCommit(project, () => project.commitAll('merged', { extra: line(githubToken()) }));
  });

  test('of a branch whose files held a secret that was let in earlier is made', () => {
    const { project } = withOldSecret();
    branch(project, 'topic', { 'other.py': line(npmToken()) });
    branch(project, 'mine', { mine: 'm\n' });
    makesCommit(project, () => project.tryGit('merge', '-q', '--no-edit', 'topic'));
    expect(project.git('rev-list', '--parents', '-n1', 'HEAD').split(' ')).toHaveLength(3);
  });

  test('with conflicts in a file that held a secret on the other side is made', () => {
    const project = guarded();
    const secret = githubToken();
    branch(project, 'topic', { both: `topic\n${filler}${line(secret)}` });
    branch(project, 'mine', { both: `mine\n${filler}` });
    expect(project.tryGit('merge', '-q', 'topic').status).not.toBe(0);
    project.write('both', `both\n${filler}${line(secret)}`);
    project.git('add', 'both');
    expect(jsonReport(project.unleak('scan', '--staged', '--format', 'json'))).toMatchObject({
      verdict: 'allow',
      findings: [{ path: 'both', suppressed: { by: 'preexisting' } }],
    });
    makesCommit(project, () => project.tryGit('commit', '-q', '--no-edit'));
  });

  test('of three branches at once is made, though one held a secret already', () => {
    const project = guarded();
    branch(project, 'one', { one: 'o\n' });
    branch(project, 'two', { two: line(githubToken()) });
    branch(project, 'three', { three: 't\n' });
    makesCommit(project, () => project.tryGit('merge', '-q', '--no-edit', 'one', 'two'));
    expect(project.git('rev-list', '--parents', '-n1', 'HEAD').split(' ')).toHaveLength(4);
  });

  test('--squash of a branch with a secret is blocked: the parent of the commit does not have it', () => {
    const project = guarded();
    branch(project, 'topic', { topic: line(githubToken()) });
    branch(project, 'mine', { mine: 'm\n' });
    succeeds(project.tryGit('merge', '-q', '--squash', 'topic'));
    blocksCommit(project, () => project.tryGit('commit', '-q', '-m', 'squashed'));
  });

  test('message with a secret is blocked', () => {
    const project = guarded();
    branch(project, 'topic', { topic: 't\n' });
    branch(project, 'other', { other: 'o\n' });
    blocksCommit(
      project,
      () => project.tryGit('merge', '-q', '-m', `merge ${githubToken()}`, 'topic'),
      'in the commit message',
    );
  });
});

describe('a secret that the parent commit holds already', () => {
  test('does not block a rename', () => {
    const { project } = withOldSecret();
    project.git('mv', 'old.py', 'new.py');
    makesCommit(project, () => project.commitAll('rename'));
  });

  test('does not block a rename with changes', () => {
    const { project, secret } = withOldSecret();
    project.git('mv', 'old.py', 'new.py');
    makesCommit(project, () => project.commitAll('rename', { 'new.py': `changed\n${filler}${line(secret)}` }));
  });

  test('does not block a change elsewhere in its file, and is counted', () => {
    const { project, secret } = withOldSecret();
    project.write('old.py', `above\n${filler}${line(secret)}below\n`);
    project.git('add', '-A');
    const report = jsonReport(project.unleak('scan', '--staged', '--format', 'json'));
    expect(report.findings).toMatchObject([{ path: 'old.py', line: 32, suppressed: { by: 'preexisting' } }]);
    expect(project.unleak('scan', '--staged').stdout).toContain('1 already in the parent commit: not counted');
    expect(seen(makesCommit(project, () => project.commitAll('change')))).toBe('');
  });

  test('does not hide another one beside it', () => {
    const { project, secret } = withOldSecret();
    blocksCommit(
      project,
      () => project.commitAll('one more', { 'old.py': filler + line(secret) + line(githubToken()) }),
      'commit blocked: 1 secret',
    );
  });

  test('blocks when it is copied into another file', () => {
    const { project, secret } = withOldSecret();
    blocksCommit(project, () => project.commitAll('copy', { 'copy.py': line(secret) }));
    blocksCommit(project, () => project.commitAll('whole copy', { 'copy.py': filler + line(secret) }));
  });

  test('blocks when it comes back after it was taken out', () => {
    const { project, secret } = withOldSecret();
    makesCommit(project, () => project.commitAll('take it out', { 'old.py': filler }));
    blocksCommit(project, () => project.commitAll('back again', { 'old.py': filler + line(secret) }));
  });

  test('does not block its deletion', () => {
    const { project } = withOldSecret();
    project.git('rm', '-q', 'old.py');
    makesCommit(project, () => project.tryGit('commit', '-q', '-m', 'delete'));
  });
});
