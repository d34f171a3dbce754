import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ObjectType } from '../../../../../src/domain/blob.ts';
import { UnleakError } from '../../../../../src/domain/unleak-error.ts';
import type { HashLength } from '../../../../../src/git/pack/ids.ts';
import { PackWriter } from '../../../../../src/git/pack/write/pack-writer.ts';
import type { FinishedPack } from '../../../../../src/git/pack/write/publish-pack.ts';
import { repository, sandbox, type TestRepository } from '../../../../support/sandbox.ts';
import { expectAllRead, type Known, objectsFolder, objectsOf, openWhole, withHistory } from '../histories.ts';
import { changed, type Entry, history, treeBytes, treeOf } from './trees.ts';

const HASHES = [
  ['sha1', 20],
  ['sha256', 32],
] as const;

const packFolder = (repo: TestRepository): string => join(objectsFolder(repo), 'pack');
const writerFor = (repo: TestRepository, hashLength: HashLength = 20): PackWriter =>
  PackWriter.open(objectsFolder(repo), hashLength);

/** git makes the same index of our pack, byte for byte, and finds nothing wrong. */
function expectGitAgrees(repo: TestRepository, { pack, index }: FinishedPack): void {
  const own = join(repo.path, 'own.idx');
  repo.git('index-pack', '-o', own, pack);
  expect(readFileSync(own).equals(readFileSync(index))).toBe(true);
  rmSync(own, { force: true });
  repo.git('verify-pack', index);
}

/** Writes a history again, its trees in families of those of about the same length. */
function copyHistory(from: TestRepository, hash: string, hashLength: HashLength) {
  const copy = repository(`--object-format=${hash}`);
  const writer = writerFor(copy, hashLength);
  const known = objectsOf(from);
  for (const [oid, { type, bytes }] of known) {
    const id = type === 'tree' ? writer.addTree(bytes, bytes.length >> 6) : writer.add(type as ObjectType, bytes);
    expect(id.toString('hex')).toBe(oid);
  }
  return { copy, known, finished: writer.finish()! };
}

test.each(HASHES)('a history of %s that is written anew is what git reads, strictly checked', (hash, hashLength) => {
  const from = withHistory(`--object-format=${hash}`);
  const { copy, known, finished } = copyHistory(from, hash, hashLength);
  expect(finished.objects).toBe(known.size);
  expect(statSync(finished.pack).size).toBe(finished.bytes);
  copy.git('update-ref', 'refs/heads/main', from.git('rev-parse', 'main'));
  expectGitAgrees(copy, finished);
  const strict = copy.sandbox.run('git', ['index-pack', '--strict', '-o', 'x.idx', finished.pack], { cwd: copy.path });
  expect(strict.stderr).toBe('');
  expect(copy.git('fsck', '--full', '--strict', '--no-dangling')).toBe('');
  expect(objectsOf(copy)).toEqual(known);
  expectAllRead(openWhole(copy), known);
});

/** An object's content and its type; trees also name entries that don't exist. */
const blobs = fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 20 });

test.each(HASHES)('trees of families in any order, and other objects of %s between them', (hash, hashLength) => {
  const idOf = ({ id, mode }: Entry): Buffer => createHash(hash).update(`${mode}${id}`).digest();
  const steps = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: -3, max: 3 })), { maxLength: 60 });
  fc.assert(
    fc.property(fc.array(history, { minLength: 5, maxLength: 5 }), steps, blobs, (histories, order, contents) => {
      const repo = repository(`--object-format=${hash}`);
      const writer = writerFor(repo, hashLength);
      const known = new Map<string, Known>();
      const keep = (id: Buffer, type: string, bytes: Buffer): unknown => known.set(id.toString('hex'), { type, bytes });
      const states = histories.map(([count]) => treeOf(count));
      for (const [family, step] of order) {
        const changes = histories[family]![1][Math.abs(step)] ?? [];
        states[family] = changes.reduce(changed, states[family]!);
        const tree = treeBytes(states[family]!, idOf);
        keep(writer.addTree(tree, family * step), 'tree', Buffer.from(tree));
        // The writer has its own copy.
        tree.fill(0);
      }
      for (const bytes of contents) keep(writer.add('blob', bytes), 'blob', Buffer.from(bytes));
      expect(writer.count).toBe(known.size);
      const finished = writer.finish();
      if (finished) expectGitAgrees(repo, finished);
      expect(objectsOf(repo)).toEqual(known);
      expectAllRead(openWhole(repo), known);
    }),
    { numRuns: 12 },
  );
});

test('trees that resemble each other become deltas, 50 deep at most', () => {
  const repo = repository();
  const writer = writerFor(repo);
  let entries = treeOf(250);
  for (let n = 0; n < 500; n++) {
    entries = changed(entries, { kind: 'id', place: (n % 97) / 97, count: 1, value: n });
    // Blobs between them, so that distances to the bases are long.
    writer.add('blob', createHash('sha512').update(`${n}`).digest());
    writer.addTree(
      treeBytes(entries, ({ id }) => createHash('sha1').update(`${id}`).digest()),
      n % 3,
    );
  }
  const finished = writer.finish()!;
  expectGitAgrees(repo, finished);
  const lines = repo.git('verify-pack', '-v', finished.index).split('\n');
  const depths = lines.filter((line) => / tree /.test(line)).map((line) => Number(line.split(/ +/)[5] ?? 0));
  expect(Math.max(...depths)).toBe(50);
  expect(depths.filter((depth) => depth === 0)).toHaveLength(12);
  // Some whole trees, blobs that can't be compressed, and 60 bytes for each delta.
  expect(finished.bytes).toBeLessThan(12 * 250 * 30 + 500 * 80 + 500 * 60);
});

test('an object is written once, whichever way it comes', () => {
  const repo = repository();
  const writer = writerFor(repo);
  const empty = writer.add('tree', Buffer.alloc(0));
  expect(empty.toString('hex')).toBe('4b825dc642cb6eb9a060e54bf8d69288fbee4904');
  expect(writer.addTree(new Uint8Array(0), 1).equals(empty)).toBe(true);
  const other = writer.add('blob', Buffer.alloc(0));
  expect(other.toString('hex')).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  expect([writer.has(empty), writer.has(other), writer.has(Buffer.alloc(20, 1))]).toEqual([true, true, false]);
  expect(writer.count).toBe(2);
  const finished = writer.finish()!;
  expectGitAgrees(repo, finished);
  expect(finished.objects).toBe(2);
});

test('objects longer than the buffers, and so many that the tables grow', () => {
  const repo = repository();
  const writer = writerFor(repo);
  const long = Buffer.alloc(9_000_000);
  for (let n = 0; n < long.length; n += 20) createHash('sha1').update(`${n}`).digest().copy(long, n);
  writer.add('blob', long);
  for (let n = 0; n < 10_000; n++) writer.add('blob', Buffer.from(`${n}`));
  const finished = writer.finish()!;
  expect([finished.objects, finished.bytes > long.length]).toEqual([10_001, true]);
  expectGitAgrees(repo, finished);
  expect(repo.git('fsck', '--full', '--no-dangling')).toBe('');
});

test('git sees nothing before the end; then two files that nobody may write to', () => {
  const repo = repository();
  const writer = writerFor(repo);
  const id = writer.add('blob', Buffer.from('text')).toString('hex');
  expect(readdirSync(packFolder(repo))).toEqual([expect.stringMatching(/^tmp_pack_unleak_[0-9a-f]{16}$/)]);
  expect(repo.tryGit('cat-file', '-e', id).status).not.toBe(0);
  const { pack, index } = writer.finish()!;
  writer.abort();
  const hash = readFileSync(pack).subarray(-20).toString('hex');
  expect([pack, index]).toEqual([
    join(packFolder(repo), `pack-${hash}.pack`),
    join(packFolder(repo), `pack-${hash}.idx`),
  ]);
  expect(readdirSync(packFolder(repo)).sort()).toEqual([`pack-${hash}.idx`, `pack-${hash}.pack`]);
  expect([pack, index].map((file) => statSync(file).mode & 0o777 & 0o222)).toEqual([0, 0]);
  expect(repo.git('cat-file', '-p', id)).toBe('text');
});

test('the same pack again takes the place of the first', () => {
  const repo = repository();
  const packs = [1, 2].map(() => {
    const writer = writerFor(repo);
    writer.add('blob', Buffer.from('text'));
    return writer.finish()!;
  });
  expect(packs[0]).toEqual(packs[1]);
  expect(readdirSync(packFolder(repo))).toHaveLength(2);
  expectGitAgrees(repo, packs[0]!);
});

test('nothing is left where nothing was added, or all is given up', () => {
  const repo = repository();
  expect(writerFor(repo).finish()).toBeUndefined();
  const writer = writerFor(repo);
  writer.add('blob', Buffer.from('text'));
  writer.abort();
  writer.abort();
  expect(readdirSync(packFolder(repo))).toEqual([]);
  expect(() => writer.add('blob', Buffer.from('more'))).toThrow('takes no more');
  expect(() => writer.finish()).toThrow();
});

test('an object of 2 GiB is refused in a sentence, and the pack is still good', () => {
  const repo = repository();
  const writer = writerFor(repo);
  writer.add('blob', Buffer.from('text'));
  // Nothing of it is touched: it takes no memory.
  expect(() => writer.add('blob', new Uint8Array(2 ** 31))).toThrow(UnleakError);
  expect(() => writer.addTree(new Uint8Array(2 ** 31), 0)).toThrow(/A tree of 2147483648 bytes can't be written/);
  expectGitAgrees(repo, writer.finish()!);
});

const code = (act: () => unknown): string | undefined => {
  try {
    act();
  } catch (error) {
    if (error instanceof UnleakError) return error.code;
    throw error;
  }
  return undefined;
};

test('a folder that can not be written to is an error for the user', () => {
  const { root } = sandbox();
  writeFileSync(join(root, 'pack'), 'a file');
  expect(code(() => PackWriter.open(root, 20))).toBe('io');
});

test('where the index can not get its name nothing is left of both', () => {
  const [other, repo] = [repository(), repository()];
  const [known, writer] = [writerFor(other), writerFor(repo)];
  for (const each of [known, writer]) each.add('blob', Buffer.from('text'));
  const taken = join(packFolder(repo), basename(known.finish()!.index));
  // A folder with something in it can't be replaced.
  mkdirSync(join(taken, 'folder'), { recursive: true });
  expect(code(() => writer.finish())).toBe('io');
  writer.abort();
  expect(readdirSync(packFolder(repo))).toEqual([basename(taken)]);
});

test('where the folder is gone nothing can be finished', () => {
  const repo = repository();
  const writer = writerFor(repo);
  writer.add('blob', Buffer.from('text'));
  rmSync(packFolder(repo), { recursive: true });
  expect(code(() => writer.finish())).toBe('io');
  writer.abort();
});

test('a file that does not hold what was written never gets a name', () => {
  const repo = repository();
  const writer = writerFor(repo);
  // More than the buffer holds, so that a part is in the file.
  for (let n = 0; n < 80_000; n++) writer.add('blob', createHash('sha512').update(`${n}`).digest());
  const file = join(packFolder(repo), readdirSync(packFolder(repo))[0]!);
  expect(statSync(file).size).toBeGreaterThan(2 ** 20);
  chmodSync(file, 0o600);
  const fd = openSync(file, 'r+');
  writeSync(fd, 'x', 5000);
  closeSync(fd);
  expect(code(() => writer.finish())).toBe('io');
  writer.abort();
  expect(readdirSync(packFolder(repo))).toEqual([]);
});
