import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI, Project, seen, succeeds } from '../../support/cli.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { expectNoSecret, githubToken } from '../../support/secrets.ts';

const SALT = '0123456789abcdef'.repeat(4);

/** A clone with a secret in its history, pushed to a remote, with a tag; the tip is clean. */
function leaked(secret: string): Project {
  const project = new Project('shop');
  project.sandbox.run('git', ['init', '-q', '--bare', 'remote.git']);
  project.git('remote', 'add', 'origin', '../remote.git');
  project.commit('start', { '.unleak/salt': SALT, 'README.md': 'a shop\n' });
  project.commit('add login', { 'config.py': `token = "${secret}"\n` });
  project.git('tag', 'v1');
  project.commit('read it from the environment', { 'config.py': 'import os\n' });
  project.git('push', '-q', 'origin', 'main', 'v1');
  return project;
}

/** Whether any object, reachable or not, holds a text. */
function holds(folder: string, project: Project, text: string): boolean {
  const printed = project.sandbox.run('git', ['cat-file', '--batch-all-objects', '--batch', '--unordered'], {
    cwd: folder,
  });
  return printed.stdout.includes(text);
}

/** The same without the watch on what is printed: git shows the secret here. */
function stands(folder: string, project: Project, text: string): boolean {
  const args = ['-C', folder, 'log', '--all', '-p', `-S${text}`, '--format=%H'];
  return spawnSync('git', args, { env: project.sandbox.env }).stdout.length > 0;
}

const fingerprintOf = (project: Project): string =>
  /fingerprint: (\w+)/.exec(seen(project.unleak('scan', '--all')))![1]!;

test('from a fingerprint to a clean remote, by way of a mirror', () => {
  const secret = githubToken();
  const project = leaked(secret);
  const remote = join(project.sandbox.root, 'remote.git');
  const finding = fingerprintOf(project).slice(0, 10);
  const mirror = join(project.sandbox.root, 'mirror.git');
  const before = project.git('for-each-ref');

  const way = [finding, '--remote', remote, '--into', mirror];
  expect(succeeds(project.unleak('purge', ...way, '--apply', '--yes')).stdout).toContain('unleak: purged.');
  expect(project.git('for-each-ref')).toBe(before);
  const inMirror = (...args: string[]): Outcome => project.sandbox.unleak(mirror, ['purge', ...args]);
  expect(succeeds(inMirror('--push', '--yes')).stdout).toContain('unleak: pushed 2 refs');
  expect(stands(remote, project, secret)).toBe(false);
  expect(succeeds(inMirror('--push', '--yes')).stdout).toContain('there is nothing to push');
});

test('in place: the plan changes nothing, --apply purges, --undo takes it back', () => {
  const secret = githubToken();
  const project = leaked(secret);
  const before = project.git('for-each-ref');
  const args = ['purge', 'github-personal-access-token'];

  const plan = JSON.parse(succeeds(project.unleak(...args, '--json')).stdout);
  expect(plan).toMatchObject({ version: 1, counts: { secrets: 1, blobs: 1, commits: 2 }, refusals: [] });
  expect(project.git('for-each-ref')).toBe(before);

  const receipt = JSON.parse(succeeds(project.unleak(...args, '--apply', '--yes', '--json')).stdout);
  expect(receipt).toMatchObject({ state: 'applied', proof: { clean: true } });
  expect(stands(project.path, project, secret)).toBe(false);
  for (const file of ['receipt.html', 'receipt.txt', 'receipt.json', 'commit-map', 'ref-map', 'changed-refs'])
    expectNoSecret(readFileSync(join(receipt.folder, file), 'latin1'));

  succeeds(project.unleak('purge', '--undo', '--yes'));
  expect(project.git('for-each-ref')).toBe(before);
  expect(seen(project.unleak('purge', '--push', '--yes'))).toContain('again as it was before the purge');
});

test('--finish needs the targets again, and leaves no object behind', () => {
  const secret = githubToken();
  const project = leaked(secret);
  const input = `${secret}\n`;
  const run = (...args: string[]) =>
    project.sandbox.unleak(project.path, ['purge', '--secret-file', '-', ...args], { input });
  succeeds(run('--apply', '--yes'));
  expect(succeeds(run('--finish', '--yes')).stdout).toContain('It stands nowhere any more');
  expect(holds(project.path, project, secret)).toBe(false);
});

const hasScript = spawnSync('script', ['--version']).status === 0;

// script(1) of util-linux gives the program a terminal.
test.skipIf(!hasScript)("on a terminal the repository's name is typed", () => {
  const project = leaked(githubToken());
  const before = project.git('for-each-ref');
  const command = `'${process.execPath}' '${CLI}' purge github-personal-access-token --apply`;
  const typing = (input: string) =>
    spawnSync('script', ['-qec', command, '/dev/null'], { cwd: project.path, env: project.sandbox.env, input });

  const declined = typing('yes\n');
  expect(declined.stdout.toString()).toContain('Type shop to go on: ');
  expect(declined.status).toBe(2);
  expect(project.git('for-each-ref')).toBe(before);

  const done = typing('shop\n');
  expectNoSecret(done.stdout.toString());
  expect(done.stdout.toString()).toContain('unleak: purged.');
  expect(done.status).toBe(0);
});
