import { describe, expect, test } from 'vitest';
import {
  bytesOf,
  cleanerOf,
  gitBytes,
  MARK,
  rawTree,
  rewriteObjects,
  TEXT,
  writeRaw,
} from '../../support/purge/rewriting.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';

const WHO = 'A <a@example.com> 1700000000 +0000';
const commitOf = (repo: TestRepository, tree: string, ...parents: string[]): string =>
  writeRaw(
    repo,
    'commit',
    `tree ${tree}\n${parents.map((parent) => `parent ${parent}\n`).join('')}author ${WHO}\ncommitter ${WHO}\n\nm\n`,
  );
const blobOf = (repo: TestRepository, text: string): string => writeRaw(repo, 'blob', text);

describe.each([[], ['--object-format=sha256']])('trees (%s)', (...initArgs) => {
  test('odd modes, odd order, symlinks, submodules, names in no encoding: only ids change', () => {
    const repo = repository(...initArgs);
    const [bad, good] = [blobOf(repo, `x ${TEXT}`), blobOf(repo, 'good')];
    const folder = writeRaw(
      repo,
      'tree',
      rawTree(['100664', 'inner', bad], ['100644', 'other', good]).toString('latin1'),
    );
    const entries = (b: string, f: string): Buffer =>
      rawTree(
        ['100644', 'z-first', good],
        ['100664', 'group', b],
        ['100755', 'GROUP', b],
        ['0120000', 'link', b],
        ['160000', 'module', bad],
        ['040000', 'padded', f],
        ['40000', 'caf\xe9\xff\n', f],
        ['100644', 'a-last', b],
      );
    const root = writeRaw(repo, 'tree', entries(bad, folder).toString('latin1'));
    const done = rewriteObjects(repo, { tips: [commitOf(repo, root)] });
    expect(bytesOf(repo, done.of(bad)!).toString()).toBe(`x ${MARK}`);
    expect(bytesOf(repo, done.of(folder)!)).toEqual(
      rawTree(['100664', 'inner', done.of(bad)!], ['100644', 'other', good]),
    );
    expect(bytesOf(repo, done.of(root)!)).toEqual(entries(done.of(bad)!, done.of(folder)!));
  });

  test('a name that feigns an entry is left alone', () => {
    const repo = repository(...initArgs);
    const [bad, good] = [blobOf(repo, `x ${TEXT}`), blobOf(repo, 'good')];
    // The flagged id as it is, in the middle of a name.
    const id = Buffer.from(bad, 'hex').toString('latin1');
    const safe = !/[\0/]/.test(id);
    const name = safe ? `n${id}` : 'n';
    const root = writeRaw(repo, 'tree', rawTree(['100644', 'a', bad], ['100644', name, good]).toString('latin1'));
    const done = rewriteObjects(repo, { tips: [commitOf(repo, root)] });
    expect(bytesOf(repo, done.of(root)!)).toEqual(rawTree(['100644', 'a', done.of(bad)!], ['100644', name, good]));
  });

  test('a tree that is both a root and a folder', () => {
    const repo = repository(...initArgs);
    const inner = writeRaw(repo, 'tree', rawTree(['100644', 's', blobOf(repo, TEXT)]).toString('latin1'));
    const outer = writeRaw(repo, 'tree', rawTree(['40000', 'lib', inner]).toString('latin1'));
    const first = commitOf(repo, inner);
    const second = commitOf(repo, outer, first);
    const done = rewriteObjects(repo, { tips: [second] });
    expect(repo.git('rev-parse', `${done.of(second)}:lib`)).toBe(repo.git('rev-parse', `${done.of(first)}^{tree}`));
    expect(done.dry.trees).toBe(2);
  });

  test('names that hold the text: renamed, told apart, in git’s order; the folders above follow', () => {
    const repo = repository(...initArgs);
    const good = blobOf(repo, 'good');
    const folder = writeRaw(
      repo,
      'tree',
      rawTree(
        ['100644', MARK, good],
        ['100644', `${TEXT}`, good],
        ['40000', `z${TEXT}`, writeRaw(repo, 'tree', rawTree(['100644', 'f', good]).toString('latin1'))],
      ).toString('latin1'),
    );
    const first = commitOf(repo, folder);
    // A submodule that is, oddly, a commit of this repository: its entry is not ours.
    const root = rawTree(['40000', 'dir', folder], ['160000', `m${TEXT}`, first]);
    const commit = commitOf(repo, writeRaw(repo, 'tree', root.toString('latin1')), first);
    const done = rewriteObjects(repo, { tips: [commit] });
    const names = repo.git('ls-tree', '-r', '--name-only', done.of(commit)!).split('\n');
    expect(names).toEqual([`dir/${MARK}`, `dir/${MARK}-2`, `dir/z${MARK}/f`, `m${MARK}`]);
    expect(repo.git('rev-parse', `${done.of(commit)}:m${MARK}`)).toBe(first);
    expect(repo.tryGit('fsck', '--full', '--strict', '--no-dangling', done.of(commit)!).stderr).toBe('');
    expect(done.renamed.map(({ to }) => to).sort()).toEqual([`${MARK}-2`, `m${MARK}`, `z${MARK}`]);
    expect(JSON.stringify([done.renamed, done.paths, done.dry])).not.toContain(TEXT);
    expect(done.dry).toMatchObject({ commits: 2, trees: 2 });
  });

  test('blobs that go: their entries go, folders that become empty, too; empty ones before stay', () => {
    const repo = repository(...initArgs);
    const [key, good] = [blobOf(repo, 'key'), blobOf(repo, 'good')];
    const tree = (...entries: [string, string, string][]): string =>
      writeRaw(repo, 'tree', rawTree(...entries).toString('latin1'));
    const nothing = tree();
    const deep = tree(['40000', 'b', tree(['100644', 'k', key])]);
    const mixed = commitOf(
      repo,
      tree(['40000', 'a', deep], ['40000', 'e', nothing], ['100644', 'g', good], ['100644', 'k', key]),
    );
    const only = commitOf(repo, deep);
    const done = rewriteObjects(repo, { remove: { blobs: new Set([key]) }, tips: [mixed, only, key] });
    expect(done.of(key)).toBeNull();
    expect(
      repo
        .git('ls-tree', done.of(mixed)!)
        .split('\n')
        .map((line) => line.split('\t')[1]),
    ).toEqual(['e', 'g']);
    expect(repo.git('rev-parse', `${done.of(only)}^{tree}`)).toBe(nothing);
    expect(done.of(deep)).toBe(nothing);
    expect(done.paths.filter(({ new: now }) => now === null).map(({ path }) => path)).toEqual(['a/b/k', 'b/k', 'k']);
    expect(done.dry.paths.map(({ path }) => path)).toEqual(['a/b/k', 'b/k', 'k']);
    expect(done.dry.changedTips).toEqual([mixed, only, key]);
  });

  test('paths that go, in every commit: a tree is something else at each path', () => {
    const repo = repository(...initArgs);
    repo.commit('first', { 'keep/lib/x.pem': `p ${TEXT}`, 'drop/lib/x.pem': `p ${TEXT}`, 'drop/y': 'y', 'z.txt': 'z' });
    const first = repo.git('rev-parse', 'HEAD');
    const second = repo.commit('second', { 'z.txt': 'zz' });
    const untouched = commitOf(repo, repo.git('rev-parse', 'HEAD:drop/lib'));
    const remove = { path: (path: string) => path === 'drop/lib/x.pem' || path.endsWith('.txt') };
    const done = rewriteObjects(repo, { remove, tips: [second, untouched] });
    expect(repo.git('ls-tree', '-r', '--name-only', done.of(first)!).split('\n')).toEqual(['drop/y', 'keep/lib/x.pem']);
    expect(repo.git('show', `${done.of(second)}:keep/lib/x.pem`)).toBe(`p ${MARK}`);
    expect(repo.git('ls-tree', '-r', '--name-only', done.of(untouched)!)).toBe('x.pem');
    expect(done.paths.map(({ path, new: now }) => [path, now !== null])).toEqual(
      expect.arrayContaining([
        ['z.txt', false],
        ['keep/lib/x.pem', true],
      ]),
    );
    expect(done.dry.commits).toBe(done.commits);
    expect(done.dry.firstChanged).toEqual(done.firstChanged);
  });

  test('many changes in one tree, and one blob under many names', () => {
    const repo = repository(...initArgs);
    const files = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`d${i % 30}/f${i}`, `${TEXT} ${i % 45}`]));
    const commit = repo.commit('many', { ...files, 'd1/x': 'x', y: `${TEXT} 1` });
    const done = rewriteObjects(repo);
    const now = gitBytes(repo, ['grep', '-I', '-c', MARK, done.of(commit)!])
      .toString()
      .trim()
      .split('\n');
    expect(now).toHaveLength(61);
    expect(repo.tryGit('grep', '-I', TEXT, done.of(commit)!).status).toBe(1);
  });

  test('files beyond what is read at once', () => {
    const repo = repository(...initArgs);
    const large = Buffer.alloc(34 * 2 ** 20, 'a line of a large file\n');
    repo.write('large.txt', Buffer.concat([large, Buffer.from(TEXT), large.subarray(0, 100)]));
    const commit = repo.commit('large');
    const cleaner = cleanerOf();
    const plain = Object.create(cleaner) as typeof cleaner;
    const done = rewriteObjects(repo, {
      cleaner: Object.assign(plain, {
        clean: (bytes: Buffer, where: 'blob' | 'message' | 'name') => {
          const at = bytes.indexOf(TEXT);
          if (at < 0 || bytes.length < 1000) return cleaner.clean(bytes, where);
          return {
            bytes: Buffer.concat([bytes.subarray(0, at), Buffer.from(MARK), bytes.subarray(at + TEXT.length)]),
            replaced: [],
          };
        },
      }),
    });
    expect(repo.git('cat-file', '-s', `${done.of(commit)}:large.txt`)).toBe(String(large.length + 100 + MARK.length));
  });
});
