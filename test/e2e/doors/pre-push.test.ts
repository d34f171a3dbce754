import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { blocked, CLI, guarded, Project, seen, succeeds } from '../../support/cli.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken, npmToken } from '../../support/secrets.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;
const filler = Array.from({ length: 30 }, (_, n) => `line ${n}\n`).join('');
const PUSH_BLOCKED = 'unleak: push blocked: 1 secret in what this push brings';

/** A project with the client's hooks, and a remote `origin` that has its first commit. */
function withRemote(): { project: Project; remote: Project } {
  const project = guarded();
  const remote = new Project('remote.git', ['--bare'], project.sandbox);
  project.git('remote', 'add', 'origin', pathToFileURL(remote.path).href);
  succeeds(project.tryGit('push', '-q', '-u', 'origin', 'main'));
  return { project, remote };
}

const refs = (project: Project): string => project.git('for-each-ref', '--format=%(refname) %(objectname)');

/** Asserts that a push is blocked and moves no ref. */
function blocksPush(remote: Project, push: () => Outcome, words: string | RegExp = PUSH_BLOCKED): Outcome {
  const before = refs(remote);
  const outcome = blocked(push(), words);
  expect(refs(remote)).toBe(before);
  return outcome;
}

describe('refs', () => {
  test('a new branch', () => {
    const { project, remote } = withRemote();
    project.git('switch', '-q', '-c', 'topic');
    project.commit('clean', { a: 'a\n' });
    expect(seen(succeeds(project.tryGit('push', '-q', 'origin', 'topic')))).not.toContain('unleak');
    project.git('switch', '-q', '-c', 'dirty');
    const commit = project.commit('dirty', { 'src/b.py': line(githubToken()) });
    const outcome = blocksPush(remote, () => project.tryGit('push', 'origin', 'dirty'));
    expect(outcome.stderr).toContain(`commit: ${commit.slice(0, 9)}`);
    expect(outcome.stderr).toContain('path: src/b.py:1:10');
  });

  test('two branches in one push, the secret in the second', () => {
    const { project, remote } = withRemote();
    project.git('switch', '-q', '-c', 'one');
    project.commit('one', { one: '1\n' });
    project.git('switch', '-q', '-c', 'two', 'main');
    project.commit('two', { two: line(githubToken()) });
    blocksPush(remote, () => project.tryGit('push', 'origin', 'one', 'two'));
    succeeds(project.tryGit('push', '-q', 'origin', 'one'));
  });

  test('HEAD without a branch, to a name of its own', () => {
    const { project, remote } = withRemote();
    project.git('switch', '-q', '--detach');
    project.commit('dirty', { a: line(githubToken()) });
    blocksPush(remote, () => project.tryGit('push', 'origin', 'HEAD:refs/heads/elsewhere'));
    blocksPush(remote, () => project.tryGit('push', 'origin', 'HEAD:refs/for/review'));
  });

  test("an annotated tag's message", () => {
    const { project, remote } = withRemote();
    project.git('tag', '-a', '-m', `deploy with ${githubToken()}`, 'v1');
    expect(blocksPush(remote, () => project.tryGit('push', 'origin', 'v1')).stderr).toContain('message of tag');
    project.git('tag', '-f', '-a', '-m', 'clean', 'v1');
    succeeds(project.tryGit('push', '-q', 'origin', 'v1'));
  });

  test('a tag of a tag', () => {
    const { project, remote } = withRemote();
    project.git('tag', '-a', '-m', githubToken(), 'inner');
    project.git('tag', '-a', '-m', 'outer', 'outer', 'inner');
    blocksPush(remote, () => project.tryGit('push', 'origin', 'outer'));
  });

  test('a tag on a blob, and one on a tree', () => {
    const { project, remote } = withRemote();
    project.write('loose', line(githubToken()));
    project.git('tag', 'blob', project.git('hash-object', '-w', 'loose'));
    blocksPush(remote, () => project.tryGit('push', 'origin', 'blob'));
    project.git('add', '-A');
    project.git('tag', 'tree', project.git('write-tree'));
    blocksPush(remote, () => project.tryGit('push', 'origin', 'tree'));
  });

  test('a light tag on a commit that no branch has', () => {
    const { project, remote } = withRemote();
    project.git('switch', '-q', '--detach');
    project.commit('dirty', { a: line(githubToken()) });
    project.git('tag', 'light');
    project.git('switch', '-q', 'main');
    blocksPush(remote, () => project.tryGit('push', 'origin', '--tags'));
  });

  test('a deletion is allowed, whatever else the repository holds', () => {
    const { project, remote } = withRemote();
    succeeds(project.tryGit('push', '-q', 'origin', 'main:gone'));
    project.commit('dirty', { a: line(githubToken()) });
    succeeds(project.tryGit('push', '-q', 'origin', ':gone'));
    expect(refs(remote)).not.toContain('gone');
  });

  test('a deletion does not let a secret pass that is pushed with it', () => {
    const { project, remote } = withRemote();
    succeeds(project.tryGit('push', '-q', 'origin', 'main:gone'));
    project.commit('dirty', { a: line(githubToken()) });
    blocksPush(remote, () => project.tryGit('push', 'origin', ':gone', 'main'));
  });

  test('a forced push', () => {
    const { project, remote } = withRemote();
    project.git('commit', '-q', '--amend', '--no-verify', '-m', 'written anew');
    succeeds(project.tryGit('push', '-q', '--force', 'origin', 'main'));
    project.write('a', line(githubToken()));
    project.git('add', '-A');
    project.git('commit', '-q', '--amend', '--no-verify', '-m', 'written anew, with a secret');
    blocksPush(remote, () => project.tryGit('push', '--force', 'origin', 'main'));
  });

  test('a push with nothing to do says nothing', () => {
    const { project } = withRemote();
    expect(seen(succeeds(project.tryGit('push', '-q', 'origin', 'main')))).toBe('');
  });
});

describe('what the remote has', () => {
  /** A remote to which a secret was pushed before the hooks were there. */
  function withOldSecret() {
    const { project, remote } = withRemote();
    const secret = githubToken();
    project.commit('let in', { 'old.py': filler + line(secret) });
    succeeds(project.tryGit('push', '-q', '--no-verify', 'origin', 'main'));
    return { project, remote, secret };
  }

  test('does not block: new commits, new branches, new tags on top of an old secret', () => {
    const { project } = withOldSecret();
    project.commit('clean', { a: 'a\n' });
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
    succeeds(project.tryGit('push', '-q', 'origin', 'main:refs/heads/other'));
    project.git('tag', '-a', '-m', 'release', 'v1');
    succeeds(project.tryGit('push', '-q', 'origin', 'v1'));
  });

  test('does not block a change elsewhere in the file, nor its rename', () => {
    const { project, secret } = withOldSecret();
    project.commit('changed', { 'old.py': `above\n${filler}${line(secret)}` });
    project.git('mv', 'old.py', 'new.py');
    project.commit('renamed', { 'new.py': `further\nabove\n${filler}${line(secret)}` });
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
  });

  test('blocks a copy of the old secret in another file', () => {
    const { project, remote, secret } = withOldSecret();
    project.commit('copy', { 'copy.py': line(secret) });
    blocksPush(remote, () => project.tryGit('push', 'origin', 'main'));
  });

  test('is known for a URL too, from what the ref was', () => {
    const { project, remote } = withOldSecret();
    const url = pathToFileURL(remote.path).href;
    project.commit('clean', { a: 'a\n' });
    succeeds(project.tryGit('push', '-q', url, 'main'));
    project.commit('dirty', { b: line(npmToken()) });
    blocksPush(remote, () => project.tryGit('push', url, 'main'));
    blocksPush(remote, () => project.tryGit('push', remote.path, 'main'));
    blocksPush(remote, () => project.tryGit('push', '../remote.git', 'main:refs/heads/new'), 'unleak: push blocked');
  });

  test('is not what another remote has', () => {
    const { project } = withOldSecret();
    const second = new Project('second.git', ['--bare'], project.sandbox);
    project.git('remote', 'add', 'second', second.path);
    blocksPush(second, () => project.tryGit('push', 'second', 'main'));
  });

  test('survives a remote that moved on: an id that is not here is no reason to stop', () => {
    const { project, remote } = withRemote();
    const other = new Project('other', [], project.sandbox);
    other.git('pull', '-q', remote.path, 'main');
    other.commit('theirs', { theirs: 't\n' });
    other.git('push', '-q', remote.path, 'HEAD:main');
    project.commit('mine', { mine: 'm\n' });
    succeeds(project.tryGit('push', '-q', '--force', 'origin', 'main'));
  });
});

describe('commits that no pre-commit hook saw', () => {
  test('cherry-pick', () => {
    const { project, remote } = withRemote();
    project.git('switch', '-q', '-c', 'topic');
    project.commit('dirty', { a: line(githubToken()) });
    project.git('switch', '-q', 'main');
    succeeds(project.tryGit('cherry-pick', 'topic'));
    blocksPush(remote, () => project.tryGit('push', 'origin', 'main'));
  });

  test('revert, which brings back a secret that was taken out', () => {
    const { project, remote } = withRemote();
    project.commit('let in', { a: filler + line(githubToken()) });
    project.commit('taken out', { a: filler });
    project.commit('changed', { a: `above\n${filler}` });
    succeeds(project.tryGit('push', '-q', '--no-verify', 'origin', 'main'));
    succeeds(project.tryGit('revert', '--no-edit', 'HEAD~1'));
    blocksPush(remote, () => project.tryGit('push', 'origin', 'main'));
  });

  test('rebase', () => {
    const { project, remote } = withRemote();
    project.git('switch', '-q', '-c', 'topic');
    project.commit('dirty', { a: line(githubToken()) });
    project.git('switch', '-q', 'main');
    project.commit('clean', { b: 'b\n' });
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
    succeeds(project.tryGit('rebase', '-q', 'main', 'topic'));
    blocksPush(remote, () => project.tryGit('push', 'origin', 'topic'));
  });

  test('am', () => {
    const { project, remote } = withRemote();
    const other = new Project('other', [], project.sandbox);
    other.git('pull', '-q', remote.path, 'main');
    other.commit('dirty', { a: line(githubToken()) });
    other.git('format-patch', '-q', '-1', '-o', project.sandbox.root);
    succeeds(project.tryGit('am', '-q', join(project.sandbox.root, '0001-dirty.patch')));
    blocksPush(remote, () => project.tryGit('push', 'origin', 'main'));
  });

  test('--no-verify, and taken out again by the next commit', () => {
    const { project, remote } = withRemote();
    project.commit('dirty', { a: line(githubToken()) });
    project.commit('clean again', { a: 'clean\n' });
    blocksPush(remote, () => project.tryGit('push', 'origin', 'main'));
    project.git('reset', '-q', '--soft', 'HEAD~2');
    project.git('commit', '-q', '-m', 'squashed');
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
  });

  test('a secret in a message', () => {
    const { project, remote } = withRemote();
    project.commit(`title\n\nlogin with ${githubToken()}`);
    const outcome = blocksPush(remote, () => project.tryGit('push', 'origin', 'main'));
    expect(outcome.stderr).toContain('(commit message):3:12');
  });

  test('a secret that only a merge wrote', () => {
    const { project, remote } = withRemote();
    project.git('switch', '-q', '-c', 'topic');
    project.commit('topic', { both: 'topic\n' });
    project.git('switch', '-q', 'main');
    project.commit('main', { both: 'main\n' });
    succeeds(project.tryGit('push', '-q', 'origin', 'main', 'topic'));
    expect(project.tryGit('merge', '-q', 'topic').status).not.toBe(0);
    project.commit('merged', { both: line(githubToken()) });
    blocksPush(remote, () => project.tryGit('push', 'origin', 'main'));
  });
});

describe('clones that do not have everything', () => {
  test('a shallow one', () => {
    const { project, remote } = withRemote();
    project.commit('let in', { old: line(githubToken()) });
    project.commit('more', { a: 'a\n' });
    succeeds(project.tryGit('push', '-q', '--no-verify', 'origin', 'main'));
    const clone = cloneOf(remote, '--depth=1');
    clone.commit('clean', { b: 'b\n' });
    expect(seen(succeeds(clone.tryGit('push', '-q', 'origin', 'main')))).toBe('');
    clone.commit('dirty', { c: line(githubToken()) });
    blocksPush(remote, () => clone.tryGit('push', 'origin', 'main'));
  });

  test('a partial one', () => {
    const { project, remote } = withRemote();
    remote.git('config', 'uploadpack.allowFilter', 'true');
    project.commit('old and gone', { 'deep/old': 'old\n' });
    project.git('rm', '-q', 'deep/old');
    project.commit('more', { a: 'a\n' });
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
    const clone = cloneOf(remote, '--filter=blob:none');
    clone.commit('clean', { b: 'b\n' });
    expect(seen(succeeds(clone.tryGit('push', '-q', 'origin', 'main')))).toBe('');
    clone.commit('dirty', { c: line(githubToken()) });
    blocksPush(remote, () => clone.tryGit('push', 'origin', 'main'));
  });

  function cloneOf(remote: Project, ...args: string[]): Project {
    const clone = new Project('clone', [], remote.sandbox);
    remote.sandbox.run('rm', ['-r', clone.path]);
    succeeds(remote.sandbox.run('git', ['clone', '-q', ...args, pathToFileURL(remote.path).href, clone.path]));
    succeeds(clone.unleak('init'));
    return clone;
  }
});

describe('what git would never say', () => {
  const oid = 'a'.repeat(40);
  const zeros = '0'.repeat(40);

  test.each([
    ['no line at all of the form', 'rubbish\n'],
    ['a line that is cut short', `refs/heads/main ${oid} refs/heads/main\n`],
    ['a line with too much', `refs/heads/main ${oid} refs/heads/main ${zeros} more\n`],
    ['an id that is none', `refs/heads/main ${'z'.repeat(40)} refs/heads/main ${zeros}\n`],
    ['an id that is an option', `refs/heads/main --all refs/heads/main ${zeros}\n`],
    ['a good line and a bad one', `refs/heads/main ${zeros} refs/heads/main ${zeros}\nrubbish\n`],
    ['an id that is not here', `refs/heads/main ${oid} refs/heads/main ${zeros}\n`],
  ])('%s: exit code 2', (_, input) => {
    const project = guarded();
    const outcome = project.sandbox.unleak(project.path, ['hook', 'pre-push', 'origin', 'url'], { input });
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toMatch(/^unleak: /);
    expect(outcome.stderr).not.toContain('a bug in unleak');
  });

  test('no remote: exit code 2', () => {
    const project = guarded();
    expect(project.unleak('hook', 'pre-push')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('takes the name of the remote'),
    });
  });

  test('no git on PATH: the other reader takes over, and blocks as well', () => {
    const { project } = withRemote();
    const [from, to] = [project.head(), project.commit('dirty', { a: line(githubToken()) })];
    const input = `refs/heads/main ${to} refs/heads/main ${from}\n`;
    const outcome = project.sandbox.run(process.execPath, [CLI, 'hook', 'pre-push', 'origin', 'url'], {
      cwd: project.path,
      input,
      env: { PATH: '/nonexistent' },
    });
    expect(outcome.status, seen(outcome)).toBe(1);
  });
});
