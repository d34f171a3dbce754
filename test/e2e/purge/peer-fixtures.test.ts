import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project, succeeds } from '../../support/cli.ts';
import type { Outcome } from '../../support/sandbox.ts';

/** Checkouts of https://github.com/newren/git-filter-repo and https://github.com/rtyley/bfg-repo-cleaner; nothing of theirs is kept here. */
const { UNLEAK_FIXTURES_FILTER_REPO: FILTER_REPO, UNLEAK_FIXTURES_BFG: BFG } = process.env;
if (!FILTER_REPO)
  console.log('Not tried on the fixtures of git-filter-repo: UNLEAK_FIXTURES_FILTER_REPO names no checkout.');
if (!BFG) console.log('Not tried on the fixtures of BFG: UNLEAK_FIXTURES_BFG names no checkout.');

const ZEROS = '0'.repeat(40);
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** A bare repository of a fixture's. */
class Fixture extends Project {
  constructor() {
    super('fixture', ['--bare', '--template=', '--initial-branch=master']);
  }

  /** @param stream what `git fast-import` reads */
  static from(stream: string): Fixture {
    const made = new Fixture();
    const input = Buffer.from(stream, 'latin1');
    succeeds(
      made.sandbox.run('git', ['fast-import', '--quiet', '--date-format=raw-permissive'], { cwd: made.path, input }),
    );
    if (stream.includes('refs/heads/main\n')) made.git('symbolic-ref', 'HEAD', 'refs/heads/main');
    return made;
  }

  static unpacked(library: 'bfg' | 'bfg-library', name: string): Fixture {
    const made = new Fixture();
    const archive = join(BFG!, library, 'src/test/resources/sample-repos', `${name}.zip`);
    succeeds(made.sandbox.run('unzip', ['-q', '-o', archive, '-d', made.path]));
    return made;
  }

  purge(...args: string[]): Outcome {
    return this.unleak('purge', ...args, '--apply', '--yes', '--json');
  }

  /** @param rules in the format of --replace-text */
  replace(...rules: string[]): Outcome {
    const file = join(this.sandbox.root, 'rules');
    writeFileSync(file, rules.map((rule) => `${rule}\n`).join(''));
    return this.purge('--replace-text', file);
  }

  exported(): string {
    return this.git('fast-export', '--use-done-feature', '--all');
  }

  receipt(name: string): string[] {
    const folder = readdirSync(join(this.path, 'unleak')).find((entry) => entry.startsWith('purge-'))!;
    return readFileSync(join(this.path, 'unleak', folder, name), 'utf8')
      .split('\n')
      .filter(Boolean);
  }

  /** Paths that any commit has. */
  paths(): string[] {
    return [
      ...new Set(this.git('log', '--all', '-m', '--format=', '--name-only', '--diff-filter=AM').split('\n')),
    ].filter(Boolean);
  }

  /** By subject and dates, which are another for each commit of a fixture. */
  commits(): Map<string, { tree: string; isMerge: boolean; isEmpty: boolean }> {
    const lines = this.git('log', '--all', '--format=%H %T %at %ct %s%x00%P').split('\n');
    const trees = new Map(lines.map((line) => [line.split(' ')[0], line.split(' ')[1]!]));
    return new Map(
      lines.map((line) => {
        const [head, parents] = line.split('\0');
        const [, tree, ...key] = head!.split(' ') as [string, string, ...string[]];
        const all = parents!.split(' ');
        return [key.join(' '), { tree, isMerge: all.length > 1, isEmpty: (trees.get(all[0]) ?? EMPTY_TREE) === tree }];
      }),
    );
  }

  fsck(): string {
    return this.tryGit('fsck', '--full', '--no-dangling', '--no-reflogs').stderr;
  }
}

describe.skipIf(!FILTER_REPO)("git-filter-repo's fixtures", () => {
  const read = (name: string): string => readFileSync(join(FILTER_REPO!, 't', name), 'latin1');
  const folders = ['t9390', 't9391', 't9393', 't9394'];
  const streams = FILTER_REPO
    ? folders.flatMap((folder) => readdirSync(join(FILTER_REPO, 't', folder)).map((name) => `${folder}/${name}`))
    : [];

  const TEXTS = ['final', 'keepme v1', 'Initial', 'hello', 'My commit', 'Second commit', 'file 2 contents'];
  const marked = (text: string): string =>
    TEXTS.reduce((now, part) => now.replaceAll(part, `<${part.toUpperCase()}>`), text);

  /** The same stream with texts replaced in what files and messages hold. */
  const replaced = (stream: string): string => {
    let [rest, made] = [stream, ''];
    for (let found = /^data (\d+)\n/m.exec(rest); found; found = /^data (\d+)\n/m.exec(rest)) {
      const begin = found.index + found[0].length;
      const body = marked(rest.slice(begin, begin + Number(found[1])));
      made += `${rest.slice(0, found.index)}data ${body.length}\n${body}`;
      rest = rest.slice(begin + Number(found[1]));
    }
    return made + rest;
  };

  test.each(streams.filter((name) => /^(feature done|option git)/.test(read(name))))(
    '%s: texts go, and all else stays, byte for byte',
    (name) => {
      // Its `unusual` has blank lines that only git-filter-repo's own reader takes.
      const stream = name === 't9390/unusual' ? read(name).replace(/\n\n+/g, '\n') : read(name);
      const repo = Fixture.from(stream);
      const before = repo.exported();
      succeeds(repo.replace(...TEXTS.map((text) => `${text}==><${text.toUpperCase()}>`)));
      expect(repo.exported()).not.toBe(before);
      expect(repo.exported()).toBe(replaced(before));
    },
  );

  test.each([
    ['basic', 'basic-filename', ['--path', 'ten', '--path', 'twenty', '--prune-empty']],
    ['basic', 'basic-filename', ['--path', 't*en*', '--prune-empty']],
    ['basic', 'basic-numbers', ['--path', 'filename', '--prune-empty']],
    ['basic', 'basic-numbers', ['--path', 'f*e*e', '--prune-empty']],
    ['empty', 'less-empty-keepme', ['--path', 'nukeme']],
  ])('%s becomes %s with %j', (input, output, args) => {
    const repo = Fixture.from(read(`t9390/${input}`));
    succeeds(repo.purge(...args));
    expect(`${repo.exported()}\n`).toBe(read(`t9390/${output}`));
  });

  test('basic becomes basic-replace, with another replacement: its own holds the text that is to go, which is refused', () => {
    const [rule] = read('t9390/sample-replace').split('\n');
    expect(Fixture.from(read('t9390/basic')).replace(rule!).stderr).toContain('holds a text that is to be removed');
    const repo = Fixture.from(read('t9390/basic'));
    repo.git('config', '--unset', 'core.filemode');
    succeeds(repo.replace(rule!.replace('==>mod', '==>adj')));
    expect(`${repo.exported()}\n`).toBe(read('t9390/basic-replace').replaceAll('-modified', '-adjified'));
  });

  test('basic gets the messages of basic-message; a text in the name of a tag is refused', () => {
    const rules = read('t9390/sample-message').trim().split('\n');
    expect(Fixture.from(read('t9390/basic')).replace(...rules).stderr).toContain('The name of a ref');
    const repo = Fixture.from(read('t9390/basic'));
    repo.replace(...rules.filter((rule) => !rule.startsWith('v1.0')));
    const messages = (of: Fixture): string[] => of.git('log', '--all', '--format=%B').split('\n').sort();
    expect(messages(repo)).toEqual(messages(Fixture.from(read('t9390/basic-message'))));
  });

  // git-filter-repo also takes merges that join nothing any more, and what was empty before where its parent went.
  test.each([
    ['basic', 'basic-twenty', ['ten', 'filename']],
    ['basic', 'basic-ten', ['twenty', 'filename']],
    ['empty', 'empty-keepme', ['nukeme']],
    ['degenerate', 'degenerate-keepme', ['moduleA/sometimes', 'moduleB']],
    ['degenerate', 'degenerate-moduleA', ['moduleB']],
    ['degenerate', 'degenerate-globme', ['moduleA/sometimes']],
    ['degenerate', 'degenerate-keepme-noff', ['moduleA/sometimes', 'moduleB']],
  ])('%s: all that %s has, and besides only merges and what was empty before', (input, output, paths) => {
    const [repo, expected] = [Fixture.from(read(`t9390/${input}`)), Fixture.from(read(`t9390/${output}`))];
    const before = repo.commits();
    succeeds(repo.purge(...paths.flatMap((path) => ['--path', path]), '--prune-empty'));
    for (const ref of repo.git('for-each-ref', '--format=%(refname)').split('\n'))
      expect(repo.git('rev-parse', `${ref}^{tree}`), ref).toBe(expected.git('rev-parse', `${ref}^{tree}`));
    const [ours, theirs] = [repo.commits(), expected.commits()];
    const files = (of: typeof ours): Map<string, string> => new Map([...of].map(([key, { tree }]) => [key, tree]));
    expect(files(ours)).toEqual(new Map([...files(ours), ...files(theirs)]));
    for (const key of ours.keys())
      if (!theirs.has(key)) expect(before.get(key)!.isMerge || before.get(key)!.isEmpty, key).toBe(true);
  });

  describe('the maps, as t9393 asks for them', () => {
    /** Commits of `simple` by the file that they bring. */
    const commitsOf = (repo: Fixture) => {
      const of = (file: string): string => repo.git('rev-list', '-1', 'master', '--', file);
      const [first, orphan] = ['orphan-me~1', 'orphan-me'].map((name) => repo.git('rev-parse', name)) as [
        string,
        string,
      ];
      return {
        first,
        orphan,
        a: of('fileA'),
        b: of('fileB'),
        c: of('fileC'),
        d: of('fileD'),
        tag: repo.git('rev-parse', 'v1.0'),
      };
    };
    type Commits = ReturnType<typeof commitsOf>;
    /** What stands in place of a commit that goes: for one with a parent git-filter-repo writes zeros there, unleak the parent. */
    type Instead = Partial<Record<keyof Commits, keyof Commits | 'nothing'>>;
    type FirstChanged = (old: Commits, now: Commits) => string[];
    const withoutBranch: Instead = { first: 'nothing', orphan: 'nothing' };

    test.each<[string, string[] | string, Instead, FirstChanged]>([
      ['a file goes', ['fileB'], { b: 'a' }, (old) => [`${old.b} ${old.a}`]],
      [
        'two files go, and a branch',
        ['nuke-me', 'fileC'],
        { ...withoutBranch, c: 'b' },
        (old) => [`${old.first} ${ZEROS}`, `${old.c} ${old.b}`],
      ],
      [
        'two files go, and a branch, earlier',
        ['nuke-me', 'fileB'],
        { ...withoutBranch, b: 'a' },
        (old) => [`${old.first} ${ZEROS}`, `${old.b} ${old.a}`],
      ],
      ['the last file goes', ['fileD'], { d: 'c' }, (old) => [`${old.d} ${old.c}`]],
      ['a text goes', 'file 3 contents==>Alternate C', {}, (old, now) => [`${old.c} ${now.c}`]],
      ['a text goes, earlier', 'file 2 contents==>Alternate B', {}, (old, now) => [`${old.b} ${now.b}`]],
      ['a message changes', 'Tweak it==>Modify it', {}, (old, now) => [`${old.orphan} ${now.orphan}`]],
    ])('%s', (_, what, instead, firstChanged) => {
      const repo = Fixture.from(read('t9393/simple'));
      const old = commitsOf(repo);
      succeeds(
        typeof what === 'string'
          ? repo.replace(what)
          : repo.purge(...what.flatMap((path) => ['--path', path]), '--prune-empty'),
      );
      if (instead.orphan) repo.git('update-ref', 'refs/heads/orphan-me', old.orphan);
      const now = commitsOf(repo);
      for (const [gone, by] of Object.entries(instead)) now[gone as keyof Commits] = by === 'nothing' ? ZEROS : now[by];
      const names = ['first', 'orphan', 'a', 'b', 'c', 'd'] as const;
      const [mapHead, ...map] = repo.receipt('commit-map');
      expect(mapHead).toBe(`${'old'.padEnd(40)} new`);
      expect(map).toEqual(names.map((name) => `${old[name]} ${now[name]}`).sort());
      const [refHead, ...refs] = repo.receipt('ref-map');
      expect(refHead).toBe(`${'old'.padEnd(40)} ${'new'.padEnd(40)} ref`);
      expect(refs.sort()).toEqual(
        [
          `${old.d} ${now.d} refs/heads/master`,
          `${old.orphan} ${now.orphan} refs/heads/orphan-me`,
          `${old.tag} ${now.tag} refs/tags/v1.0`,
        ].sort(),
      );
      expect(repo.receipt('first-changed-commits').sort()).toEqual(firstChanged(old, now).sort());
    });

    test.each([
      [['Z'], []],
      [['LB', 'LD'], ['d']],
      [
        ['LB', 'LD', 'LA'],
        ['a', 'b', 'd'],
      ],
    ])('LFS: without %j, %j are orphaned', (paths, orphaned) => {
      const repo = Fixture.from(read('t9393/lfs'));
      succeeds(repo.purge(...paths.flatMap((path) => ['--path', path]), '--prune-empty'));
      expect(repo.receipt('orphaned_lfs_objects')).toEqual(orphaned.map((digit) => `sha256:${digit.repeat(64)}`));
    });
  });

  test('a file whose name is no ASCII goes by its name, and by a text in it', () => {
    const stream = read('t9391/emoji-repo');
    const name = Buffer.from(/^M 100644 :2 (.*)$/m.exec(stream)![1]!, 'latin1').toString();
    const repo = Fixture.from(stream);
    succeeds(repo.purge('--path', name));
    expect(repo.paths().sort()).toEqual(['.gitignore', 'filename']);
    const other = Fixture.from(stream);
    succeeds(other.replace(`${name}==>locked`));
    expect(other.paths().sort()).toEqual(['.gitignore', 'filename', 'locked']);
    expect(other.git('show', 'HEAD:.gitignore')).toContain('locked');
  });
});

describe.skipIf(!BFG)("BFG's sample repositories", () => {
  test.each([
    ['UTF-8/bushhidthefacts', 'txt', 'facts', 'toffee'],
    ['UTF-8/big', 'scala', 'good', 'blessed'],
    ['SHIFT-JIS/japanese', 'txt', 'EUC', 'BOOM'],
    ['ISO-8859-1/laparabla', 'txt', 'palpitando', 'buscando'],
    ['newlines/using-LF', 'txt', 'file', 'blob'],
    ['newlines/using-CRLF', 'txt', 'file', 'blob'],
    ['newlines/windows', 'txt', '\r\n', '\n'],
  ])('encodings: %s.%s with %j for %j becomes the modified one', (file, type, from, to) => {
    const repo = Fixture.unpacked('bfg-library', 'encodings.git');
    const expected = repo.git(
      'rev-parse',
      `HEAD:${file}-MODIFIED-${encodeURIComponent(from)}-${encodeURIComponent(to)}.${type}`,
    );
    repo.replace(from === '\r\n' ? 'regex:\\r\\n==>\\n' : `${from}==>${to}`);
    // Such short texts stand in file names and in git's own sample hooks, too: the former change, the latter make the exit code 2.
    expect(repo.git('rev-parse', `HEAD:${`${file}-ORIGINAL.${type}`.replaceAll(from, to)}`)).toBe(expected);
  });

  test('a password goes from every commit, and the other lines stay', () => {
    const repo = Fixture.unpacked('bfg', 'example.git');
    const before = repo.git('show', '37bcc89:folder/secret-passwords.txt');
    const password = /password=(.*)/.exec(before)![1]!;
    succeeds(repo.replace(password));
    expect(repo.git('log', '--all', '-m', '-p', '--format=%H')).not.toContain(password);
    expect(repo.git('show', 'HEAD~1:folder/secret-passwords.txt')).toBe(before.replace(password, '***REMOVED***'));
  });

  test('commits before the removed file keep their ids', () => {
    const repo = Fixture.unpacked('bfg', 'exampleWithInitialCleanHistory.git');
    const before = repo.git('rev-list', '--reverse', 'HEAD').split('\n');
    succeeds(repo.purge('--blob', repo.git('rev-parse', '294f')));
    const after = repo.git('rev-list', '--reverse', 'HEAD').split('\n');
    expect(after.map((id, i) => id === before[i])).toEqual([true, true, ...before.slice(2).map(() => false)]);
  });

  test.each([
    ['example.git', ['db59', '86f9']],
    ['moreThanOneBigBlobWithTheSameSize.git', ['06d7', 'cb2c']],
  ])('%s: files go by their ids', (name, short) => {
    const repo = Fixture.unpacked('bfg', name);
    const ids = short.map((id) => repo.git('rev-parse', `${id}^{blob}`));
    succeeds(repo.purge(...ids.flatMap((id) => ['--blob', id])));
    const left = repo.git('rev-list', '--objects', '--all');
    for (const id of ids) expect(left).not.toContain(id);
    expect(repo.receipt('removed-blobs').sort()).toEqual(ids.sort());
  });

  test.each([
    ['folder-example.git', '**/{credentials,passwords}.txt', /(credentials|passwords)\.txt$/],
    ['badRepoContainingDotGitFolder.git', '**/.git', /(^|\/)\.git\//],
    ['usedToHaveASubmodule.git', 'shared', /^shared/],
    ['unwantedSubmodule.git', 'bar', /^bar/],
    ['branchNameWithASlash.git', 'bar', /^bar$/],
    ['annotatedTagExample.git', 'chapter2.txt', /chapter2/],
    ['badEncoding.git', 'test.txt', /test/],
  ])('%s without %s', (name, glob, gone) => {
    const repo = Fixture.unpacked('bfg', name);
    const before = repo.paths();
    expect(before.some((path) => gone.test(path))).toBe(true);
    const known = repo.fsck();
    succeeds(repo.purge('--path', glob));
    expect(repo.paths()).toEqual(before.filter((path) => !gone.test(path)));
    expect(repo.fsck()).toBe(known);
  });

  test('a header with an encoding that nobody knows stays as it is', () => {
    const repo = Fixture.unpacked('bfg', 'badEncoding.git');
    const rest = (): string[] =>
      repo
        .git('rev-list', 'HEAD')
        .split('\n')
        .map((id) => repo.git('cat-file', 'commit', id).replace(/^(tree|parent) .*\n/gm, ''));
    const before = rest();
    succeeds(repo.purge('--path', 'test.txt'));
    expect(rest()).toEqual(before);
  });

  test('a text in a message goes, and the lines around it stay', () => {
    const repo = Fixture.unpacked('bfg-library', 'footers.git');
    const messages = (): string => repo.git('log', '--format=%B%x00');
    const before = messages();
    succeeds(repo.replace('legitimate'));
    expect(messages()).toBe(before.replaceAll('legitimate', '***REMOVED***'));
    expect(messages()).not.toBe(before);
  });

  test('a clean branch whose message cites an old commit stays as it is, and the receipt says so', () => {
    const repo = Fixture.unpacked('bfg-library', 'taleOfTwoBranches.git');
    const before = repo.git('rev-parse', 'pure');
    const { stdout } = succeeds(repo.purge('--path', 'sin'));
    expect(repo.git('rev-parse', 'pure')).toBe(before);
    expect(JSON.stringify(JSON.parse(stdout).citations)).toContain(before);
  });

  test('a tree with one name twice is cleaned at both, and keeps both', () => {
    const repo = Fixture.unpacked('bfg', 'corruptTreeDupFileName.git');
    const entries = (): string[] =>
      repo
        .git('ls-tree', '-r', 'commit-with-dup-filenames')
        .split('\n')
        .map((line) => line.replace(/ blob \w+/, ''));
    const before = entries();
    const text = 'Permission is hereby granted';
    succeeds(repo.replace(text));
    expect(entries()).toEqual(before);
    for (const line of repo.git('ls-tree', '-r', 'commit-with-dup-filenames').split('\n'))
      expect(repo.git('cat-file', 'blob', line.split(/\s/)[2]!)).not.toContain(text);
  });

  test('a message of 10 MB is cleaned, and stays but for the text', () => {
    const repo = Fixture.unpacked('bfg', 'huge10MBCommitMessage.git');
    const message = (): string => repo.tryGit('log', '-1', '--format=%B').stdout;
    const before = message();
    succeeds(repo.replace('Massive 10MB commit message'));
    expect(message() === before.replace('Massive 10MB commit message', '***REMOVED***')).toBe(true);
    succeeds(repo.unleak('purge', '--undo', '--yes'));
    succeeds(repo.purge('--blob', repo.git('rev-parse', '294f')));
    expect(message() === before).toBe(true);
  });

  test('ten thousand commits in one line are all written anew', () => {
    const repo = Fixture.unpacked('bfg-library', 'deep-history');
    const commits = (): string[] => repo.git('log', '--format=%T %an %at %ct %s').split('\n');
    const [before, address] = [commits(), repo.git('log', '-1', '--format=%ae')];
    succeeds(repo.replace(`${address}==>somebody@example.org`));
    expect(commits()).toEqual(before);
    expect(new Set(repo.git('log', '--format=%ae %ce').split('\n'))).toEqual(
      new Set(['somebody@example.org somebody@example.org']),
    );
  });
});
