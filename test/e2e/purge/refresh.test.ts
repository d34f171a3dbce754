import { chmodSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLayout } from '../../../src/git/refs/layout.ts';
import { refreshWorktree } from '../../../src/purge/safety/refresh-worktree.ts';
import type { WorktreeAt } from '../../../src/purge/safety/worktree-git.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';
import { useEnvironment } from './use-environment.ts';

/** Two commits, the first checked out, that differ in every way in which trees can. */
function twoCommits(...config: string[]): { repo: TestRepository; from: string; to: string } {
  const repo = repository();
  for (const setting of config) repo.git('config', ...setting.split('='));
  const bytes = Buffer.from([0x6e, 0xe4, 0x6d, 0x65]);
  const odd = Buffer.concat([Buffer.from(`${repo.path}/`), bytes]);
  writeFileSync(odd, 'old\n');
  repo.write('.gitattributes', '*.txt text eol=crlf\n');
  repo.write('line\nend', 'old\n');
  symlinkSync('old target', join(repo.path, 'link'));
  repo.write('folder/sub/file', 'x\n');
  repo.write('file', 'x\n');
  repo.write('gone/deep/file', 'x\n');
  repo.write('script', 'x\n');
  const from = repo.commit('from', { 'crlf.txt': 'old\r\n', same: 'same\n' });
  writeFileSync(odd, 'new\n');
  repo.write('line\nend', 'new\n');
  for (const path of ['link', 'folder', 'file', 'gone']) rmSync(join(repo.path, path), { recursive: true });
  symlinkSync('new target', join(repo.path, 'link'));
  repo.write('folder', 'a file now\n');
  repo.write('file/is/a', 'folder now\n');
  repo.write('renamed/deep/file', 'x\n');
  chmodSync(join(repo.path, 'script'), 0o755);
  const to = repo.commit('to', { 'crlf.txt': 'new\r\n' });
  repo.git('reset', '-q', '--hard', from);
  return { repo, from, to };
}

/** Moves the branch and the work tree with it. */
async function refresh(repo: TestRepository, from: string, to: string): Promise<string[]> {
  useEnvironment(repo.sandbox.env);
  repo.git('update-ref', 'HEAD', to);
  const tree = (await readLayout(repo.path)).worktrees[0] as WorktreeAt;
  const folder = join(repo.path, '.git/unleak');
  mkdirSync(folder, { recursive: true });
  const folders = { scratch: join(folder, 'scratch'), keep: join(repo.sandbox.root, 'keep', to), folder };
  return (await refreshWorktree(tree, from, to, folders)).map(({ path }) => path);
}

describe('a refreshed work tree', () => {
  it.each([
    ['plain', []],
    ['with an index of version 4', ['index.version=4']],
    ['with a split index', ['core.splitIndex=true']],
    ['with an untracked cache', ['core.untrackedCache=true']],
    ['without file modes', ['core.fileMode=false']],
  ])('is as the commit has it, in every kind of change, and back (%s)', async (_, config) => {
    const { repo, from, to } = twoCommits(...config);
    repo.write('untracked', 'mine\n');
    expect(await refresh(repo, from, to)).toEqual([]);
    expect(repo.git('status', '--porcelain')).toBe('?? untracked');
    expect(readFileSync(join(repo.path, 'crlf.txt'), 'latin1')).toBe('new\r\n');
    expect(await refresh(repo, to, from)).toEqual([]);
    expect(repo.git('status', '--porcelain')).toBe('?? untracked');
    // Once more changes nothing.
    expect(await refresh(repo, to, from)).toEqual([]);
    expect(repo.git('status', '--porcelain')).toBe('?? untracked');
  });

  it('keeps a file that nobody committed at a path that would be new, and one behind a link', async () => {
    const { repo, from, to } = twoCommits();
    repo.write('renamed/deep/file', 'mine\n');
    rmSync(join(repo.path, 'gone'), { recursive: true });
    mkdirSync(join(repo.sandbox.root, 'elsewhere/deep'), { recursive: true });
    writeFileSync(join(repo.sandbox.root, 'elsewhere/deep/file'), 'x\n');
    symlinkSync(join(repo.sandbox.root, 'elsewhere'), join(repo.path, 'gone'));
    expect(await refresh(repo, from, to)).toContain('renamed/deep/file');
    expect(readFileSync(join(repo.path, 'renamed/deep/file'), 'latin1')).toBe('mine\n');
    expect(readFileSync(join(repo.sandbox.root, 'elsewhere/deep/file'), 'latin1')).toBe('x\n');
    expect(lstatSync(join(repo.path, 'gone')).isSymbolicLink()).toBe(true);
  });

  it('keeps the marks of files that are not checked out', async () => {
    const { repo, from, to } = twoCommits();
    repo.git('sparse-checkout', 'set', '--no-cone', '/same', '/.gitattributes', '/script');
    repo.git('update-index', '--assume-unchanged', 'script');
    expect(await refresh(repo, from, to)).toEqual(['script']);
    expect(repo.git('status', '--porcelain')).toBe('');
    expect(repo.git('ls-files', '-v', 'script', 'crlf.txt')).toBe('S crlf.txt\nh script');
  });
});
