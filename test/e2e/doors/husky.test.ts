import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blocked, blocksCommit, makesCommit, PACKAGE, Project, seen, succeeds } from '../../support/cli.ts';
import { PackedPackage } from '../../support/packed.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';

let packed: PackedPackage;
beforeAll(() => {
  packed = new PackedPackage();
});
afterAll(() => packed.remove());

const line = (secret: string): string => `TOKEN = "${secret}"\n`;

/** The program as npm installed it in the project. */
const npx = (project: Project, ...args: string[]): Outcome =>
  project.sandbox.run(join(project.path, 'node_modules/.bin/unleak'), args, { cwd: project.path });

/** A project with husky and unleak installed, `husky` run, `unleak init` not yet. */
function withHusky(): Project {
  const project = new Project();
  project.write(
    'package.json',
    '{ "name": "shop", "private": true, "scripts": { "test": "echo tests ran", "prepare": "husky" } }\n',
  );
  project.write('.gitignore', 'node_modules\n');
  packed.installIn(project.path);
  cpSync(join(PACKAGE, 'node_modules/husky'), join(project.path, 'node_modules/husky'), { recursive: true });
  succeeds(husky(project));
  return project;
}

const husky = (project: Project, folder?: string, program = 'node_modules/husky/bin.js'): Outcome =>
  project.sandbox.run(process.execPath, [program, ...(folder === undefined ? [] : [folder])], { cwd: project.path });

/** The same, guarded, with one commit. */
function guardedByHusky(): Project {
  const project = withHusky();
  succeeds(npx(project, 'init'));
  project.commit('start');
  return project;
}

describe('with husky 9', () => {
  test('init --hooks git is refused: husky writes the folder that git looks in anew', () => {
    const project = withHusky();
    expect(npx(project, 'init', '--hooks', 'git')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('husky runs the hooks here'),
    });
  });

  test('a project below the top of the work tree is guarded', () => {
    const project = new Project();
    const web = join(project.path, 'web');
    project.write('.gitignore', 'node_modules\n');
    project.write('web/package.json', '{ "name": "web", "private": true }\n');
    packed.installIn(web);
    cpSync(join(PACKAGE, 'node_modules/husky'), join(web, 'node_modules/husky'), { recursive: true });
    succeeds(husky(project, 'web/.husky', 'web/node_modules/husky/bin.js'));
    succeeds(project.sandbox.run(join(web, 'node_modules/.bin/unleak'), ['init'], { cwd: web }));
    const script = readFileSync(join(web, '.husky/pre-commit'), 'utf8');
    expect(script).toContain(`'web/node_modules/unleak/hooks/pre-commit'`);
    blocksCommit(project, () => project.commitAll('m', { 'config.py': line(githubToken()) }));
  });

  test('hooks in another committed folder name the package as everybody has it', () => {
    const project = new Project();
    project.write('.gitignore', 'node_modules\n');
    packed.installIn(project.path);
    project.git('config', 'core.hooksPath', '.githooks');
    succeeds(npx(project, 'init'));
    expect(readFileSync(join(project.path, '.githooks/pre-commit'), 'utf8')).not.toContain(project.sandbox.root);
    blocksCommit(project, () => project.commitAll('m', { 'config.py': line(githubToken()) }));
  });

  test('init writes the four hooks into .husky, which name the package and no folder of this machine', () => {
    const project = withHusky();
    expect(succeeds(npx(project, 'init')).stdout).toContain('in .husky.');
    const names = ['commit-msg', 'pre-commit', 'pre-merge-commit', 'pre-push'];
    expect(readdirSync(join(project.path, '.husky')).sort()).toEqual(['_', ...names]);
    for (const name of names) {
      const script = readFileSync(join(project.path, '.husky', name), 'utf8');
      expect(script).toContain(`'node_modules/unleak/hooks/${name}'`);
      expect(script).not.toContain(project.sandbox.root);
      expect(script).not.toContain(PACKAGE);
    }
    expect(project.git('config', 'core.hooksPath')).toBe('.husky/_');
  });

  test('commits are blocked and allowed', () => {
    const project = guardedByHusky();
    const outcome = blocksCommit(project, () => project.commitAll('secret', { 'config.py': line(githubToken()) }));
    expect(seen(outcome)).toContain('husky - pre-commit script failed (code 1)');
    project.write('config.py', 'TOKEN = ask()\n');
    expect(seen(makesCommit(project, () => project.commitAll('clean')))).toBe('');
    blocksCommit(
      project,
      () => project.tryGit('commit', '-q', '--allow-empty', '-m', githubToken()),
      'in the commit message',
    );
  });

  test('commits from a subdirectory are too', () => {
    const project = guardedByHusky();
    project.write('deep/down/config.py', line(githubToken()));
    project.git('add', '-A');
    blocksCommit(project, () => project.gitIn('deep/down', 'commit', '-q', '-m', 'deep'));
  });

  test('merges are blocked and allowed', () => {
    const project = guardedByHusky();
    project.git('switch', '-q', '-c', 'topic');
    project.commit('topic', { topic: 't\n' });
    project.git('switch', '-q', 'main');
    project.commit('other', { other: 'o\n' });
    blocksCommit(project, () => project.tryGit('merge', '-q', '-m', `merge ${githubToken()}`, 'topic'));
    project.git('merge', '--abort');
    makesCommit(project, () => project.tryGit('merge', '-q', '--no-edit', 'topic'));
  });

  test('pushes are blocked and allowed', () => {
    const project = guardedByHusky();
    const remote = new Project('remote.git', ['--bare'], project.sandbox);
    project.git('remote', 'add', 'origin', remote.path);
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
    const pushed = project.head();
    project.commit('past the hook', { 'config.py': line(githubToken()) });
    blocked(project.tryGit('push', '-q', 'origin', 'main'), 'unleak: push blocked: 1 secret in what this push brings');
    expect(remote.git('rev-parse', 'main')).toBe(pushed);
  });

  test('init keeps what .husky/pre-commit does, and runs before it', () => {
    const project = withHusky();
    succeeds(husky(project, 'init'));
    const theirs = readFileSync(join(project.path, '.husky/pre-commit'), 'utf8');
    expect(theirs).toBe('npm test\n');
    succeeds(npx(project, 'init'));
    succeeds(npx(project, 'init'));
    const script = readFileSync(join(project.path, '.husky/pre-commit'), 'utf8');
    expect(script.endsWith(theirs)).toBe(true);
    expect(script.match(/>>> unleak/g)).toHaveLength(1);
    project.commit('start');
    const outcome = blocksCommit(project, () => project.commitAll('secret', { 'config.py': line(githubToken()) }));
    expect(seen(outcome)).not.toContain('tests ran');
    project.write('config.py', 'clean\n');
    expect(seen(makesCommit(project, () => project.commitAll('clean')))).toContain('tests ran');
    succeeds(npx(project, 'init', '--remove'));
    expect(readFileSync(join(project.path, '.husky/pre-commit'), 'utf8')).toBe(theirs);
  });

  test("a pre-push hook in .husky finds git's lines on its standard input", () => {
    const project = withHusky();
    project.write('.husky/pre-push', 'cat >seen\n');
    succeeds(npx(project, 'init'));
    const commit = project.commit('start');
    const remote = new Project('remote.git', ['--bare'], project.sandbox);
    succeeds(project.tryGit('push', '-q', remote.path, 'main'));
    expect(readFileSync(join(project.path, 'seen'), 'utf8')).toBe(
      `refs/heads/main ${commit} refs/heads/main ${'0'.repeat(40)}\n`,
    );
  });

  test('a clone without its packages refuses, and says what to run', () => {
    const project = guardedByHusky();
    rmSync(join(project.path, 'node_modules/unleak'), { recursive: true });
    const outcome = blocksCommit(
      project,
      () => project.commitAll('clean', { a: 'a\n' }),
      'is missing, so nothing was checked',
    );
    expect(seen(outcome)).toContain('npm install');
  });

  test('init without the package in the project says to install it', () => {
    const project = withHusky();
    rmSync(join(project.path, 'node_modules/unleak'), { recursive: true });
    expect(project.unleak('init')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('npm install --save-dev unleak'),
    });
    expect(existsSync(join(project.path, '.husky/pre-commit'))).toBe(false);
  });

  test('init says so where husky has not been run, and git would run nothing', () => {
    const project = withHusky();
    expect(succeeds(npx(project, 'init')).stdout).not.toContain('npx husky');
    project.git('config', '--unset', 'core.hooksPath');
    expect(succeeds(npx(project, 'init')).stdout).toContain('git does not run them yet: run npx husky');
  });

  test('--hooks git goes past husky', () => {
    const project = withHusky();
    project.git('config', '--unset', 'core.hooksPath');
    expect(succeeds(npx(project, 'init', '--hooks', 'git')).stdout).toContain('in .git/hooks');
    expect(existsSync(join(project.path, '.husky/pre-commit'))).toBe(false);
    blocksCommit(project, () => project.commitAll('secret', { 'config.py': line(githubToken()) }));
  });

  test("husky's own HUSKY=0 switches its hooks off, as everywhere", () => {
    const project = guardedByHusky();
    writeFileSync(join(project.path, 'config.py'), line(githubToken()));
    project.git('add', '-A');
    makesCommit(project, () =>
      project.sandbox.run('git', ['commit', '-q', '-m', 'm'], { cwd: project.path, env: { HUSKY: '0' } }),
    );
  });
});
