import { readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UnleakError } from '../../../../../src/domain/unleak-error.ts';
import { openObjectStore } from '../../../../../src/git/pack/object-store.ts';
import { repository, type TestRepository } from '../../../../support/sandbox.ts';
import { attributed, attributeIn, linesOf, objectsOf } from './attributed.ts';
import { awkwardHistory, Dice } from './awkward-history.ts';
import { allOf, gitText, tipsOf } from './oracle.ts';

const ABSENT = 'ab'.repeat(20);

const blobIn = (repo: TestRepository, text: string): string =>
  gitText(repo, ['hash-object', '-w', '--stdin'], text).trim();

/** Writes a tree as it is, whatever git thinks of it. */
function treeIn(repo: TestRepository, entries: readonly (readonly [mode: string, name: string, id: string])[]): string {
  const parts = entries.map(([mode, name, id]) => [Buffer.from(`${mode} ${name}\0`, 'latin1'), Buffer.from(id, 'hex')]);
  return objectIn(repo, 'tree', Buffer.concat(parts.flat()));
}

const objectIn = (repo: TestRepository, type: string, bytes: Buffer): string =>
  gitText(repo, ['hash-object', '-t', type, '-w', '--literally', '--stdin'], bytes).trim();

const commitIn = (repo: TestRepository, tree: string, ...parents: string[]): string =>
  repo.git('commit-tree', '-m', 'x', ...parents.flatMap((parent) => ['-p', parent]), tree);

/** A bare repository, and what it says of a blob in a tree that a test makes. */
function withBlob(make: (repo: TestRepository, blob: string) => string) {
  const repo = repository('--bare');
  const blob = blobIn(repo, 'secret\n');
  const tree = make(repo, blob);
  const commit = commitIn(repo, tree);
  return { repo, blob, commit, found: attributed(repo, [blob], { tips: [commit] }) };
}

const pathsOf = ({ found }: { found: ReturnType<typeof attributed> }): string[] =>
  found.introductions.map(({ path }) => path);

test('trees that git would not write: odd modes, no order, a name twice', () => {
  const odd = withBlob((repo, blob) =>
    treeIn(repo, [
      ['100664', 'z', blob],
      ['0100644', 'a', blob],
      ['100644', 'a', blob],
      ['040000', 'folder', treeIn(repo, [['100755', 'in it', blob]])],
      ['40000', 'folder', treeIn(repo, [['120000', 'in the other', blob]])],
      ['160000', 'module', blob],
      ['100644', '\xff\x80', blob],
    ]),
  );
  expect([...new Set(pathsOf(odd))]).toEqual(['a', 'folder/in it', 'folder/in the other', 'z', '\xff\x80']);
  expect(odd.found.states).toEqual(new Map([[odd.blob, 'tip']]));
});

test('trees that are none are incomplete', () => {
  for (const bytes of ['100644 a', '100644 a\0short', ' a\0', '1x0644 a\0', '100644 \0'])
    expect(
      withBlob((repo) => objectIn(repo, 'tree', Buffer.from(bytes.endsWith('\0') ? bytes + 'i'.repeat(20) : bytes)))
        .found.incomplete,
    ).toHaveLength(1);
});

test('a blob where a folder should be, and what is missing', () => {
  const { found, blob } = withBlob((repo, own) =>
    treeIn(repo, [
      ['40000', 'blob', own],
      ['40000', 'gone', ABSENT],
      ['100644', 'there', own],
    ]),
  );
  expect(found.incomplete).toEqual([ABSENT, blob].sort());
  expect(found.introductions).toHaveLength(1);
});

test('more paths than anybody can list', () => {
  const started = performance.now();
  const { found } = withBlob((repo, blob) => {
    let tree = treeIn(repo, [['100644', 'file', blob]]);
    for (let level = 0; level < 12; level++)
      tree = treeIn(
        repo,
        Array.from({ length: 10 }, (_, i) => ['40000', `d${i}`, tree] as const),
      );
    return tree;
  });
  expect(found.tooMany).toBe(true);
  expect(found.introductions).toHaveLength(200_000);
  expect(performance.now() - started).toBeLessThan(20_000);
});

test('as many paths, of which none is new', () => {
  const repo = repository('--bare');
  const blob = blobIn(repo, 'secret\n');
  const other = blobIn(repo, 'another secret\n');
  let full = treeIn(repo, [
    ['100644', 'a', blob],
    ['100644', 'b', other],
  ]);
  let less = treeIn(repo, [['100644', 'a', blob]]);
  for (let level = 0; level < 12; level++)
    [full, less] = [full, less].map((tree) =>
      treeIn(
        repo,
        Array.from({ length: 10 }, (_, i) => ['40000', `d${i}`, tree] as const),
      ),
    ) as [string, string];
  const first = commitIn(repo, full);
  const second = commitIn(repo, less, first);
  const found = attributed(repo, [blob, other], { tips: [second], onlyCommits: [second] });
  expect(found.introductions).toEqual([]);
  expect(found.tooMany).toBe(false);
});

test('no longer than it may take', () => {
  const { repo, blob, commit } = withBlob((own, id) => treeIn(own, [['100644', 'f', id]]));
  expect(() => attributed(repo, [blob], { tips: [commit], deadline: Date.now() - 1 })).toThrow(
    expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('longer') }),
  );
  expect(attributed(repo, [blob], { tips: [commit], deadline: Date.now() + 60_000 }).introductions).toHaveLength(1);
});

test('folders nested deeper than git reads', () => {
  const { found } = withBlob((repo, blob) => {
    const script = ['commit refs/heads/main\ncommitter C <c@d> 1 +0000\ndata 0\n'];
    script.push(`M 100644 ${blob} ${'d/'.repeat(2500)}deep\n`, `M 100644 ${blob} shallow\n`);
    gitText(
      repo,
      ['-c', 'fastimport.unpackLimit=1', '-c', 'core.maxTreeDepth=9999', 'fast-import', '--quiet'],
      script.join(''),
    );
    return repo.git('rev-parse', 'main^{tree}');
  });
  expect(found.incomplete).toHaveLength(1);
  expect([...new Set(found.introductions.map(({ path }) => path))]).toEqual(['shallow']);
});

test('missing parents, unless the clone is shallow', () => {
  const { repo, blob, commit, found } = withBlob((own, id) => treeIn(own, [['100644', 'f', id]]));
  expect(found.incomplete).toEqual([]);
  const text = gitText(repo, ['cat-file', 'commit', commit]).replace('\nauthor', `\nparent ${ABSENT}\nauthor`);
  const orphan = objectIn(repo, 'commit', Buffer.from(text));
  expect(attributed(repo, [blob], { tips: [orphan] }).incomplete).toEqual([ABSENT]);
  const shallow = attributed(repo, [blob], { tips: [orphan], shallow: [orphan] });
  expect(shallow.incomplete).toEqual([]);
  expect(shallow.introductions.map((one) => one.commit)).toEqual([commit, orphan].sort());
});

test('a shallow clone', () => {
  const origin = repository();
  for (const n of [1, 2, 3, 4]) origin.commit(`${n}`, { [`f${n}`]: `${n}\n` });
  const path = join(origin.sandbox.root, 'shallow');
  origin.git('clone', '-q', '--bare', '--depth=2', `file://${origin.path}`, path);
  const repo = Object.assign(Object.create(origin), { path }) as TestRepository;
  const shallow = readFileSync(join(path, 'shallow'), 'latin1').trim().split('\n');
  const found = attributed(repo, allOf(repo, 'blob'), { shallow });
  expect(found.incomplete).toEqual([]);
  expect(found.introductions.map((one) => [one.commit === shallow[0], one.path])).toEqual([
    [true, 'f1'],
    [true, 'f2'],
    [true, 'f3'],
    [false, 'f4'],
  ]);
});

test('tips that are missing or damaged, and commits that are none', () => {
  const { repo, blob, commit } = withBlob((own, id) => treeIn(own, [['100644', 'f', id]]));
  const none = objectIn(repo, 'commit', Buffer.from('tree of life\n'));
  const tag = objectIn(repo, 'tag', Buffer.from('object of desire\n'));
  const found = attributed(repo, [blob], { tips: [ABSENT, none, tag, commit], onlyCommits: [ABSENT, commit] });
  expect(found.incomplete).toEqual([ABSENT, none, tag].sort());
  expect(linesOf(found)).toEqual([`${commit} f ${blob}`]);
});

test('headers of commits as odd as git takes them', () => {
  const { repo, blob, commit } = withBlob((own, id) => treeIn(own, [['100644', 'f', id]]));
  const tree = repo.git('rev-parse', `${commit}^{tree}`);
  const dateOf = (rest: string): number | undefined => {
    const id = objectIn(repo, 'commit', Buffer.from(`tree ${tree}\n${rest}`));
    return attributed(repo, [blob], { tips: [id], onlyCommits: [id] }).introductions[0]?.age;
  };
  expect(dateOf('author A <a> 5 +0000\ncommitter C <c> 7 +0000\n\nx')).toBe(7);
  expect(dateOf(`author ${'A'.repeat(5000)} <a> 5 +0000\ncommitter C <c>>    8 -0100\n\nx`)).toBe(8);
  expect(dateOf('author A <a> 5 +0000\ncommitter C <c> 9')).toBe(9);
  expect(dateOf('author A <a> 5 +0000\ncommitter C 9 +0000\n')).toBe(0);
  expect(dateOf('committer C <c> 9 +0000\n')).toBe(0);
  expect(dateOf('author A <a> 5 +0000\ncommitter C <c> 99999999999999999999999 +0000\n')).toBe(2 ** 48);
  expect(dateOf('')).toBe(0);
});

test('damaged packs end with what is right, what is missing, or a refusal', () => {
  const repo = repository('--bare');
  gitText(repo, ['fast-import', '--quiet', '--force'], awkwardHistory(21, 120));
  repo.git('repack', '-adfq', '--depth=50', '--window=50');
  const flagged = allOf(repo, 'blob');
  const tips = tipsOf(repo);
  const right = linesOf(attributed(repo, flagged, { tips }));
  const folder = join(objectsOf(repo), 'pack');
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.pack'))!);
  const pack = readFileSync(file);
  unlinkSync(file);
  const dice = new Dice(3);
  let damaged = 0;
  for (let round = 0; round < 60; round++) {
    writeFileSync(file, damage(pack, dice));
    const found = attributedOrRefused(repo, flagged, tips);
    if (found && found.incomplete.length === 0 && found.unreadable === 0) expect(found.lines).toEqual(right);
    else damaged++;
    rmSync(file);
  }
  expect(damaged).toBeGreaterThan(10);
});

function damage(pack: Buffer, dice: Dice): Buffer {
  const copy = Buffer.from(pack);
  for (let flips = dice.pick([1, 3, 20]); flips > 0; flips--)
    copy[12 + dice.roll(copy.length - 32)]! ^= 1 << dice.roll(8);
  return copy;
}

function attributedOrRefused(repo: TestRepository, flagged: readonly string[], tips: readonly string[]) {
  try {
    const store = openObjectStore([objectsOf(repo)]);
    const found = attributeIn(store, { flagged, tips });
    return { lines: linesOf(found), incomplete: found.incomplete, unreadable: store.unreadable.length };
  } catch (error) {
    if (error instanceof UnleakError) return undefined;
    throw error;
  }
}
