import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openRepository } from '../../../../src/git/open-repository.ts';
import { repository, sandbox, TestRepository } from '../../../support/sandbox.ts';
import { type Adapter, refusal, using } from '../adapters.ts';
import { withEnvironment } from '../with-environment.ts';

export function layoutCases(adapter: Adapter): void {
  const where = async (made: TestRepository, cwd: string, env: Record<string, string> = {}) =>
    withEnvironment(made, env, async () => {
      const { topLevel, bare, repository: opened } = await openRepository(cwd, adapter);
      return { topLevel, bare, head: await opened.resolve('HEAD') };
    });

  test('from the top, a folder below, the git directory; bare', async () => {
    const made = repository();
    const head = made.commit('one', { 'd/e/f': 'f\n' });
    const gitDir = join(made.path, '.git');
    expect(await where(made, made.path)).toEqual({ topLevel: made.path, bare: false, head });
    expect(await where(made, join(made.path, 'd/e'))).toEqual({ topLevel: made.path, bare: false, head });
    expect(await where(made, gitDir)).toEqual({ topLevel: gitDir, bare: false, head });
    made.sandbox.run('git', ['clone', '-q', '--bare', made.path, 'bare.git']);
    const bare = join(made.sandbox.root, 'bare.git');
    expect(await where(made, bare)).toEqual({ topLevel: bare, bare: true, head });
    expect(await where(made, join(bare, 'refs'))).toEqual({ topLevel: bare, bare: true, head });
    expect(await where(made, bare, { GIT_DIR: '.' })).toEqual({ topLevel: bare, bare: true, head });
  });

  test('GIT_DIR and GIT_WORK_TREE', async () => {
    const made = repository();
    const head = made.commit('one', { a: 'a\n' });
    const elsewhere = join(made.sandbox.root, 'elsewhere');
    mkdirSync(elsewhere);
    const gitDir = join(made.path, '.git');
    expect(await where(made, elsewhere, { GIT_DIR: gitDir })).toEqual({ topLevel: elsewhere, bare: false, head });
    const both = { GIT_DIR: gitDir, GIT_WORK_TREE: elsewhere };
    expect(await where(made, elsewhere, both)).toEqual({ topLevel: elsewhere, bare: false, head });
    expect(await where(made, made.path, { GIT_DIR: '.git' })).toEqual({ topLevel: made.path, bare: false, head });
  });

  test('what all work trees share', async () => {
    const made = repository();
    made.commit('one', { 'd/f': 'f\n' });
    const { root } = made.sandbox;
    const [common, linked] = [join(made.path, '.git'), join(root, 'linked')];
    made.git('worktree', 'add', '-q', '-b', 'branch', linked);
    made.git('clone', '-q', '--bare', '.', join(root, 'bare.git'));
    made.sandbox.run('git', ['init', '-q', '--separate-git-dir', join(root, 'apart'), join(root, 'top')]);
    const shared = (cwd: string, env: Record<string, string> = {}) =>
      using(adapter, made, (git) => git.commonDirectory(), { cwd, env });
    for (const cwd of [made.path, join(made.path, 'd'), common, linked]) expect(await shared(cwd)).toBe(common);
    for (const env of [{ GIT_DIR: common }, { GIT_DIR: join(common, 'worktrees/linked') }])
      expect(await shared(root, env)).toBe(common);
    expect(await shared(linked, { GIT_DIR: join(linked, '.git') })).toBe(common);
    expect(await shared(join(root, 'bare.git'), { GIT_DIR: '.' })).toBe(join(root, 'bare.git'));
    expect(await shared(join(root, 'top'))).toBe(join(root, 'apart'));
  });

  // Older versions of git made HEAD a symbolic link; the embedded reader knows none.
  test.runIf(adapter === 'git')('what all work trees share, where only git can tell', async () => {
    const made = repository();
    rmSync(join(made.path, '.git/HEAD'));
    symlinkSync('refs/heads/unborn', join(made.path, '.git/HEAD'));
    expect(await using(adapter, made, (git) => git.commonDirectory())).toBe(join(made.path, '.git'));
  });

  test('not a repository', async () => {
    const made = repository();
    expect(await refusal(where(made, made.sandbox.root))).toBe('not-a-repository');
    expect(await refusal(where(made, made.path, { GIT_DIR: made.sandbox.root }))).toBe('not-a-repository');
  });

  test('a linked worktree has its own HEAD and index', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n' });
    const path = join(made.sandbox.root, 'linked');
    made.git('worktree', 'add', '-q', '-b', 'branch', path);
    const linked = Object.assign(new TestRepository(made.sandbox, 'unused'), { path });
    const head = linked.commit('two', { b: 'b\n' });
    linked.write('c', 'c\n');
    linked.git('add', 'c');
    expect(await where(made, path)).toEqual({ topLevel: path, bare: false, head });
    await using(adapter, linked, async (git) => {
      expect((await git.staged()).map((entry) => entry.path)).toEqual(['c']);
      expect(await git.headBranch()).toBe('refs/heads/branch');
      expect(await git.resolve('main')).toBe(made.git('rev-parse', 'main'));
    });
    expect(await using(adapter, made, (git) => git.staged())).toEqual([]);
    const env = {
      GIT_DIR: linked.git('rev-parse', '--absolute-git-dir'),
      GIT_INDEX_FILE: linked.git('rev-parse', '--git-path', 'index'),
    };
    expect(await using(adapter, linked, (git) => git.staged(), { env })).toHaveLength(1);
  });

  test('a submodule is a repository of its own', async () => {
    const inner = repository();
    const head = inner.commit('inner', { i: 'i\n' });
    const outer = new TestRepository(inner.sandbox, 'outer');
    outer.git('submodule', '--quiet', 'add', inner.path, 'sub');
    const path = join(outer.path, 'sub');
    expect(await where(outer, path)).toEqual({ topLevel: path, bare: false, head });
    const staged = await using(adapter, outer, (git) => git.staged());
    expect(staged.map((entry) => `${entry.mode} ${entry.path}`).sort()).toEqual(['100644 .gitmodules', '160000 sub']);
  });

  test('revisions', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', 'd/b': 'b\n' });
    made.git('checkout', '-q', '-b', 'feature/x');
    made.commit('side', { s: 's\n' });
    made.git('checkout', '-q', 'main');
    made.commit('two', { a: 'a2\n' });
    made.git('merge', '-q', '--no-ff', '-m', 'merge', 'feature/x');
    made.git('tag', '-m', 'tag', 'v1', 'HEAD~');
    made.git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    made.git('pack-refs', '--all');
    const head = made.git('rev-parse', 'HEAD');
    const known = [
      ...['HEAD', '@', 'main', 'heads/main', 'refs/heads/main', 'feature/x', 'v1', 'v1^{}', 'v1^{commit}', 'v1^{tree}'],
      ...['HEAD~', 'HEAD^2', 'HEAD~1^1', 'HEAD^^', 'HEAD^0', 'HEAD:a', 'HEAD:d', 'HEAD:d/b', 'HEAD:', 'origin/main'],
      ...[head, head.slice(0, 10), head.toUpperCase(), 'HEAD^{tree}'],
    ];
    const unknown = ['nothing', 'HEAD~9', 'HEAD^3', 'HEAD:none', 'refs/heads', 'config', '../x', '1'.repeat(40), ''];
    await using(adapter, made, async (git) => {
      for (const name of known) expect(await git.resolve(name), name).toBe(made.git('rev-parse', name));
      for (const name of unknown) expect(await git.resolve(name), name).toBeUndefined();
      const reflog = git.resolve('HEAD@{1}');
      if (adapter === 'git') expect(await reflog).toBe(made.git('rev-parse', 'HEAD@{1}'));
      else expect(await refusal(reflog)).toBe('unsupported');
    });
    expect(await using(adapter, repository(), (git) => git.resolve('HEAD'))).toBeUndefined();
  });

  test('the branch of HEAD; a file at a commit', async () => {
    const made = repository();
    expect(await using(adapter, made, (git) => git.headBranch())).toBe('refs/heads/main');
    const head = made.commit('one', { 'd/file.txt': 'content\n' });
    made.git('checkout', '-q', '--detach');
    await using(adapter, made, async (git) => {
      expect(await git.headBranch()).toBeUndefined();
      expect((await git.fileAt(head, 'd/file.txt'))?.toString()).toBe('content\n');
      expect(await git.fileAt(head, 'd/none')).toBeUndefined();
      expect(await git.fileAt(head, 'none/none')).toBeUndefined();
    });
  });

  test('without a git program, `auto` is the embedded reader', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n' });
    const empty = join(sandbox().root, 'home');
    await withEnvironment(made, { PATH: empty }, async () => {
      const opened = await openRepository(made.path);
      expect(opened.repository.adapter).toBe('isomorphic-git');
      expect(await opened.repository.staged()).toEqual([]);
      if (adapter === 'git') expect(await refusal(openRepository(made.path, 'git'))).toBe('git-missing');
    });
  });
}
