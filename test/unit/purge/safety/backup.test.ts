import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLayout } from '../../../../src/git/refs/layout.ts';
import { checkBackup, deleteBackup, makeBackup } from '../../../../src/purge/safety/backup.ts';
import { backupPlace } from '../../../../src/purge/safety/backup-place.ts';
import { verifyBackup } from '../../../../src/purge/safety/verify-backup.ts';
import { repository } from '../../../support/sandbox.ts';

async function made() {
  const repo = repository();
  repo.commit('one', { file: 'x\n' });
  repo.git('gc', '-q');
  repo.commit('two', { file: 'y\n' });
  const layout = await readLayout(repo.path);
  const folder = join(repo.sandbox.root, 'backup');
  return { repo, layout, folder, backup: await makeBackup(layout, folder) };
}

describe('a backup', () => {
  it('is a repository that git reads, for its owner only; objects are hard links', async () => {
    const { repo, folder, backup } = await made();
    expect(repo.git(`--git-dir=${join(folder, 'git')}`, 'log', '--all', '--format=%s')).toBe('two\none');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'git')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'git/config')).mode & 0o777).toBe(0o600);
    expect(backup.linked).toBeGreaterThan(3);
    const pack = join(
      'objects/pack',
      readdirSync(join(folder, 'git/objects/pack')).find((name) => name.endsWith('.pack'))!,
    );
    expect(statSync(join(folder, 'git', pack)).ino).toBe(statSync(join(repo.path, '.git', pack)).ino);
  });

  it('that is not the same is found out', async () => {
    const { repo, layout, folder } = await made();
    await verifyBackup(layout, join(folder, 'git'));
    writeFileSync(join(folder, 'git/packed-refs'), readdirSync(folder).join());
    await expect(verifyBackup(layout, join(folder, 'git'))).rejects.toThrow(/not the same/);
    repo.git('branch', 'new');
    await expect(makeBackup(layout, folder)).rejects.toThrow(/EEXIST/);
  });

  it('is deleted, unless it is something else', async () => {
    const { repo, layout, folder } = await made();
    checkBackup(layout, folder);
    const other = { ...layout, commonDirectory: '/elsewhere' };
    expect(() => deleteBackup(other, folder)).toThrow(/not deleted/);
    const precious = join(repo.sandbox.root, 'precious');
    mkdirSync(precious);
    writeFileSync(join(precious, 'file'), 'x');
    expect(() => deleteBackup(layout, precious)).toThrow(/not deleted/);
    deleteBackup(layout, folder);
    expect(existsSync(folder)).toBe(false);
    expect(() => checkBackup(layout, folder)).toThrow(/not at .*, where the purge made it/);
  });

  it('lies beside the repository, but in nobody’s work tree', async () => {
    const { repo, layout } = await made();
    expect(backupPlace(layout, 'id')).toBe(`${repo.path}-before-purge-id`);
    repo.sandbox.run('git', ['init', '-q', join(repo.path, 'inner')]);
    const inner = await readLayout(join(repo.path, 'inner'));
    expect(backupPlace(inner, 'id').startsWith(repo.path)).toBe(false);
    expect(backupPlace(inner, 'id')).toContain('inner-before-purge-id');
  });
});
