import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocked, blocksCommit, CLI, guarded, makesCommit, Project, seen, succeeds } from '../../support/cli.ts';
import { githubToken } from '../../support/secrets.ts';
import { permissionsCount, unprivileged } from '../../support/unprivileged.ts';

const HOOKS = ['commit-msg', 'pre-commit', 'pre-merge-commit', 'pre-push'];

const hookFile = (project: Project, name: string): string => join(project.path, '.git', 'hooks', name);

const installed = (folder: string): string[] => readdirSync(folder).filter((name) => !name.endsWith('.sample'));

function writeHook(project: Project, name: string, script: string): void {
  writeFileSync(hookFile(project, name), script);
  chmodSync(hookFile(project, name), 0o755);
}

function commitWithSecret(project: Project) {
  return () => project.commitAll('a secret', { 'config.py': `TOKEN = "${githubToken()}"\n` });
}

describe('unleak init', () => {
  test('installs the four hooks, which block and let pass', () => {
    const project = new Project();
    expect(succeeds(project.unleak('init')).stdout).toContain(
      'installed pre-commit, pre-merge-commit, commit-msg, pre-push in .git/hooks',
    );
    expect(installed(join(project.path, '.git/hooks')).sort()).toEqual(HOOKS);
    for (const name of HOOKS) expect(lstatSync(hookFile(project, name)).mode & 0o111, name).toBe(0o111);
    makesCommit(project, () => project.commitAll('start', { 'README.md': 'a project\n' }));
    blocksCommit(project, commitWithSecret(project));
  });

  test('changes nothing when it runs again, the salt least of all', () => {
    const project = new Project();
    const content = () =>
      [...HOOKS.map((name) => hookFile(project, name)), join(project.path, '.unleak/salt')].map((file) =>
        readFileSync(file, 'utf8'),
      );
    expect(succeeds(project.unleak('init')).stdout).toContain('made .unleak/salt');
    const before = content();
    expect(before.at(-1)).toMatch(/^[0-9a-f]{64}\n$/);
    expect(succeeds(project.unleak('init')).stdout).toContain('kept .unleak/salt');
    expect(content()).toEqual(before);
    expect(new Project('other', [], project.sandbox).unleak('init').status).toBe(0);
    expect(readFileSync(join(project.sandbox.root, 'other/.unleak/salt'), 'utf8')).not.toBe(before.at(-1));
  });

  test('works from a folder below the top', () => {
    const project = new Project();
    project.write('a/b/file', '');
    succeeds(project.sandbox.unleak(join(project.path, 'a/b'), ['init']));
    expect(existsSync(join(project.path, '.unleak/salt'))).toBe(true);
    expect(existsSync(join(project.path, 'a/b/.unleak'))).toBe(false);
    blocksCommit(project, commitWithSecret(project));
  });

  test('works in a work tree of a bare repository, and in a submodule', () => {
    const project = new Project();
    project.commit('start', { 'README.md': 'a project\n' });
    const { sandbox } = project;
    succeeds(sandbox.run('git', ['clone', '-q', '--bare', project.path, 'bare.git']));
    succeeds(sandbox.run('git', ['-C', 'bare.git', 'worktree', 'add', '-q', '../linked']));
    project.git('submodule', '--quiet', 'add', join(sandbox.root, 'bare.git'), 'inner');
    for (const folder of [join(sandbox.root, 'linked'), join(project.path, 'inner')]) {
      succeeds(sandbox.unleak(folder, ['init']));
      writeFileSync(join(folder, 'a'), `TOKEN = "${githubToken()}"\n`);
      succeeds(sandbox.run('git', ['add', '-A'], { cwd: folder }));
      blocked(sandbox.run('git', ['commit', '-q', '-m', 'm'], { cwd: folder }), 'unleak: commit blocked');
    }
  });

  test('--remove takes the hooks out, and leaves nothing of them', () => {
    const project = guarded();
    writeHook(project, 'pre-push', `#!/bin/sh\necho mine\n`);
    succeeds(project.unleak('init'));
    expect(succeeds(project.unleak('init', '--remove')).stdout).toContain('took');
    expect(installed(join(project.path, '.git/hooks'))).toEqual(['pre-push']);
    expect(readFileSync(hookFile(project, 'pre-push'), 'utf8')).toBe('#!/bin/sh\necho mine\n');
    makesCommit(project, commitWithSecret(project));
    expect(succeeds(project.unleak('init', '--remove')).stdout).toContain('there was no hook of unleak');
  });

  test('outside of a repository, or with a path, says so', () => {
    const project = new Project();
    expect(project.sandbox.unleak(project.sandbox.root, ['init'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('not in a git repository'),
    });
    expect(project.unleak('init', 'somewhere')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('init takes no path'),
    });
  });
});

describe('hooks that are there already', () => {
  test('a shell hook is kept and runs after ours', () => {
    const project = new Project();
    writeHook(project, 'pre-commit', '#!/usr/bin/env bash\necho "mine: $0" >>log\n');
    succeeds(project.unleak('init'));
    expect(readFileSync(hookFile(project, 'pre-commit'), 'utf8')).toMatch(/^#!\/usr\/bin\/env bash\n# >>> unleak/);
    blocksCommit(project, commitWithSecret(project));
    expect(existsSync(join(project.path, 'log'))).toBe(false);
    project.write('config.py', '');
    makesCommit(project, () => project.commitAll('clean'));
    expect(readFileSync(join(project.path, 'log'), 'utf8')).toContain('mine: ');
  });

  test('one without a #! line is kept too', () => {
    const project = new Project();
    writeHook(project, 'commit-msg', 'echo "mine: $1"\n');
    succeeds(project.unleak('init'));
    expect(seen(makesCommit(project, () => project.commitAll('m', { a: 'a\n' })))).toContain(
      'mine: .git/COMMIT_EDITMSG',
    );
  });

  test("a hook's own refusal still stops the commit", () => {
    const project = new Project();
    writeHook(project, 'pre-commit', '#!/bin/sh\necho not today\nexit 1\n');
    succeeds(project.unleak('init'));
    blocksCommit(project, () => project.commitAll('clean', { a: 'a\n' }), 'not today');
  });

  test('a pre-push hook finds its standard input and arguments as git gave them', () => {
    const project = new Project();
    const remote = new Project('remote.git', ['--bare'], project.sandbox);
    writeHook(project, 'pre-push', '#!/bin/sh\necho "$@" >seen\ncat >>seen\n');
    succeeds(project.unleak('init'));
    const commit = project.commit('start', { a: 'a\n' });
    project.git('branch', 'topic');
    succeeds(project.tryGit('push', remote.path, 'main', 'topic'));
    const zeros = '0'.repeat(40);
    const line = (branch: string) => `refs/heads/${branch} ${commit} refs/heads/${branch} ${zeros}\n`;
    expect(readFileSync(join(project.path, 'seen'), 'utf8')).toBe(
      `${remote.path} ${remote.path}\n${line('main')}${line('topic')}`,
    );
    succeeds(project.tryGit('push', remote.path, 'main', 'topic'));
    expect(readFileSync(join(project.path, 'seen'), 'utf8')).toBe(`${remote.path} ${remote.path}\n`);
  });

  test.each([
    ['python', '#!/usr/bin/env python3\nprint("mine")\n'],
    ['node', '#!/usr/local/bin/node\nconsole.log("mine")\n'],
    ['perl', '#!/usr/bin/perl -w\nprint "mine"\n'],
    ['fish', '#!/usr/bin/env fish\necho mine\n'],
    ['the C shell', '#!/bin/csh -f\necho mine\n'],
    ['PowerShell', '#!/usr/bin/env pwsh\nWrite-Output mine\n'],
  ])('one in %s is refused and untouched', (_, script) => {
    const project = new Project();
    writeHook(project, 'commit-msg', script);
    expect(project.unleak('init')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is not a shell script'),
    });
    expect(readFileSync(hookFile(project, 'commit-msg'), 'utf8')).toBe(script);
  });

  test('one in a compiled language is refused and untouched', () => {
    const project = new Project();
    const program = Buffer.from('7f454c4602010100deadbeefff0023210a', 'hex');
    writeFileSync(hookFile(project, 'pre-commit'), program, { mode: 0o755 });
    expect(project.unleak('init')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is not a shell script'),
    });
    expect(readFileSync(hookFile(project, 'pre-commit'))).toEqual(program);
  });

  test('a hook whose bytes are not UTF-8 keeps them', () => {
    const project = new Project();
    const mine = Buffer.concat([Buffer.from('#!/bin/sh\n# caf'), Buffer.from([0xe9]), Buffer.from('\nexit 0\n')]);
    writeFileSync(hookFile(project, 'pre-commit'), mine, { mode: 0o755 });
    succeeds(project.unleak('init'));
    succeeds(project.unleak('init', '--remove'));
    expect(readFileSync(hookFile(project, 'pre-commit'))).toEqual(mine);
  });

  test('one that git passes over, for want of the executable bit, is refused: we would switch it on', () => {
    const project = new Project();
    const file = hookFile(project, 'pre-push');
    writeFileSync(file, '#!/bin/sh\nexit 1\n', { mode: 0o644 });
    expect(project.unleak('init')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is not executable, so git does not run it now'),
    });
    expect(lstatSync(file).mode & 0o111).toBe(0);
  });

  test('a link is refused, and what it leads to is untouched', () => {
    const project = new Project();
    const elsewhere = join(project.sandbox.root, 'shared-hook');
    writeFileSync(elsewhere, '#!/bin/sh\n');
    symlinkSync(elsewhere, hookFile(project, 'pre-push'));
    expect(project.unleak('init')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is a link or no file'),
    });
    expect(readFileSync(elsewhere, 'utf8')).toBe('#!/bin/sh\n');
    expect(lstatSync(hookFile(project, 'pre-push')).isSymbolicLink()).toBe(true);
  });

  test('where one is refused, none is installed', () => {
    const project = new Project();
    writeHook(project, 'pre-push', '#!/usr/bin/perl\n');
    expect(project.unleak('init').status).toBe(2);
    expect(installed(join(project.path, '.git/hooks'))).toEqual(['pre-push']);
  });
});

describe('core.hooksPath', () => {
  test('inside of the repository is where the hooks go', () => {
    const project = new Project();
    project.git('config', 'core.hooksPath', 'tools/hooks');
    succeeds(project.unleak('init'));
    expect(installed(join(project.path, 'tools/hooks')).sort()).toEqual(HOOKS);
    expect(installed(join(project.path, '.git/hooks'))).toEqual([]);
    blocksCommit(project, commitWithSecret(project));
  });

  test('outside of it is refused: other repositories would run them too', () => {
    const project = new Project();
    const shared = join(project.sandbox.root, 'shared');
    mkdirSync(shared);
    project.git('config', 'core.hooksPath', shared);
    expect(project.unleak('init')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('serves other repositories too'),
    });
    expect(readdirSync(shared)).toEqual([]);
  });

  test('a call from such hooks checks this repository', () => {
    const project = new Project();
    const shared = join(project.sandbox.root, 'shared');
    mkdirSync(shared);
    writeFileSync(join(shared, 'pre-commit'), `#!/bin/sh\nexec node '${CLI}' hook pre-commit "$@"\n`, { mode: 0o755 });
    project.git('config', 'core.hooksPath', shared);
    blocksCommit(project, commitWithSecret(project));
    project.git('rm', '-q', '-f', 'config.py');
    makesCommit(project, () => project.commitAll('clean', { a: 'a\n' }));
  });
});

describe('a hooks folder that cannot be written to', () => {
  test.runIf(permissionsCount)('for want of permission: exit code 2', () => {
    const project = new Project();
    chmodSync(join(project.path, '.git/hooks'), 0o555);
    const outcome = project.sandbox.run(...unprivileged(process.execPath, [CLI, 'init']), { cwd: project.path });
    expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining('it could not be written (EACCES)') });
    chmodSync(join(project.path, '.git/hooks'), 0o755);
    expect(installed(join(project.path, '.git/hooks'))).toEqual([]);
  });

  test('for a file in its place: exit code 2', () => {
    const project = new Project();
    project.git('config', 'core.hooksPath', 'file');
    project.write('file', 'no folder\n');
    const outcome = blocked(project.unleak('init'), 'it could not be read (ENOTDIR)');
    expect(outcome.status).toBe(2);
    expect(readFileSync(join(project.path, 'file'), 'utf8')).toBe('no folder\n');
  });
});
