import { describe, expect, test } from 'vitest';
import { bytesOf, MARK, objectsNamed, rewriteObjects, TEXT, writeRaw } from '../../support/purge/rewriting.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';

const WHO = 'A <a@example.com> 1700000000 +0000';
const SIGNATURE = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQabc\n -----END PGP SIGNATURE-----\n';

/** Writes a commit as it is given. */
const commitOf = (repo: TestRepository, tree: string, parents: readonly string[], rest: string): string =>
  writeRaw(repo, 'commit', `tree ${tree}\n${parents.map((parent) => `parent ${parent}\n`).join('')}${rest}`);

/** A repository with a clean tree and one that holds the text. */
function scene(...initArgs: string[]): { repo: TestRepository; clean: string; leaky: string } {
  const repo = repository(...initArgs);
  repo.commit('clean', { 'a.txt': 'nothing\n' });
  const clean = repo.git('rev-parse', 'HEAD^{tree}');
  repo.commit('leaky', { 'dir/s.txt': `key=${TEXT}\n` });
  return { repo, clean, leaky: repo.git('rev-parse', 'HEAD^{tree}') };
}

/** Only the tree and the parents of a commit may have changed. */
function expectOnlyLinks(repo: TestRepository, before: string, after: string): void {
  const [old, now] = objectsNamed(repo, [before, after]).map(({ bytes }) => bytes.toString('latin1'));
  const blind = (text: string): string => text.replace(/^(tree|parent) [0-9a-f]+$/gm, '$1 -');
  expect(blind(now!)).toBe(blind(old!));
}

describe.each([[], ['--object-format=sha256']])('commits (%s)', (...initArgs) => {
  test('what comes before keeps its id; what comes after changes in its links only', () => {
    const { repo } = scene(...initArgs);
    const before = repo.git('rev-parse', 'HEAD^');
    const leak = repo.git('rev-parse', 'HEAD');
    const after = repo.commit('after', { 'b.txt': 'more\n' });
    repo.git('rm', '-q', 'dir/s.txt');
    const gone = repo.commit('gone');
    const done = rewriteObjects(repo);
    expect(done.of(before)).toBe(before);
    expectOnlyLinks(repo, leak, done.of(leak)!);
    expectOnlyLinks(repo, after, done.of(after)!);
    // Its tree is as it was; its parent is not.
    expectOnlyLinks(repo, gone, done.of(gone)!);
    expect(repo.git('rev-parse', `${done.of(gone)}^{tree}`)).toBe(repo.git('rev-parse', `${gone}^{tree}`));
    expect(repo.git('show', `${done.of(after)}:dir/s.txt`)).toBe(`key=${MARK}`);
    expect(repo.git('show', `${done.of(after)}:b.txt`)).toBe('more');
    expect(done).toMatchObject({ commits: 3, kept: 1, firstChanged: [leak], signaturesDropped: [] });
    expect(done.dry).toMatchObject({ commits: 3, trees: 3, blobs: 1 });
    expect(done.paths).toEqual([expect.objectContaining({ path: 'dir/s.txt' })]);
  });

  test('encoding, unknown headers, odd zones, no final newline, no message: byte for byte', () => {
    const { repo, leaky } = scene(...initArgs);
    const rests = [
      `author ${WHO}\ncommitter ${WHO}\nencoding ISO-8859-1\n\nGr\xfc\xdfe`,
      `author ${WHO}\ncommitter ${WHO}\nx-unknown a\n b\n  c\nHG:extra y\n\nm\n`,
      'author A <a@b> 1 -7530\ncommitter A <a@b> 99999999999 +051800\n\nm\n\n\n',
      'author  <> 0 +0000\ncommitter x\n\n',
      `author ${WHO}\ncommitter ${WHO}\n`,
      `author ${WHO}\ncommitter ${WHO}`,
      `author ${WHO}\ncommitter ${WHO}\n\n\n\n  leading\0nul\n`,
    ];
    const commits = rests.map((rest) => commitOf(repo, leaky, [], rest));
    const done = rewriteObjects(repo, { tips: commits });
    for (const commit of commits) expectOnlyLinks(repo, commit, done.of(commit)!);
    expect(done.commits).toBe(commits.length);
  });

  test('a signature stays on what stays, and goes from what is rewritten, with its name', () => {
    const { repo, clean, leaky } = scene(...initArgs);
    const head = `author Ann <a@b> 1 +0000\ncommitter ${WHO}\n`;
    const kept = commitOf(repo, clean, [], `${head}${SIGNATURE}\nsigned\n`);
    const lost = commitOf(
      repo,
      leaky,
      [kept],
      `${head}${SIGNATURE}${SIGNATURE.replace('gpgsig', 'gpgsig-sha256')}x-y z\n\nsigned too\ngpgsig no\n`,
    );
    const done = rewriteObjects(repo, { tips: [lost] });
    expect(done.of(kept)).toBe(kept);
    const now = bytesOf(repo, done.of(lost)!).toString('latin1');
    expect(now).toBe(`tree ${done.of(leaky)}\nparent ${kept}\n${head}x-y z\n\nsigned too\ngpgsig no\n`);
    expect(done.signaturesDropped).toEqual([{ oid: lost, kind: 'commit', of: 'Ann, signed too' }]);
    expect(done.dry.signatures).toEqual(done.signaturesDropped);
  });

  test('a mergetag is patched and loses its signature only where what it tags changed', () => {
    const { repo, clean, leaky } = scene(...initArgs);
    const head = `author ${WHO}\ncommitter ${WHO}\n`;
    const good = commitOf(repo, clean, [], `${head}\ngood\n`);
    const bad = commitOf(repo, leaky, [], `${head}\nbad\n`);
    const tag = (oid: string): string =>
      `mergetag object ${oid}\n type commit\n tag v1\n tagger ${WHO}\n \n release\n -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n`;
    const merge = commitOf(repo, leaky, [good, bad], `${head}${tag(good)}${tag(bad)}\nmerge\n`);
    const done = rewriteObjects(repo, { tips: [merge] });
    const patched = `mergetag object ${done.of(bad)}\n type commit\n tag v1\n tagger ${WHO}\n \n release\n`;
    expect(bytesOf(repo, done.of(merge)!).toString('latin1')).toBe(
      `tree ${done.of(leaky)}\nparent ${good}\nparent ${done.of(bad)}\n${head}${tag(good)}${patched}\nmerge\n`,
    );
    expect(done.signaturesDropped).toEqual([{ oid: merge, kind: 'mergetag', of: 'A, merge' }]);
    expect(done.dry.signatures).toEqual(done.signaturesDropped);
  });

  test('duplicate parents, empty commits and degenerate merges stay as they are', () => {
    const { repo, leaky } = scene(...initArgs);
    const head = `author ${WHO}\ncommitter ${WHO}\n\n`;
    const root = commitOf(repo, leaky, [], `${head}root\n`);
    const empty = commitOf(repo, leaky, [root], `${head}empty\n`);
    const twice = commitOf(repo, leaky, [empty, empty], `${head}twice\n`);
    const degenerate = commitOf(repo, leaky, [twice, root], `${head}degenerate\n`);
    const done = rewriteObjects(repo, { tips: [degenerate] });
    for (const commit of [root, empty, twice, degenerate]) expectOnlyLinks(repo, commit, done.of(commit)!);
    expect(repo.git('rev-list', '--parents', '-1', done.of(degenerate)!).split(' ')).toEqual(
      [degenerate, twice, root].map((commit) => done.of(commit)),
    );
    expect(repo.git('cat-file', '-p', done.of(twice)!).match(/^parent/gm)).toHaveLength(2);
    expect(done.commits).toBe(4);
  });

  test('text in names, addresses, other headers, mergetags and messages is taken out, and nothing else', () => {
    const { repo, clean } = scene(...initArgs);
    const base = commitOf(repo, clean, [], `author ${WHO}\ncommitter ${WHO}\n\nbase\n`);
    const holder = commitOf(
      repo,
      clean,
      [base],
      `author X${TEXT} <${TEXT}@b> 5 +0100\ncommitter C <c@d> 6 -0000\nx-note see\n ${TEXT}\nmergetag object ${base}\n type commit\n tag t\n \n m ${TEXT}\n${SIGNATURE}\n${TEXT} at first\n\n\xe9 and ${TEXT}`,
    );
    const done = rewriteObjects(repo, { tips: [holder] });
    expect(bytesOf(repo, done.of(holder)!).toString('latin1')).toBe(
      `tree ${clean}\nparent ${base}\nauthor X${MARK} <${MARK}@b> 5 +0100\ncommitter C <c@d> 6 -0000\nx-note see\n ${MARK}\nmergetag object ${base}\n type commit\n tag t\n \n m ${MARK}\n\n${MARK} at first\n\n\xe9 and ${MARK}`,
    );
    expect(done.signaturesDropped).toEqual([{ oid: holder, kind: 'commit', of: `X${MARK}, ${MARK} at first` }]);
    expect(done.dry.signatures).toEqual(done.signaturesDropped);
  });

  test('the stash, with its index and its untracked files', () => {
    const { repo } = scene(...initArgs);
    repo.write('untracked.txt', `${TEXT}\n`);
    repo.write('a.txt', 'changed\n');
    repo.git('stash', 'push', '-q', '--include-untracked', '-m', 'later');
    const stash = repo.git('rev-parse', 'stash');
    const done = rewriteObjects(repo);
    expectOnlyLinks(repo, stash, done.of(stash)!);
    expect(repo.git('show', `${done.of(stash)}^3:untracked.txt`)).toBe(MARK);
    expect(repo.git('show', `${done.of(stash)}:a.txt`)).toBe('changed');
    expect(repo.git('rev-list', '--parents', '-1', done.of(stash)!).split(' ')).toHaveLength(4);
  });

  test('two commits that become one; a new object that is there already', () => {
    const { repo, leaky } = scene(...initArgs);
    const head = `author ${WHO}\ncommitter ${WHO}\n`;
    const plain = commitOf(repo, leaky, [], `${head}\nm\n`);
    const signed = commitOf(repo, leaky, [], `${head}${SIGNATURE}\nm\n`);
    const merge = commitOf(repo, leaky, [plain, signed], `${head}\nmerge\n`);
    repo.write('dir/s.txt', `key=${MARK}\n`);
    const blob = repo.git('hash-object', '-w', 'dir/s.txt');
    const done = rewriteObjects(repo, { tips: [merge] });
    expect(done.of(plain)).toBe(done.of(signed));
    expect(done.of(merge)).not.toBe(merge);
    expect(repo.git('rev-parse', `${done.of(merge)}:dir/s.txt`)).toBe(blob);
    expect(repo.tryGit('fsck', '--full', '--no-dangling').status).toBe(0);
  });

  test('what a tip leads to and the repository lacks is said before anything is written', () => {
    const { repo, leaky } = scene(...initArgs);
    const gone = 'd'.repeat(leaky.length);
    const commit = commitOf(repo, leaky, [gone], `author ${WHO}\ncommitter ${WHO}\n\nm\n`);
    expect(() => rewriteObjects(repo, { tips: [commit] })).toThrow(gone);
    const treeless = commitOf(repo, gone, [], `author ${WHO}\ncommitter ${WHO}\n\nm\n`);
    expect(() => rewriteObjects(repo, { tips: [treeless] })).toThrow(gone);
    expect(() => rewriteObjects(repo, { tips: [gone] })).toThrow(gone);
    // What no tip leads to may be as it is.
    expect(rewriteObjects(repo).commits).toBe(1);
  });

  test('loose objects and packs of any kind are the same', () => {
    const { repo } = scene(...initArgs);
    for (let i = 0; i < 30; i++)
      repo.commit(`c${i}`, { [`dir/f${i % 7}.txt`]: `${i}\n`, [`d${i % 3}/x`]: `${TEXT} ${i % 4}\n` });
    const head = repo.git('rev-parse', 'HEAD');
    const loose = rewriteObjects(repo).of(head);
    repo.git('repack', '-adfq', '--depth=20', '--window=20');
    expect(rewriteObjects(repo).of(head)).toBe(loose);
    repo.commit('later', { 'dir/f1.txt': 'later\n' });
    repo.git('repack', '-dq');
    expect(rewriteObjects(repo).of(head)).toBe(loose);
  });
});

describe('pruning', () => {
  test('a commit that only brought what goes, goes; one that was always empty stays', () => {
    const repo = repository();
    const first = repo.commit('first', { 'a.txt': 'a\n' });
    const empty = repo.commit('empty');
    const brought = repo.commit('brought', { 'key.pem': 'k\n' });
    const later = repo.commit('empty after it');
    const last = repo.commit('last', { 'b.txt': 'b\n' });
    const remove = { blobs: new Set([repo.git('rev-parse', 'HEAD:key.pem')]) };
    const kept = rewriteObjects(repo, { remove });
    expect(repo.git('rev-list', '--count', kept.of(last)!)).toBe('5');
    const done = rewriteObjects(repo, { remove, pruneEmpty: true });
    expect([done.of(first), done.of(empty), done.of(brought)]).toEqual([first, empty, empty]);
    expect(repo.git('rev-list', done.of(last)!).split('\n')).toEqual([done.of(last), done.of(later), empty, first]);
    expect(repo.git('log', '-1', '--format=%s', done.of(later)!)).toBe('empty after it');
    expect(repo.git('ls-tree', '--name-only', done.of(last)!).split('\n')).toEqual(['a.txt', 'b.txt']);
  });

  test('a root and a whole branch that only held it', () => {
    const repo = repository();
    const root = repo.commit('root', { 'key.pem': 'k\n' });
    const main = repo.commit('main', { 'a.txt': 'a\n' });
    repo.git('checkout', '-q', '-b', 'side', root);
    const side = repo.commit('side', { 'dir/key.pem': 'k\n' });
    repo.git('checkout', '-q', 'main');
    repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    const merge = repo.git('rev-parse', 'HEAD');
    const done = rewriteObjects(repo, { remove: { path: (path) => path.endsWith('key.pem') }, pruneEmpty: true });
    expect([done.of(root), done.of(side)]).toEqual([null, null]);
    expect(done.of(merge)).toBe(done.of(main));
    expect(repo.git('cat-file', '-p', done.of(main)!)).not.toContain('parent');
  });

  test('a merge of which nothing is left', () => {
    const repo = repository();
    const base = repo.commit('base', { 'a.txt': 'a\n' });
    repo.git('checkout', '-q', '-b', 'side');
    repo.commit('side', { 'key.pem': 'k\n' });
    repo.git('checkout', '-q', 'main');
    repo.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
    const merge = repo.git('rev-parse', 'HEAD');
    const last = repo.commit('last', { 'b.txt': 'b\n' });
    const done = rewriteObjects(repo, { remove: { path: (path) => path.endsWith('.pem') }, pruneEmpty: true });
    expect(done.of(merge)).toBe(base);
    expect(repo.git('rev-list', '--parents', '-1', done.of(last)!).split(' ')).toEqual([done.of(last), base]);
  });
});
