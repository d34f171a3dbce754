import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Oid } from '../../../src/domain/blob.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';
import { idsOf, listed, range, refusal, using } from './adapters.ts';

const SOURCES = join(import.meta.dirname, '../../../src');
const nothing = { window: () => {}, missing: () => {} };

/** Writes an object that no git would write. */
function store(made: TestRepository, type: string, content: Buffer): Oid {
  const bytes = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
  const oid = createHash('sha1').update(bytes).digest('hex');
  const file = join(made.path, '.git/objects', oid.slice(0, 2), oid.slice(2));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, deflateSync(bytes));
  return oid;
}

const tree = (made: TestRepository, entries: readonly (readonly [string, string, Oid])[]): Oid =>
  store(
    made,
    'tree',
    Buffer.concat(
      entries.map(([mode, name, oid]) => Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')])),
    ),
  );

const commit = (made: TestRepository, of: Oid, more = ''): Oid =>
  store(made, 'commit', Buffer.from(`tree ${of}\n${more}author a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nx`));

test('very deep trees: all is listed, and paths are refused', async () => {
  const made = repository();
  const blob = store(made, 'blob', Buffer.from('deep'));
  let top = tree(made, [['100644', 'f', blob]]);
  for (let depth = 0; depth < 5000; depth++) top = tree(made, [['40000', 'd', top]]);
  const tip = commit(made, top);
  await using('isomorphic-git', made, async (git) => {
    expect(await idsOf(git.objects(range([tip])))).toHaveLength(5003);
    expect(await refusal(git.introductions([tip], new Set([blob])))).toBe('unsupported');
  });
});

test('a tree that names itself a million times over: each object once, and paths are refused', async () => {
  const made = repository();
  const blob = store(made, 'blob', Buffer.from('bomb'));
  let top = tree(made, [['100644', 'f', blob]]);
  const names = Array.from({ length: 10 }, (_, i) => `d${i}`);
  for (let depth = 0; depth < 9; depth++)
    top = tree(
      made,
      names.map((name) => ['40000', name, top] as const),
    );
  const tip = commit(made, top);
  await using('isomorphic-git', made, async (git) => {
    expect(await idsOf(git.objects(range([tip])))).toHaveLength(12);
    expect(await refusal(git.introductions([tip], new Set([blob])))).toBe('unsupported');
  });
});

test('malformed commits, tags and trees are errors', async () => {
  const made = repository();
  const blob = store(made, 'blob', Buffer.from('x'));
  const empty = tree(made, []);
  const bad = [
    store(made, 'commit', Buffer.from('no tree here\n\n')),
    store(made, 'commit', Buffer.from('')),
    store(made, 'tag', Buffer.from('object nothing\ntype commit\n\n')),
    commit(made, blob),
    commit(made, store(made, 'tree', Buffer.from('100644 cut off'))),
    commit(made, empty, `parent ${blob}\n`),
  ];
  await using('isomorphic-git', made, async (git) => {
    for (const tip of bad) expect(await refusal(listed(git.objects(range([tip]))))).toBe('object-corrupt');
  });
  store(made, 'blub', Buffer.from('unknown type'));
  expect(await using('isomorphic-git', made, (git) => refusal(git.readAll(nothing)))).toBe('object-corrupt');
});

test('a tag is followed to the object itself, whatever type it claims', async () => {
  const made = repository();
  const tip = made.commit('one', { a: 'a\n' });
  const lying = store(made, 'tag', Buffer.from(`object ${tip}\ntype blob\ntag x\n\nx`));
  expect(await using('isomorphic-git', made, (git) => idsOf(git.objects(range([lying]))))).toHaveLength(4);
});

test('clocks that go backwards make a range larger, never smaller', async () => {
  const made = repository();
  const oids: Oid[] = [];
  for (const when of [900, 100, 800, 200, 700]) {
    const env = { GIT_COMMITTER_DATE: `${1_700_000_000 + when} +0000` };
    const parent = oids.at(-1);
    const args = [
      'commit-tree',
      '-m',
      `${when}`,
      ...(parent ? ['-p', parent] : []),
      '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
    ];
    oids.push(made.sandbox.run('git', args, { cwd: made.path, env }).stdout.trim());
  }
  await using('isomorphic-git', made, async (git) => {
    for (const [i, exclude] of oids.entries()) {
      const found = await git.commits(range([oids.at(-1)!], { exclude: [exclude] }));
      expect(found).toEqual(expect.arrayContaining(oids.slice(i + 1)));
    }
  });
});

test('damaged refs and packs are errors', async () => {
  const made = repository();
  const head = made.commit('one', { a: 'a\n' });
  made.git('symbolic-ref', 'refs/heads/ring', 'refs/heads/other');
  made.git('symbolic-ref', 'refs/heads/other', 'refs/heads/ring');
  writeFileSync(join(made.path, '.git/refs/heads/garbage'), 'garbage\n');
  await using('isomorphic-git', made, async (git) => {
    for (const name of ['ring', 'garbage']) expect(await refusal(git.resolve(name))).toBe('object-corrupt');
    expect(await idsOf(git.objects(range([head], { excludeRefs: 'all' })))).toEqual([]);
  });
  for (const name of ['ring', 'other', 'garbage']) rmSync(join(made.path, '.git/refs/heads', name));
  made.git('repack', '-q', '-a', '-d');
  const packs = join(made.path, '.git/objects/pack');
  const pack = join(packs, readdirSync(packs).find((name) => name.endsWith('.pack'))!);
  made.sandbox.run('chmod', ['u+w', pack, pack.replace(/pack$/, 'idx')]);
  const bytes = readFileSync(pack);
  bytes[bytes.length - 30]! ^= 0xff;
  writeFileSync(pack, bytes);
  expect(await using('isomorphic-git', made, (git) => refusal(git.readAll(nothing)))).toBe('object-corrupt');
  const index = pack.replace(/pack$/, 'idx');
  writeFileSync(index, readFileSync(index).subarray(0, 1100));
  expect(await refusal(using('isomorphic-git', made, (git) => git.resolve('HEAD')))).toBe('object-corrupt');
});

test('a pack whose table of contents gives the wrong object is an error', async () => {
  const made = repository();
  made.commit('one', { a: 'a\n', b: 'b\n' });
  made.git('repack', '-q', '-a', '-d');
  const packs = join(made.path, '.git/objects/pack');
  const index = join(packs, readdirSync(packs).find((name) => name.endsWith('.idx'))!);
  const bytes = readFileSync(index).subarray(0, -20);
  const offsets = 8 + 1024 + 4 * 24;
  const first = bytes.readUInt32BE(offsets);
  bytes.writeUInt32BE(bytes.readUInt32BE(offsets + 4), offsets);
  bytes.writeUInt32BE(first, offsets + 4);
  made.sandbox.run('chmod', ['u+w', index]);
  writeFileSync(index, Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]));
  expect(await using('isomorphic-git', made, (git) => refusal(git.readAll(nothing)))).toBe('object-corrupt');
});

test('reftable and a .git file that says nothing are refused', async () => {
  const made = repository();
  made.git('config', 'core.repositoryFormatVersion', '1');
  made.git('config', 'extensions.refStorage', 'reftable');
  expect(await refusal(using('isomorphic-git', made, (git) => git.staged()))).toBe('unsupported');
  made.write('sub/.git', 'nothing\n');
  const cwd = join(made.path, 'sub');
  expect(await refusal(using('isomorphic-git', made, (git) => git.staged(), { cwd }))).toBe('object-corrupt');
});

test('isomorphic-git is loaded in this folder only, when needed; no process is started here', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  for (const file of files) {
    const text = readFileSync(join(SOURCES, file), 'utf8');
    const here = dirname(file) === join('git', 'isomorphic');
    if (here) expect(text, file).not.toMatch(/child_process|process\.ts'|git-program/);
    if (!here) expect(text, file).not.toMatch(/(from|import\() ?'isomorphic-git'/);
    expect(text, file).not.toMatch(/^import (?!type ).*'isomorphic-git'/m);
  }
});
