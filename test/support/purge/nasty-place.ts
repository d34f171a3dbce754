import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Proof } from '../../../src/purge/prove/proof.ts';
import { TestRepository as Repo, type TestRepository } from '../sandbox.ts';

/** A place where git can keep bytes. */
export interface Place {
  readonly name: string;
  /** Puts a text there, and nowhere else that is not named, too. */
  readonly plant: (repo: TestRepository, text: string) => void;
  /** What a proof has to say; names stand without the text, as `*`. */
  readonly seen: (proof: Proof) => readonly unknown[];
}

export const inBlobs = ({ holders }: Proof): readonly unknown[] => holders.blobs;
export const inCommits = ({ holders }: Proof): readonly unknown[] => holders.commits;
export const inTags = ({ holders }: Proof): readonly unknown[] => holders.tags;
export const inTrees = ({ holders }: Proof): readonly unknown[] => holders.trees;
export const inFile =
  (path: RegExp) =>
  ({ files }: Proof): readonly unknown[] =>
    files.filter((file) => path.test(file.path));
export const inName =
  (name: RegExp) =>
  ({ names }: Proof): readonly unknown[] =>
    names.filter((each) => name.test(each));
export const left =
  (what: RegExp) =>
  ({ notLookedAt }: Proof): readonly unknown[] =>
    notLookedAt.filter((each) => what.test(each.what));

/** Runs git with input. @returns what it prints */
export const fed = (repo: TestRepository, input: string | Buffer, ...args: string[]): string =>
  execFileSync('git', args, { cwd: repo.path, env: repo.sandbox.env, input, stdio: ['pipe', 'pipe', 'pipe'] })
    .toString()
    .trim();

export const blob = (repo: TestRepository, bytes: string | Buffer): string =>
  fed(repo, bytes, 'hash-object', '-w', '--stdin');
const object = (repo: TestRepository, type: string, text: string): string =>
  fed(repo, text, 'hash-object', '-t', type, '-w', '--stdin', '--literally');
export const WHO = 'A U Thor <author@example.com> 1700000000 +0000';
export const commit = (repo: TestRepository, { author = WHO, headers = '', message = 'm' }): string =>
  object(
    repo,
    'commit',
    `tree ${repo.git('rev-parse', 'HEAD^{tree}')}\nauthor ${author}\ncommitter ${WHO}\n${headers}\n${message}\n`,
  );
export const tag = (repo: TestRepository, { name = 'v1', tagger = WHO, message = 'm' }, target = 'HEAD'): string =>
  object(
    repo,
    'tag',
    `object ${repo.git('rev-parse', target)}\ntype ${repo.git('cat-file', '-t', target)}\ntag ${name}\ntagger ${tagger}\n\n${message}\n`,
  );
export const tree = (repo: TestRepository, mode: string, type: string, name: string, oid: string): string =>
  fed(repo, `${mode} ${type} ${oid}\t${name}\0`, 'mktree', '-z', '--missing');

/** Writes a file below the git directory. */
export function put(repo: TestRepository, path: string, bytes: string | Buffer): void {
  const file = join(repo.path, '.git', path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

export const file = (path: string): Place => ({
  name: path,
  plant: (repo, text) => put(repo, path, `a line\nand ${text}\n`),
  seen: inFile(new RegExp(`^${path.replaceAll('.', '\\.')}$`)),
});

export function withOther(repo: TestRepository): void {
  if (!existsSync(join(repo.path, '../other'))) repo.git('worktree', 'add', '-q', '../other');
}

export function submodule(repo: TestRepository): Repo {
  mkdirSync(join(repo.path, '.git/modules'), { recursive: true });
  const inner = new Repo(repo.sandbox, 'sub', ['--separate-git-dir', join(repo.path, '.git/modules/sub')]);
  if (inner.tryGit('rev-parse', '--verify', '-q', 'HEAD').status !== 0) inner.commit('first', { a: 'a' });
  return inner;
}
