import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { ManyReader } from '../../../../src/purge/rewrite/history/read-many.ts';
import { WholeReader } from '../../../../src/purge/rewrite/history/whole-reader.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { allObjects } from '../../../support/purge/rewriting.ts';
import { repository, type TestRepository } from '../../../support/sandbox.ts';

/** Trees of which each is a delta on another one, in two packs and in files of their own. */
function scene(): TestRepository {
  const repo = repository();
  const files = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}.txt`, `${i}\n`]));
  repo.commit('first', files);
  for (let i = 0; i < 40; i++) repo.commit(`c${i}`, { [`f${(i * 7) % 300}.txt`]: `changed ${i}\n` });
  repo.git('repack', '-adfq', '--depth=30', '--window=30');
  for (let i = 0; i < 10; i++) repo.commit(`d${i}`, { [`f${i}.txt`]: `again ${i}\n` });
  repo.git('repack', '-dq');
  repo.commit('loose', { 'f1.txt': 'loose\n' });
  return repo;
}

/** All of them, or every so many. */
test.each([1, 5])('each object once, as git has it (every %i.)', (every) => {
  const repo = scene();
  const wanted = allObjects(repo)
    .filter(({ type }) => type === 'tree' || type === 'commit')
    .filter((_, i) => i % every === 0);
  const store = openObjectStore([join(repo.path, '.git/objects')]);
  expect(store.packs.some(({ base, type }) => base.some((slot, i) => slot >= 0 && type[i] === 2))).toBe(true);
  const objects = new WholeReader(new Core(), store);
  const read = new Map<number, string>();
  const ids = wanted.map(({ oid }) => Buffer.from(oid, 'hex'));
  new ManyReader(store, objects).read(ids, (i, bytes) => {
    expect(read.has(i)).toBe(false);
    read.set(i, bytes.toString('latin1'));
  });
  objects.close();
  expect(wanted.map((_, i) => read.get(i))).toEqual(wanted.map(({ bytes }) => bytes.toString('latin1')));
});

test('what is not there is said', () => {
  const store = openObjectStore([join(scene().path, '.git/objects')]);
  const objects = new WholeReader(new Core(), store);
  const reader = new ManyReader(store, objects);
  const ids = Array.from({ length: 20 }, (_, i) => Buffer.alloc(20, i));
  expect(() => reader.read(ids, () => {})).toThrow(/does not hold it/);
  objects.close();
});
