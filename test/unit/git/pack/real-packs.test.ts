import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PackTable } from '../../../../src/git/pack/pack-table.ts';
import type { TestRepository } from '../../../support/sandbox.ts';
import { expectAllRead, expectSound, objectsFolder, objectsOf, oidAt, openWhole, withHistory } from './histories.ts';

const TYPES = ['', 'commit', 'tree', 'blob', 'tag'];

/** Compares a table with what `git verify-pack -v` prints: "id type size size-in-pack offset [depth base]". */
function expectAsGitSays(repo: TestRepository, table: PackTable): void {
  const lines = repo.git('verify-pack', '-v', table.file).split('\n');
  const rows = lines.map((line) => line.split(/\s+/)).filter(([, type]) => TYPES.includes(type!));
  expect(rows.length).toBe(table.count);
  const slots = new Map(Array.from({ length: table.count }, (_, slot) => [oidAt(table, slot), slot]));
  for (const [oid, type, size, , offset, , base] of rows) {
    const slot = slots.get(oid!)!;
    expect(TYPES[table.type[slot]!]).toBe(type);
    expect(table.size[slot]).toBe(Number(size));
    expect(table.offset[slot]).toBe(Number(offset));
    expect(table.base[slot]! < 0 ? undefined : oidAt(table, table.base[slot]!)).toBe(base);
  }
}

const repack = (repo: TestRepository, ...config: string[]): void => {
  repo.git(...config.flatMap((item) => ['-c', item]), 'repack', '-adfq', '--depth=50');
};

function packFile(repo: TestRepository): string {
  const folder = join(objectsFolder(repo), 'pack');
  return join(folder, readdirSync(folder).find((name) => name.endsWith('.pack'))!);
}

const SHAPES: Readonly<Record<string, (repo: TestRepository) => void>> = {
  'with deltas': (repo) => repack(repo),
  'without deltas': (repo) => repo.git('repack', '-adfq', '--depth=0'),
  'with deep chains': (repo) => repo.git('repack', '-adfq', '--depth=4000', '--window=200'),
  'with an index of version 1': (repo) => repack(repo, 'pack.indexVersion=1'),
  'with a reverse index': (repo) => repack(repo, 'pack.writeReverseIndex=true'),
  'with bases named by id': (repo) => repack(repo, 'repack.useDeltaBaseOffset=false'),
  'with offsets of 64 bits': (repo) => {
    repack(repo);
    const file = packFile(repo);
    const index = file.replace(/pack$/, 'idx');
    rmSync(index);
    repo.git('index-pack', '--index-version=2,0x40', '-o', index, file);
  },
};

describe.each(['sha1', 'sha256'])('a pack of %s', (hash) => {
  test.each(Object.entries(SHAPES))('%s is read as git reads it', (name, shape) => {
    const repo = withHistory(`--object-format=${hash}`);
    shape(repo);
    const store = openWhole(repo);
    expect([store.packs.length, store.loose.count, store.hashLength]).toEqual([1, 0, hash === 'sha1' ? 20 : 32]);
    const [table] = store.packs;
    expect(table!.unresolved).toBe(0);
    expect(table!.base.some((base) => base >= 0)).toBe(name !== 'without deltas');
    expectSound(table!);
    expectAsGitSays(repo, table!);
    expectAllRead(store, objectsOf(repo));
  });
});

test('a thin pack that git completed has bases behind their deltas', () => {
  const repo = withHistory();
  repack(repo);
  const complete =
    'printf "main\\n^main~3\\n" | git pack-objects -q --revs --thin --stdout | git index-pack --stdin --fix-thin';
  repo.sandbox.run('sh', ['-c', complete], { cwd: repo.path });
  const store = openWhole(repo);
  const thin = store.packs.find(({ base }) => base.some((to, slot) => to > slot))!;
  expect([store.packs.length, thin.unresolved]).toEqual([2, 0]);
  expectSound(thin);
  expectAsGitSays(repo, thin);
  expectAllRead(store, objectsOf(repo));
});

test('a pack without objects is a pack', () => {
  const repo = withHistory();
  repo.git('repack', '-adq');
  repo.sandbox.run('git', ['pack-objects', '-q', '.git/objects/pack/pack'], { cwd: repo.path });
  const store = openWhole(repo);
  expect(store.packs.map(({ count }) => count).toSorted()).toContain(0);
  expectAllRead(store, objectsOf(repo));
});

test('an object that takes more than it may is refused by name', () => {
  const repo = withHistory();
  const oid = repo.git('rev-parse', repo.commit('large', { large: Buffer.alloc(3 * 2 ** 20, 'x') }) && 'HEAD:large');
  const read = () => expectAllRead(openWhole(repo), new Map([[oid, { type: 'blob', bytes: Buffer.alloc(0) }]]));
  const refusal = expect.objectContaining({ code: 'unsupported', message: expect.stringContaining(oid) });
  expect(read).toThrow(refusal);
  repo.git('repack', '-adq');
  expect(read).toThrow(refusal);
});
