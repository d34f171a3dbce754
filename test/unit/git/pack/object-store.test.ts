import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { type ObjectStore, openObjectStore } from '../../../../src/git/pack/object-store.ts';
import { repository, sandbox, TestRepository } from '../../../support/sandbox.ts';
import {
  expectAllRead,
  expectSound,
  fastImport,
  history,
  objectsFolder,
  objectsOf,
  oidAt,
  openWhole,
  withHistory,
} from './histories.ts';
import * as writer from './pack-writer.ts';

const bytesOf = (oid: string): Buffer => Buffer.from(oid, 'hex');

/** Ids that `duplicates` leaves over, of all places, each as often as it is left over. */
function reportedOnce(store: ObjectStore): string[] {
  const packed = store.packs.flatMap((table, pack) => {
    const marks = store.duplicates(pack);
    return Array.from({ length: table.count }, (_, slot) => (marks?.[slot] ? '' : oidAt(table, slot)));
  });
  const marks = store.duplicates('loose');
  const { ids, count, hashLength } = store.loose;
  const loose = Array.from({ length: count }, (_, i) =>
    marks?.[i] ? '' : Buffer.from(ids.subarray(i * hashLength, (i + 1) * hashLength)).toString('hex'),
  );
  return [...packed, ...loose].filter((oid) => oid !== '');
}

const packFolder = (repo: TestRepository): string => join(objectsFolder(repo), 'pack');

/** Several packs that share objects, and loose objects, some of which are packed. */
function manyPlaces(hash: string): TestRepository {
  const repo = withHistory(`--object-format=${hash}`);
  const ids = hash === 'sha1' ? 40 : 64;
  repo.git('repack', '-adq');
  repo.git('branch', 'whole', 'main');
  for (const range of ['whole~10', 'whole~20..whole~5', 'whole~2']) {
    const pack = `git rev-list --objects ${range} | cut -c1-${ids} | git pack-objects -q .git/objects/pack/pack`;
    repo.sandbox.run('sh', ['-c', pack], { cwd: repo.path });
  }
  repo.commit('loose', { loose: 'not packed' });
  const other = new TestRepository(repo.sandbox, 'other', [`--object-format=${hash}`]);
  const unpack = `for pack in ../repo/.git/objects/pack/*.pack; do git unpack-objects -q < $pack; break; done`;
  repo.sandbox.run('sh', ['-c', unpack], { cwd: other.path });
  cpSync(objectsFolder(other), objectsFolder(repo), { recursive: true });
  return repo;
}

test.each(['sha1', 'sha256'])(
  'several packs and loose objects of %s: each object is found, and reported once',
  (hash) => {
    const repo = manyPlaces(hash);
    const store = openWhole(repo);
    const known = objectsOf(repo);
    expect(store.packs.length).toBeGreaterThanOrEqual(4);
    expect(reportedOnce(store).toSorted()).toEqual([...known.keys()].toSorted());
    expect(store.duplicates(0)!.every((mark) => mark === 0)).toBe(true);
    expect(store.duplicates('loose')!.includes(1)).toBe(true);
    expect(store.find(Buffer.alloc(store.hashLength, 0xff))).toBeUndefined();
    expectAllRead(store, known);
  },
);

test('where there is one place only nothing is computed', () => {
  const repo = withHistory();
  repo.git('repack', '-adq');
  const store = openWhole(repo);
  expect(store.duplicates(0)).toBeUndefined();
  expect(reportedOnce(store).length).toBe(objectsOf(repo).size);
});

test('an empty repository is an empty store', () => {
  const store = openWhole(repository());
  expect([store.packs, store.loose.count, store.hashLength]).toEqual([[], 0, 20]);
});

test('only loose objects, of SHA-256', () => {
  const repo = repository('--object-format=sha256');
  repo.commit('one', { a: 'a', empty: '' });
  const store = openWhole(repo);
  expect([store.hashLength, store.loose.count]).toEqual([32, 4]);
  expectAllRead(store, objectsOf(repo));
});

test('the hash can be told, and packs of another are not used', () => {
  const repo = withHistory('--object-format=sha256');
  repo.git('repack', '-adq');
  const store = openObjectStore([objectsFolder(repo)], { hashLength: 20 });
  expect([store.packs, store.hashLength]).toEqual([[], 20]);
  expect(store.unreadable).toEqual([{ file: expect.stringContaining('.pack'), why: expect.stringContaining('hash') }]);
});

test('a table goes to another thread without a copy of its columns', () => {
  const repo = withHistory();
  repo.git('repack', '-adq');
  const [table] = openWhole(repo).packs;
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(table);
  const received = receiveMessageOnPort(port2)!.message as typeof table;
  port1.close();
  expect(received).toEqual(table);
  const columns = Object.values(received!).filter((value) => ArrayBuffer.isView(value));
  expect(columns.length).toBe(11);
  for (const column of columns) expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('a promisor pack is marked', () => {
  const repo = withHistory();
  repo.git('repack', '-adq');
  const [pack] = readdirSync(packFolder(repo)).filter((name) => name.endsWith('.pack'));
  expect(openWhole(repo).packs[0]!.promisor).toBe(false);
  writeFileSync(join(packFolder(repo), pack!.replace(/pack$/, 'promisor')), '');
  expect(openWhole(repo).packs[0]!.promisor).toBe(true);
});

test('an index without its pack, and things that are no files, are named', () => {
  const repo = withHistory();
  repo.git('repack', '-adq');
  const folder = packFolder(repo);
  writeFileSync(join(folder, 'pack-a.idx'), 'x');
  writeFileSync(join(folder, 'tmp_pack_abc'), 'being written');
  mkdirSync(join(folder, 'pack-b.pack'));
  repo.sandbox.run('mkfifo', [join(folder, 'pack-c.pack')]);
  symlinkSync('nowhere', join(folder, 'pack-d.pack'));
  const store = openObjectStore([objectsFolder(repo)]);
  expect(store.unreadable.map(({ file, why }) => [relative(folder, file), why])).toEqual([
    ['pack-a.idx', 'The pack that this index belongs to is missing.'],
    ['pack-b.pack', 'It is not a regular file.'],
    ['pack-c.pack', 'It is not a regular file.'],
    ['pack-d.pack', 'It could not be read (ENOENT).'],
  ]);
  expect(store.packs.length).toBe(1);
});

test('a multi-pack-index stands in for an index that is missing', () => {
  const repo = repository();
  // Two histories without a common object, each in a pack of its own.
  for (const [branch, seed] of [
    ['a', 1],
    ['b', 2],
  ] as const) {
    fastImport(repo, history(8, branch, seed));
    repo.git('repack', '-dq');
  }
  const known = objectsOf(repo);
  repo.git('multi-pack-index', 'write');
  const folder = packFolder(repo);
  const indexes = readdirSync(folder).filter((name) => name.endsWith('.idx'));
  for (const name of indexes.slice(1)) rmSync(join(folder, name));
  const store = openWhole(repo);
  expect(store.packs.length).toBe(indexes.length);
  for (const table of store.packs) expectSound(table);
  expectAllRead(store, known);
  writeFileSync(join(folder, 'multi-pack-index'), 'MIDX and then nothing of use');
  const [refused] = openObjectStore([objectsFolder(repo)]).unreadable;
  expect(refused!.why).toBe('The multi-pack-index is damaged.');
});

test('a multi-pack-index that knows an object from another pack can not stand in', () => {
  const objects = writer.writeEntries(sandbox().root, 'a', [writer.blob('1'), writer.blob('2')]);
  writer.writeEntries(objects, 'b', [writer.blob('2'), writer.blob('3')]);
  const repo = repository();
  rmSync(objectsFolder(repo), { recursive: true });
  renameSync(join(objects, 'pack'), join(repo.path, 'pack'));
  mkdirSync(objectsFolder(repo));
  renameSync(join(repo.path, 'pack'), packFolder(repo));
  repo.git('multi-pack-index', 'write');
  for (const name of ['a', 'b']) rmSync(join(packFolder(repo), `pack-${name}.idx`));
  const { packs, unreadable } = openObjectStore([objectsFolder(repo)]);
  expect([packs.length, unreadable.length]).toEqual([1, 1]);
  expect(unreadable[0]!.why).toMatch(/does not hold all/);
});

test('alternates: relative, absolute, quoted, commented, nested, in a ring, missing', () => {
  const made = sandbox();
  const repos = ['a', 'b', 'c d"e', 'e'].map((name) => new TestRepository(made, name));
  const known = new Map(
    repos.flatMap((repo, i) => {
      repo.commit(`in ${i}`, { file: `content ${i}` });
      return [...objectsOf(repo)];
    }),
  );
  const [a, b, c, e] = repos.map(objectsFolder) as [string, string, string, string];
  const alternates = (folder: string, text: string) => writeFileSync(join(folder, 'info/alternates'), text);
  alternates(a, `# a comment\n${relative(a, b)}\n\n${join(made.root, 'missing')}\n`);
  alternates(b, `"${c.replace('"', '\\"')}"\n`);
  alternates(c, `${a}\n${e}\n${join(c, 'info/alternates')}\n`);
  const store = openObjectStore([a]);
  expect(store.unreadable).toEqual([
    { file: join(made.root, 'missing'), why: 'It could not be read (ENOENT).' },
    { file: join(c, 'info/alternates'), why: 'It is not a folder of objects.' },
  ]);
  expectAllRead(store, known);
  expect(openObjectStore([a, b, e, b]).loose.count).toBe(store.loose.count);
});

test('a list of alternates that is a pipe does not hold anybody up', () => {
  const repo = repository();
  repo.sandbox.run('mkfifo', [join(objectsFolder(repo), 'info/alternates')]);
  const { unreadable } = openObjectStore([objectsFolder(repo)]);
  expect(unreadable).toEqual([
    { file: join(objectsFolder(repo), 'info/alternates'), why: 'It is not a regular file.' },
  ]);
});

test('alternates nested deeper than git follows are named', () => {
  const made = sandbox();
  const folders = Array.from({ length: 8 }, (_, i) => new TestRepository(made, `r${i}`)).map(objectsFolder);
  for (const [i, folder] of folders.slice(0, -1).entries())
    writeFileSync(join(folder, 'info/alternates'), `${folders[i + 1]}\n`);
  const { unreadable } = openObjectStore([folders[0]!]);
  expect(unreadable).toEqual([
    { file: join(folders[6]!, 'info/alternates'), why: expect.stringContaining('too deep') },
  ]);
  const counted = made.run('git', ['count-objects', '-v'], { cwd: join(made.root, 'r0') });
  expect(counted.stdout.match(/alternate:/g)?.length).toBe(6);
});

test('a place that names an object is one of all its places', () => {
  const repo = manyPlaces('sha1');
  const store = openWhole(repo);
  const id = bytesOf(repo.git('rev-parse', 'whole~12:dir0/file0'));
  const places = store.places(id);
  expect(places.length).toBeGreaterThan(1);
  expect(store.find(id)).toEqual(places[0]);
});
