import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocked, blocksCommit, guarded, makesCommit, Project, seen, succeeds } from '../../support/cli.ts';
import { awsKeyId, awsSecretKey, githubToken } from '../../support/secrets.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;

describe('what a commit brings', () => {
  test('a secret blocks: rule, path, line, column and the way out are said', () => {
    const project = guarded();
    const outcome = blocksCommit(project, () =>
      project.commitAll('add', { 'src/config.py': `import os\n${line(githubToken())}` }),
    );
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('unleak: commit blocked: 1 secret in what this commit brings');
    expect(outcome.stderr).toContain('path: src/config.py:2:10');
    expect(outcome.stderr).toContain('unleak:allow github-personal-access-token -- <reason>');
  });

  test('a pair of AWS keys is one secret of two parts', () => {
    const project = guarded();
    const keys = `AWS_ACCESS_KEY_ID = "${awsKeyId()}"\nAWS_SECRET_ACCESS_KEY = "${awsSecretKey()}"\n`;
    const outcome = blocksCommit(project, () => project.commitAll('add', { 'config.py': keys }));
    expect(outcome.stderr).toContain('commit blocked: 1 secret in');
    expect(outcome.stderr).toContain('with: AWS access key ID (aws-access-key-id) at config.py:1:22');
  });

  test('a clean commit says nothing at all', () => {
    const project = guarded();
    expect(seen(makesCommit(project, () => project.commitAll('clean', { a: 'a\n' })))).toBe('');
  });

  test('git commit -a', () => {
    const project = guarded();
    project.write('README.md', line(githubToken()));
    blocksCommit(project, () => project.tryGit('commit', '-q', '-a', '-m', 'all'));
    project.write('README.md', 'clean\n');
    makesCommit(project, () => project.tryGit('commit', '-q', '-a', '-m', 'all'));
  });

  test('git commit <path> brings that path and no other, whatever is staged', () => {
    const project = guarded();
    project.commit('two files', { clean: '1\n', dirty: '1\n' });
    project.write('clean', '2\n');
    project.write('dirty', line(githubToken()));
    project.git('add', 'dirty');
    makesCommit(project, () => project.tryGit('commit', '-q', '-m', 'clean', 'clean'));
    blocksCommit(project, () => project.tryGit('commit', '-q', '-m', 'dirty', 'dirty'));
    blocksCommit(project, () => project.tryGit('commit', '-q', '--include', '-m', 'both', 'clean'));
  });

  test('a secret in the work tree only is not in the commit', () => {
    const project = guarded();
    project.write('config.py', 'TOKEN = ask()\n');
    project.git('add', 'config.py');
    project.write('config.py', line(githubToken()));
    makesCommit(project, () => project.tryGit('commit', '-q', '-m', 'staged is clean'));
  });

  test('a secret that is staged but gone from the work tree is', () => {
    const project = guarded();
    project.write('config.py', line(githubToken()));
    project.git('add', 'config.py');
    project.write('config.py', 'TOKEN = ask()\n');
    blocksCommit(project, () => project.tryGit('commit', '-q', '-m', 'staged is not'));
    rmSync(join(project.path, 'config.py'));
    blocksCommit(project, () => project.tryGit('commit', '-q', '-m', 'staged is not'));
  });

  test('git add -p: the hunk with the secret left out, and taken in', () => {
    const project = guarded();
    const middle = '-\n'.repeat(20);
    project.commit('base', { file: `top\n${middle}bottom\n` });
    project.write('file', `clean\n${middle}${line(githubToken())}`);
    const pick = (answers: string) =>
      project.sandbox.run('git', ['add', '-p', 'file'], { cwd: project.path, input: answers });
    // git shows the hunks, and so the secret: that is its answer to the person, not ours.
    expect(() => pick('y\nn\n')).toThrow('the output shows secret');
    makesCommit(project, () => project.tryGit('commit', '-q', '-m', 'the clean hunk'));
    expect(() => pick('y\n')).toThrow('the output shows secret');
    blocksCommit(project, () => project.tryGit('commit', '-q', '-m', 'the other hunk'));
  });

  test('git add -N brings nothing yet', () => {
    const project = guarded();
    project.write('later', line(githubToken()));
    project.git('add', '-N', 'later');
    project.write('now', 'clean\n');
    project.git('add', 'now');
    makesCommit(project, () => project.tryGit('commit', '-q', '-m', 'now'));
    project.git('add', 'later');
    blocksCommit(project, () => project.tryGit('commit', '-q', '-m', 'later'));
  });

  test('the first commit', () => {
    const project = new Project();
    succeeds(project.unleak('init'));
    blocksCommit(project, () => project.commitAll('first', { a: line(githubToken()) }));
    expect(project.head()).toBe('');
    project.write('a', 'clean\n');
    makesCommit(project, () => project.commitAll('first'));
  });

  test('--amend: what the amended commit brings', () => {
    const project = guarded();
    project.commit('second', { a: 'a\n' });
    const amend = () => {
      project.git('add', '-A');
      return project.tryGit('commit', '-q', '--amend', '--no-edit');
    };
    project.write('b', line(githubToken()));
    blocksCommit(project, amend);
    project.write('b', 'clean\n');
    makesCommit(project, amend);
  });

  test('--amend takes a secret out that was let in', () => {
    const project = guarded();
    project.commit('second', { a: line(githubToken()) });
    project.write('a', 'clean\n');
    makesCommit(project, () => project.tryGit('commit', '-q', '-a', '--amend', '--no-edit'));
  });

  test('from a subdirectory', () => {
    const project = guarded();
    project.write('deep/down/config.py', line(githubToken()));
    succeeds(project.gitIn('deep/down', 'add', '.'));
    const outcome = blocksCommit(project, () => project.gitIn('deep/down', 'commit', '-q', '-m', 'deep'));
    expect(outcome.stderr).toContain('path: deep/down/config.py:1:10');
    project.write('deep/down/config.py', 'clean\n');
    makesCommit(project, () => project.gitIn('deep/down', 'commit', '-q', '-a', '-m', 'deep'));
  });

  test('from a linked work tree', () => {
    const project = guarded();
    project.git('worktree', 'add', '-q', '../linked');
    const git = (...args: string[]) => project.sandbox.run('git', args, { cwd: join(project.sandbox.root, 'linked') });
    const file = join(project.sandbox.root, 'linked', 'config.py');
    const tip = () => project.git('rev-parse', 'linked');
    const before = tip();
    writeFileSync(file, line(githubToken()));
    git('add', '-A');
    blocked(git('commit', '-q', '-m', 'linked'), 'unleak: commit blocked');
    expect(tip()).toBe(before);
    writeFileSync(file, 'clean\n');
    succeeds(git('commit', '-q', '-a', '-m', 'linked'));
    expect(tip()).not.toBe(before);
  });

  test('with git -C and with GIT_DIR and GIT_WORK_TREE', () => {
    const project = guarded();
    project.write('config.py', line(githubToken()));
    project.git('add', '-A');
    const { sandbox, path } = project;
    blocksCommit(project, () => sandbox.run('git', ['-C', path, 'commit', '-q', '-m', 'm']));
    const env = { GIT_DIR: join(path, '.git'), GIT_WORK_TREE: path };
    blocksCommit(project, () => sandbox.run('git', ['commit', '-q', '-m', 'm'], { env }));
    writeFileSync(join(path, 'config.py'), 'clean\n');
    makesCommit(project, () => sandbox.run('git', ['commit', '-q', '-a', '-m', 'm'], { env }));
  });
});

describe('hiding places', () => {
  test.each([
    ['a line feed', Buffer.from('new\nline.py')],
    ['bytes that are not UTF-8', Buffer.from('6361666 9e92e7079'.replace(' ', ''), 'hex')],
    ['control characters', Buffer.from('bell\u0007\u001b[31m.py')],
    ['a leading dash', Buffer.from('-rf')],
    ['quotes, spaces and a dollar', Buffer.from('a "b" \'c\' $HOME.py')],
    ['a colon and magic', Buffer.from(':(exclude)*')],
  ])('a path with %s', (_, name) => {
    const project = guarded();
    writeFileSync(Buffer.concat([Buffer.from(`${project.path}/`), name]), line(githubToken()));
    const outcome = blocksCommit(project, () => project.commitAll('odd'));
    expect(outcome.stderr).toMatch(/path: .*:1:10/);
    expect(outcome.stderr).not.toMatch(/[\u0007\u001b]/);
  });

  test('a symlink that becomes a file', () => {
    const project = guarded();
    const place = join(project.path, 'link');
    symlinkSync('README.md', place);
    project.commit('a link');
    rmSync(place);
    blocksCommit(project, () => project.commitAll('a file', { link: line(githubToken()) }));
  });

  test('a symlink whose target is the secret', () => {
    const project = guarded();
    symlinkSync(`https://user:${githubToken()}@github.com`, join(project.path, 'link'));
    blocksCommit(project, () => project.commitAll('a link'));
  });

  test.each(['utf16le', 'utf16be'])('a file in %s', (encoding) => {
    const project = guarded();
    const little = Buffer.from(`\uFEFFTOKEN = "${githubToken()}"\r\n`, 'utf16le');
    const content = encoding === 'utf16le' ? little : little.swap16();
    blocksCommit(project, () => project.commitAll('wide', { 'wide.txt': content }));
  });

  test('a file that .gitattributes keeps out of diffs', () => {
    const project = guarded();
    project.commit('attributes', { '.gitattributes': '*.lock -diff\n*.bin binary\n' });
    blocksCommit(project, () => project.commitAll('a lock file', { 'package.lock': line(githubToken()) }));
    project.git('rm', '-q', '-f', 'package.lock');
    blocksCommit(project, () => project.commitAll('a binary', { 'data.bin': line(githubToken()) }));
  });

  test('a file with a NUL', () => {
    const project = guarded();
    blocksCommit(project, () => project.commitAll('a binary', { 'core.dump': `\0\x01\x02${githubToken()}\0\0` }));
  });

  test('a replacement object that makes HEAD look as if it held the secret', () => {
    const project = guarded();
    const head = project.head();
    const fake = project.commit('held already', { a: line(githubToken()) });
    project.git('reset', '-q', '--soft', head);
    project.git('replace', head, fake);
    blocksCommit(project, () => project.tryGit('commit', '-q', '--allow-empty', '-m', 'nothing new, it seems'));
  });

  test.each([
    ['color.ui', 'always'],
    ['diff.renames', 'copies'],
    ['diff.ignoreSubmodules', 'all'],
    ['diff.external', 'true'],
    ['diff.noprefix', 'true'],
    ['core.quotePath', 'false'],
    ['core.abbrev', '4'],
    ['core.fsmonitor', 'true'],
    ['core.autocrlf', 'input'],
    ['core.commitGraph', 'false'],
    ['index.sparse', 'true'],
  ])('a configuration of git with %s = %s', (name, value) => {
    const project = guarded();
    project.git('config', name, value);
    blocksCommit(project, () => project.commitAll('secret', { 'a.py': line(githubToken()) }));
    project.write('a.py', 'clean\n');
    makesCommit(project, () => project.commitAll('clean'));
  });

  test('a file that is executable, and one whose mode changes with it', () => {
    const project = guarded();
    project.write('run.sh', `curl -H "${githubToken()}"\n`);
    project.git('add', '-A');
    project.git('update-index', '--chmod=+x', 'run.sh');
    blocksCommit(project, () => project.tryGit('commit', '-q', '-m', 'a script'));
  });
});

describe('the message', () => {
  test('with a secret blocks', () => {
    const project = guarded();
    project.write('a', 'a\n');
    project.git('add', 'a');
    const outcome = blocksCommit(project, () => project.tryGit('commit', '-q', '-m', `use ${githubToken()} here`));
    expect(outcome.stderr).toContain('unleak: commit blocked: 1 secret in the commit message');
    blocksCommit(project, () => project.tryGit('commit', '-q', '-m', 'title', '-m', `body\n\n${githubToken()}`));
  });

  test('of an amended commit, and of an empty one', () => {
    const project = guarded();
    blocksCommit(project, () => project.tryGit('commit', '-q', '--amend', '-m', githubToken()));
    blocksCommit(project, () => project.tryGit('commit', '-q', '--allow-empty', '-m', githubToken()));
  });

  test('below the scissors line of commit -v is not committed, and not scanned', () => {
    const project = guarded();
    project.commit('a secret, let in', { config: line(githubToken()), other: 'x\n' });
    project.write('config', 'clean\n');
    project.git('add', '-A');
    // The diff, with the secret in a line that goes, stands in the file that the hook gets.
    project.sandbox.env.GIT_EDITOR = `sh -c 'grep -q "^-TOKEN" "$1" && sed -i "1s/^/take it out/" "$1"' --`;
    makesCommit(project, () => project.tryGit('commit', '-q', '-v'));
    expect(project.git('log', '-1', '--format=%B')).toBe('take it out');
  });

  test('above the scissors line is', () => {
    const project = guarded();
    project.write('a', 'a\n');
    project.git('add', 'a');
    project.sandbox.env.GIT_EDITOR = `sh -c 'sed -i "1s/^/${githubToken()}/" "$1"' --`;
    blocksCommit(project, () => project.tryGit('commit', '-q', '-v'));
  });

  test('with a scissors line of the author, where git does not cut, is scanned to its end', () => {
    const project = guarded();
    const message = `title\n\n# ------------------------ >8 ------------------------\n${githubToken()}\n`;
    writeFileSync(join(project.sandbox.root, 'message'), message);
    blocksCommit(project, () => project.tryGit('commit', '-q', '--allow-empty', '-m', message));
    blocksCommit(project, () => project.tryGit('commit', '-q', '--allow-empty', '-F', '../message'));
  });
});

describe('repositories of other kinds', () => {
  test('with SHA-256 ids', () => {
    const project = new Project('repo', ['--object-format=sha256']);
    succeeds(project.unleak('init'));
    makesCommit(project, () => project.commitAll('clean', { a: 'a\n' }));
    blocksCommit(project, () => project.commitAll('dirty', { b: line(githubToken()) }));
    const secret = githubToken();
    project.commit('let in', { b: line(secret) });
    makesCommit(project, () => project.commitAll('changed', { b: `above\n${line(secret)}` }));
  });

  test('with a submodule', () => {
    const project = guarded();
    const other = new Project('other', [], project.sandbox);
    other.commit('inner', { inner: 'i\n' });
    project.git('submodule', '--quiet', 'add', other.path, 'inner');
    expect(seen(makesCommit(project, () => project.commitAll('a submodule')))).toBe('');
    blocksCommit(project, () => project.commitAll('dirty', { a: line(githubToken()) }));
  });

  test('with a sparse checkout and a split index', () => {
    const project = guarded();
    project.commit('folders', { 'in/a': 'a\n', 'out/b': 'b\n' });
    project.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    blocksCommit(project, () => project.commitAll('dirty', { 'in/a': line(githubToken()) }));
    project.git('sparse-checkout', 'disable');
    project.git('update-index', '--split-index');
    blocksCommit(project, () => project.commitAll('dirty', { 'in/a': line(githubToken()) }));
  });

  test('with thousands of staged files, the secret in one of them', () => {
    const project = guarded();
    for (let n = 0; n < 3000; n++) project.write(`many/${n % 50}/${n}`, `file ${n}\n`);
    blocksCommit(project, () => project.commitAll('dirty', { 'many/7/last': line(githubToken()) }));
    project.write('many/7/last', 'clean\n');
    makesCommit(project, () => project.commitAll('clean'));
  });
});
