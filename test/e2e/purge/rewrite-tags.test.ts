import { describe, expect, test } from 'vitest';
import { bytesOf, gitLines, MARK, rewriteObjects, TEXT, writeRaw } from '../../support/purge/rewriting.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';

const TAGGER = 'tagger T <t@example.com> 1700000000 +0130\n';
const tagOf = (repo: TestRepository, target: string, type: string, rest = `tag v\n${TAGGER}\nm\n`): string =>
  writeRaw(repo, 'tag', `object ${target}\ntype ${type}\n${rest}`);

/** A commit that holds the text, and the one before it. */
function scene(...initArgs: string[]): { repo: TestRepository; clean: string; leaky: string; blob: string } {
  const repo = repository(...initArgs);
  const clean = repo.commit('clean', { 'a.txt': 'a\n' });
  const leaky = repo.commit('leaky', { 'dir/s.txt': `${TEXT}\n` });
  return { repo, clean, leaky, blob: repo.git('rev-parse', 'HEAD:dir/s.txt') };
}

describe.each([[], ['--object-format=sha256']])('tags (%s)', (...initArgs) => {
  test('tags of commits, tags, trees and blobs, in and outside of refs/tags; light refs to trees and blobs', () => {
    const { repo, clean, leaky, blob } = scene(...initArgs);
    const tree = repo.git('rev-parse', `${leaky}:dir`);
    const tags = {
      ...{ old: tagOf(repo, clean, 'commit'), now: tagOf(repo, leaky, 'commit'), tree: tagOf(repo, tree, 'tree') },
      ...{ blob: tagOf(repo, blob, 'blob') },
    };
    const middle = tagOf(repo, tags.tree, 'tag');
    const outer = tagOf(repo, middle, 'tag');
    const refs = { ...tags, middle, outer, lightTree: tree, lightBlob: blob };
    for (const [name, oid] of Object.entries(refs)) repo.git('update-ref', `refs/odd/${name}`, oid);
    const tips = Object.values(refs);
    for (const order of [tips, [...tips].reverse()])
      for (const oid of tips)
        expect(rewriteObjects(repo, { tips: order }).of(oid)).toBe(rewriteObjects(repo, { tips: [oid] }).of(oid));
    const done = rewriteObjects(repo);
    expect(done.of(tags.old)).toBe(tags.old);
    for (const [name, oid] of Object.entries(refs)) repo.git('update-ref', `refs/odd/${name}`, done.of(oid)!);
    expect(repo.git('show', 'refs/odd/blob^{}')).toBe(MARK);
    expect(repo.git('show', 'refs/odd/lightBlob')).toBe(MARK);
    expect(repo.git('show', 'refs/odd/outer:s.txt')).toBe(MARK);
    expect(repo.git('show', 'refs/odd/lightTree:s.txt')).toBe(MARK);
    expect(repo.git('rev-parse', 'refs/odd/now^{}')).toBe(done.of(leaky));
    expect(done.dry.tags).toBe(5);
    expect(done.dry.changedTips).toHaveLength(8);
  });

  test('everything else in a tag stays, but its signature', () => {
    const { repo, clean, leaky } = scene(...initArgs);
    const ends = ['-----BEGIN PGP SIGNATURE-----\n\nabc\n', '-----BEGIN SSH SIGNATURE-----\nabc\n'];
    const rests = [
      'tag v1\n\nno tagger, no end',
      `tag v1\n${TAGGER}x-odd 1\n 2\n\n\xe4\n`,
      'tag v1\n',
      `tag v1\n${TAGGER}\nquoted -----BEGIN PGP SIGNATURE-----\nend`,
    ];
    const plain = rests.map((rest) => tagOf(repo, leaky, 'commit', rest));
    const signed = ends.map((end) => tagOf(repo, leaky, 'commit', `tag s\n${TAGGER}gpgsig-sha256 x\n y\n\nm\n${end}`));
    const kept = tagOf(repo, clean, 'commit', `tag s\n${TAGGER}\nm\n${ends[0]}`);
    const done = rewriteObjects(repo, { tips: [...plain, ...signed, kept] });
    for (const [i, tag] of plain.entries())
      expect(bytesOf(repo, done.of(tag)!).toString('latin1')).toBe(
        `object ${done.of(leaky)}\ntype commit\n${rests[i]}`,
      );
    for (const tag of signed)
      expect(bytesOf(repo, done.of(tag)!).toString()).toBe(
        `object ${done.of(leaky)}\ntype commit\ntag s\n${TAGGER}\nm\n`,
      );
    expect(done.of(kept)).toBe(kept);
    expect(done.signaturesDropped.map(({ oid }) => oid).sort()).toEqual([...signed].sort());
    expect(done.signaturesDropped[0]).toMatchObject({ kind: 'tag', of: 'T, m' });
    expect(done.dry.signatures.map(({ oid }) => oid).sort()).toEqual([...signed].sort());
  });

  test('text in a tag: name, tagger, message; what it names stays', () => {
    const { repo, clean } = scene(...initArgs);
    const tag = tagOf(repo, clean, 'commit', `tag v-${TEXT}\ntagger ${TEXT} <a@b> 1 +0000\n\n${TEXT}\n`);
    const done = rewriteObjects(repo, { tips: [tag] });
    expect(bytesOf(repo, done.of(tag)!).toString()).toBe(
      `object ${clean}\ntype commit\ntag v-${MARK}\ntagger ${MARK} <a@b> 1 +0000\n\n${MARK}\n`,
    );
    expect(done.dry).toMatchObject({ tags: 1, commits: 0 });
  });

  test('a tag of what goes, goes', () => {
    const { repo, blob } = scene(...initArgs);
    const outer = tagOf(repo, tagOf(repo, blob, 'blob'), 'tag');
    const done = rewriteObjects(repo, { remove: { blobs: new Set([blob]) }, tips: [outer] });
    expect(done.of(outer)).toBeNull();
  });
});

describe.each([[], ['--object-format=sha256']])('notes (%s)', (...initArgs) => {
  /** Annotates, rewrites, moves the refs. */
  function noted(repo: TestRepository, ref = 'refs/notes/commits'): ReturnType<typeof rewriteObjects> {
    const tip = repo.git('rev-parse', ref);
    const done = rewriteObjects(repo);
    repo.git('update-ref', ref, done.of(tip)!);
    return done;
  }

  test('a note follows its object, and its own text is cleaned', () => {
    const { repo, clean, leaky, blob } = scene(...initArgs);
    repo.git('tag', '-a', '-m', 'm', 'v1', leaky);
    const tag = repo.git('rev-parse', 'v1');
    const texts = { [clean]: 'on clean', [leaky]: `has ${TEXT}`, [blob]: 'on blob', [tag]: 'on tag' };
    for (const [oid, text] of Object.entries(texts)) repo.git('notes', 'add', '-m', text, oid);
    const done = noted(repo);
    for (const [oid, text] of Object.entries(texts))
      expect(repo.git('notes', 'show', done.of(oid)!)).toBe(text.replace(TEXT, MARK));
    expect(gitLines(repo, ['notes', 'list'])).toHaveLength(4);
    expect(repo.git('rev-list', '--count', 'refs/notes/commits')).toBe('4');
  });

  test('fan-out is kept, at any depth; other files in the notes stay; notes that hold nothing keep their commits', () => {
    const { repo, clean, leaky } = scene(...initArgs);
    const note = writeRaw(repo, 'blob', 'note\n');
    const readme = writeRaw(repo, 'blob', 'readme\n');
    const split = (oid: string, ...cuts: number[]): string =>
      [...cuts, oid.length].map((cut, i, all) => oid.slice(all[i - 1] ?? 0, cut)).join('/');
    const paths = (of: (oid: string) => string): string[] => [
      split(of(clean), 2),
      split(of(leaky), 2, 4),
      of(repo.git('rev-parse', `${leaky}^{tree}`)),
      'README',
      '12/34',
    ];
    for (const path of paths((oid) => oid))
      repo.git('update-index', '--add', '--cacheinfo', `100644,${path.startsWith('R') ? readme : note},${path}`);
    repo.git('rm', '-q', '--cached', 'a.txt', 'dir/s.txt');
    const commit = repo.git('commit-tree', '-m', 'notes', repo.git('write-tree'));
    repo.git('update-ref', 'refs/notes/x', commit);
    repo.git('read-tree', 'HEAD');
    repo.git('update-ref', 'refs/notes/clean', repo.git('commit-tree', '-m', 'n', writeRaw(repo, 'tree', '')));
    const done = noted(repo, 'refs/notes/x');
    expect(gitLines(repo, ['ls-tree', '-r', '--name-only', 'refs/notes/x']).sort()).toEqual(
      paths((oid) => done.of(oid)!).sort(),
    );
    expect(repo.git('notes', '--ref=x', 'show', done.of(leaky)!)).toBe('note');
    expect(done.of(repo.git('rev-parse', 'refs/notes/clean'))).toBe(repo.git('rev-parse', 'refs/notes/clean'));
    expect(repo.tryGit('fsck', '--full', '--strict', '--no-dangling').status).toBe(0);
  });

  test('a note on a commit of notes, and branches from notes', () => {
    const { repo, leaky } = scene(...initArgs);
    repo.git('notes', 'add', '-m', 'one', leaky);
    const first = repo.git('rev-parse', 'refs/notes/commits');
    repo.git('notes', 'add', '-m', 'on notes', first);
    const branch = repo.git('commit-tree', '-p', 'refs/notes/commits', '-m', 'b', `${leaky}^{tree}`);
    repo.git('update-ref', 'refs/heads/b', branch);
    repo.git('tag', '-a', '-m', 'm', 'n1', first);
    const tag = repo.git('rev-parse', 'n1');
    const done = noted(repo);
    expect(repo.git('rev-parse', `${done.of(tag)}^{}`)).toBe(done.of(first));
    expect(repo.git('notes', 'show', done.of(first)!)).toBe('on notes');
    expect(repo.git('rev-parse', `${done.of(branch)}^`)).toBe(repo.git('rev-parse', 'refs/notes/commits'));
    expect(repo.git('show', `${done.of(branch)}:dir/s.txt`)).toBe(MARK);
  });

  test('a note on what goes, goes', () => {
    const { repo, leaky, blob } = scene(...initArgs);
    repo.git('notes', 'add', '-m', 'on blob', blob);
    repo.git('notes', 'add', '-m', 'on commit', leaky);
    const tip = repo.git('rev-parse', 'refs/notes/commits');
    const done = rewriteObjects(repo, { remove: { blobs: new Set([blob]) } });
    repo.git('update-ref', 'refs/notes/commits', done.of(tip)!);
    expect(gitLines(repo, ['notes', 'list']).map((line) => line.split(' ')[1])).toEqual([done.of(leaky)]);
  });

  test('notes on objects that became one are joined', () => {
    const repo = repository(...initArgs);
    const blobs = [writeRaw(repo, 'blob', TEXT), writeRaw(repo, 'blob', `${MARK}`)];
    repo.commit('c', { 'a.txt': TEXT, 'b.txt': MARK });
    repo.git('notes', 'add', '-m', 'first', blobs[0]!);
    repo.git('notes', 'add', '-m', 'second', blobs[1]!);
    noted(repo);
    const joined = repo.git('notes', 'show', blobs[1]!);
    expect(joined.split('\n\n').sort()).toEqual(['first', 'second']);
  });
});
