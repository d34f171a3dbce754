import { chmodSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StagedEntry } from '../../../../src/git/repository.ts';
import { repository, type TestRepository } from '../../../support/sandbox.ts';
import { type Adapter, raw, refusal, using } from '../adapters.ts';

const byPath = (entries: readonly StagedEntry[]): string[] =>
  entries.map(({ mode, oid, path }) => `${mode} ${oid} ${path}`).sort();

/** What `git ls-files -s` has and `git ls-tree -r HEAD` has not. */
function stagedByGit(made: TestRepository, head = true): string[] {
  const committed = new Set(
    (head ? raw(made, 'ls-tree', '-r', '-z', 'HEAD') : '')
      .split('\0')
      .map((line) => line.replace(/^(\d+) \w+ (\w+)\t/, '$1 $2 ')),
  );
  const index = raw(made, 'ls-files', '-s', '-z').split('\0').filter(Boolean);
  const merged = index
    .map((line) => line.replace(/^(\d+) (\w+) 0\t/, '$1 $2 '))
    .filter((line) => !/^\d+ \w+ [123]\t/.test(line));
  const unmerged = index
    .filter((line) => /^\d+ \w+ [123]\t/.test(line))
    .map((line) => line.replace(/^(\d+) (\w+) \d\t/, '$1 $2 '));
  return [...merged.filter((line) => !committed.has(line)), ...unmerged].sort();
}

async function agrees(adapter: Adapter, made: TestRepository, count: number, head = true): Promise<void> {
  const staged = byPath(await using(adapter, made, (git) => git.staged()));
  expect(staged).toEqual(stagedByGit(made, head));
  expect(staged).toHaveLength(count);
}

export function stagedCases(adapter: Adapter): void {
  test('added, changed, retyped, made executable; deletions are absent', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', b: 'b\n', c: 'c\n', 'd/e': 'e\n', 'd/f': 'f\n', x: 'x\n', 'was-file': '1' });
    made.write('a', 'changed\n');
    made.write('new/deep/file', 'new\n');
    rmSync(join(made.path, 'b'));
    symlinkSync('a', join(made.path, 'b'));
    rmSync(join(made.path, 'c'));
    rmSync(join(made.path, 'was-file'));
    made.write('was-file/now-folder', '2');
    chmodSync(join(made.path, 'x'), 0o755);
    renameSync(join(made.path, 'd/f'), join(made.path, 'd/g'));
    made.git('add', '-A');
    await agrees(adapter, made, 6);
  });

  test('the index counts, not the work tree (`git add -p`)', async () => {
    const made = repository();
    made.commit('one', { a: 'one\ntwo\n' });
    made.write('a', 'one\nstaged\n');
    made.git('add', 'a');
    made.write('a', 'one\nnot staged\n');
    made.write('untracked', 'x');
    await agrees(adapter, made, 1);
  });

  test.each(['absolute', 'relative'])('GIT_INDEX_FILE, %s', async (how) => {
    const made = repository();
    made.commit('one', { a: 'one\n' });
    made.write('b', 'in the other index\n');
    const file = join(made.path, '.git', 'other-index');
    made.sandbox.run('git', ['add', 'b'], { cwd: made.path, env: { GIT_INDEX_FILE: file } });
    const env = { GIT_INDEX_FILE: how === 'absolute' ? file : '.git/other-index' };
    const staged = await using(adapter, made, (git) => git.staged(), { env });
    expect(staged.map(({ path }) => path)).toEqual(['b']);
    expect(await using(adapter, made, (git) => git.staged())).toEqual([]);
  });

  test('intent-to-add is not content yet', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n' });
    made.write('later', 'later\n');
    made.write('now', 'now\n');
    made.git('add', '-N', 'later');
    made.git('add', 'now');
    const staged = await using(adapter, made, (git) => git.staged());
    expect(staged.map(({ path }) => path)).toEqual(['now']);
  });

  test('all sides of a conflict', async () => {
    const made = repository();
    made.commit('base', { a: 'base\n', gone: 'x\n' });
    made.git('checkout', '-q', '-b', 'other');
    made.commit('theirs', { a: 'theirs\n', both: 'theirs\n' });
    made.git('checkout', '-q', 'main');
    rmSync(join(made.path, 'gone'));
    made.commit('ours', { a: 'ours\n', both: 'ours\n' });
    expect(made.tryGit('merge', 'other').status).toBe(1);
    await agrees(adapter, made, 5);
  });

  test('paths are bytes: not UTF-8, with a newline, a quote, a tab', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n' });
    const oid = made.git('hash-object', '-w', 'a');
    const paths = ['caf\xe9', 'new\nline', 'q"uote', 't\tab', 'dir\xff/f', `${'long/'.repeat(900)}end`];
    const input = Buffer.from(paths.map((path) => `100644 ${oid}\t${path}\0`).join(''), 'latin1');
    made.sandbox.run('git', ['update-index', '-z', '--index-info'], { cwd: made.path, input });
    await agrees(adapter, made, paths.length);
  });

  test('a submodule is listed by its commit', async () => {
    const made = repository();
    const commit = made.commit('one', { a: 'a\n' });
    made.git('update-index', '--add', '--cacheinfo', `160000,${commit},sub`);
    await agrees(adapter, made, 1);
  });

  test('before the first commit', async () => {
    const made = repository();
    expect(await using(adapter, made, (git) => git.staged())).toEqual([]);
    made.write('a', 'a\n');
    made.write('d/b', 'b\n');
    made.git('add', '-A');
    await agrees(adapter, made, 2, false);
  });

  test.each(['2', '3', '4'])('index version %s', async (version) => {
    const made = repository();
    made.commit('one', { 'src/a.ts': 'a\n', 'src/b.ts': 'b\n' });
    made.git('update-index', '--index-version', version);
    made.write('src/a/deep.ts', 'new\n');
    made.write('src/b.ts', 'changed\n');
    made.git('add', '-A');
    // Version 3 is only written where an entry needs its flags.
    if (version === '3') made.git('update-index', '--skip-worktree', 'src/a.ts');
    expect(readFileSync(join(made.path, '.git/index')).readUInt32BE(4)).toBe(Number(version));
    await agrees(adapter, made, 2);
  });

  test('a split index', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', b: 'b\n' });
    made.git('update-index', '--split-index');
    made.write('a', 'changed\n');
    made.git('add', '-A');
    if (adapter === 'git') await agrees(adapter, made, 1);
    else expect(await refusal(using(adapter, made, (git) => git.staged()))).toBe('unsupported');
  });

  test('a sparse checkout, with a full index', async () => {
    const made = repository();
    made.commit('one', { 'in/a': 'a\n', 'out/b': 'b\n', top: 't\n' });
    made.git('sparse-checkout', 'set', '--cone', '--no-sparse-index', 'in');
    made.write('in/a', 'changed\n');
    made.git('add', 'in/a');
    await agrees(adapter, made, 1);
  });

  test('a sparse index', async () => {
    const made = repository();
    made.commit('one', { 'in/a': 'a\n', 'out/b': 'b\n', top: 't\n' });
    made.git('sparse-checkout', 'set', '--cone', '--sparse-index', 'in');
    expect(raw(made, 'ls-files', '--sparse')).toContain('out/\n');
    made.write('in/a', 'changed\n');
    made.git('add', 'in/a');
    if (adapter === 'git') await agrees(adapter, made, 1);
    else expect(await refusal(using(adapter, made, (git) => git.staged()))).toBe('unsupported');
  });

  test('a damaged index is an error', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', b: 'b\n' });
    truncateSync(join(made.path, '.git/index'), 20);
    const code = await refusal(using(adapter, made, (git) => git.staged()));
    expect(code).toBe(adapter === 'git' ? 'git-failed' : 'object-corrupt');
  });
}
