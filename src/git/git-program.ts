import { promises as fs } from 'node:fs';
import { delimiter, resolve as resolvePath } from 'node:path';
import type { ObjectType, Oid, PathBytes } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { checkOid } from './check-oid.ts';
import { commonDirectoryHere } from './git-directory.ts';
import { introductionsOf } from './introductions.ts';
import { cutShort, gitLines } from './lines.ts';
import { areNested } from './nested-remotes.ts';
import { isZero } from './parse-raw-diff.ts';
import { type GitOptions, type GitProcess, gitEnvironment, runGit, startGit } from './process.ts';
import { readEveryObject, readObjects } from './read-objects.ts';
import { refsNamed } from './refs-named.ts';
import type {
  Former,
  Introduction,
  ListedObject,
  ObjectRange,
  ObjectVisitor,
  ObjectWindow,
  Repository,
  StagedEntry,
} from './repository.ts';
import { stagedBefore, stagedEntries } from './staged-changes.ts';

/** Reads a repository through the git program: few processes, `-z` everywhere, bytes never text. */
export class GitProgram implements Repository {
  readonly adapter = 'git';
  readonly #options: GitOptions;
  readonly #names = new Map<Oid, Promise<ReadonlySet<string>>>();

  /** @param cwd a folder inside the repository; `GIT_DIR` and its kin in the environment are honoured, as in a hook */
  constructor(cwd: string) {
    this.#options = { cwd, env: gitEnvironment() };
  }

  staged(): Promise<StagedEntry[]> {
    return stagedEntries(this.#options);
  }

  before(paths: ReadonlySet<PathBytes>): Promise<Map<PathBytes, Former>> {
    return stagedBefore(this.#options, paths);
  }

  async *objects(range: ObjectRange): AsyncGenerator<ListedObject> {
    const git = await this.#revList(range, ['--objects', '--missing=print', '--in-commit-order']);
    for await (const line of gitLines(git.stdout)) {
      const missing = line.startsWith('?');
      const [oid = ''] = (missing ? line.slice(1) : line).split(' ', 1);
      yield { oid: checkOid(oid), missing };
    }
    await git.done;
  }

  async commits(range: ObjectRange): Promise<Oid[]> {
    const git = await this.#revList(range, ['--topo-order']);
    const oids: Oid[] = [];
    for await (const line of gitLines(git.stdout)) oids.push(checkOid(line));
    await git.done;
    return oids;
  }

  read(oids: AsyncIterable<Oid> | Iterable<Oid>, visitor: ObjectVisitor): Promise<void> {
    return readObjects(this.#options, oids, visitor);
  }

  readAll(visitor: ObjectVisitor): Promise<void> {
    return readEveryObject(this.#options, visitor);
  }

  introductions(commits: readonly Oid[], blobs: ReadonlySet<Oid>): Promise<Introduction[]> {
    return introductionsOf(this.#options, commits, blobs);
  }

  async resolve(revision: string): Promise<Oid | undefined> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', revision];
    const printed = (await runGit(args, { ...this.#options, accept: [1] })).toString('latin1').trim();
    if (printed === '') return undefined;
    // rev-parse echoes any full-length id, whether the object is here or not.
    const [oid] = await this.#present([checkOid(printed)]);
    return oid;
  }

  async remoteUrl(remote: string): Promise<string | undefined> {
    const printed = await runGit(['remote', 'get-url', '--', remote], { ...this.#options, accept: [2, 128] });
    return printed.toString('latin1').trim() || undefined;
  }

  async objectFolders(): Promise<string[]> {
    const printed = await runGit(['rev-parse', '--git-path', 'objects'], this.#options);
    const own = printed.toString().replace(/\r?\n$/, '');
    if (own === '' || own.length === printed.toString().length) throw cutShort();
    const { splitPaths } = await import('./isomorphic/object-directories.ts');
    const others = splitPaths(process.env.GIT_ALTERNATE_OBJECT_DIRECTORIES ?? '', delimiter);
    return [own, ...others].map((folder) => resolvePath(this.#options.cwd, folder));
  }

  async commonDirectory(): Promise<string> {
    const { cwd, env = process.env } = this.#options;
    const found = await commonDirectoryHere(cwd, env);
    if (found !== undefined) return found;
    const printed = (await runGit(['rev-parse', '--git-common-dir'], this.#options)).toString().replace(/\r?\n$/, '');
    if (printed === '') throw cutShort();
    return resolvePath(cwd, printed);
  }

  async types(oids: readonly Oid[]): Promise<Map<Oid, ObjectType>> {
    if (oids.length === 0) return new Map();
    // 7898192… blob 5␊ or 1111111… missing␊
    const printed = await runGit(['cat-file', '--batch-check'], { ...this.#options, input: `${oids.join('\n')}\n` });
    const answers = printed.toString('latin1').split('\n');
    if (answers.pop() !== '' || answers.length !== oids.length) throw cutShort();
    const types = answers.map((answer) => {
      const match = /^[0-9a-f]{40,64} (?:missing|([a-z]+) \d+)$/.exec(answer);
      if (!match) throw cutShort();
      return match[1] as ObjectType | undefined;
    });
    return new Map(oids.flatMap((oid, i) => (types[i] === undefined ? [] : [[oid, types[i]] as const])));
  }

  async tips(): Promise<Oid[]> {
    // 7898192… HEAD␊ or 1111111… refs/heads/main␊; status 1: there are none
    const printed = await runGit(['show-ref', '--head'], { ...this.#options, accept: [1] });
    const lines = printed.toString('latin1').split('\n').filter(Boolean);
    return [...new Set([...lines.map((line) => checkOid(line.split(' ', 1)[0]!)), ...(await this.#otherHeads())])];
  }

  /** What the HEADs of all work trees name. */
  async #otherHeads(): Promise<Oid[]> {
    // worktree /path␊HEAD 7898192…␊branch refs/heads/main␊␊, zeros before the first commit
    const printed = (await runGit(['worktree', 'list', '--porcelain'], this.#options)).toString('latin1');
    return [...printed.matchAll(/^HEAD ([0-9a-f]{40,64})$/gm)].map(([, oid]) => oid!).filter((oid) => !isZero(oid));
  }

  async hasRefs(): Promise<boolean> {
    return (await runGit(['for-each-ref', '--count=1'], this.#options)).length > 0;
  }

  async rivals(name: string): Promise<string[]> {
    const refs = refsNamed(name);
    if (refs.length === 0) return [];
    const format = '--format=%(objectname) %(refname)';
    const printed = (await runGit(['for-each-ref', format, ...refs], this.#options)).toString('latin1');
    const found = printed.split('\n').map((line) => line.split(' ') as [string, string?]);
    const exact = found.filter(([, ref]) => ref !== undefined && refs.includes(ref));
    return new Set(exact.map(([oid]) => oid)).size > 1 ? exact.map(([, ref]) => ref!) : [];
  }

  async headBranch(): Promise<string | undefined> {
    const printed = await runGit(['symbolic-ref', '--quiet', 'HEAD'], { ...this.#options, accept: [1] });
    return printed.toString('latin1').trim() || undefined;
  }

  async fileAt(commit: Oid, path: string): Promise<Buffer | undefined> {
    // One list for all: a server looks for several names before every push.
    if (!(await this.#topNames(commit)).has(path.split('/', 1)[0]!)) return undefined;
    let found: Buffer | undefined;
    const window = ({ type, bytes }: ObjectWindow): void => {
      if (type === 'blob') found ??= bytes;
    };
    const missing = (): void => {
      // The tree names it, so it is damaged or gone: not the same as a file that nobody wrote.
      if (!path.includes('/')) throw unreadableAt(path);
    };
    await readObjects(this.#options, [`${commit}:${path}`], { window, missing });
    return found;
  }

  /** The names in a commit's top folder, as bytes. */
  #topNames(commit: Oid): Promise<ReadonlySet<string>> {
    const known = this.#names.get(commit);
    if (known) return known;
    const args = ['ls-tree', '-z', '--name-only', '--full-tree', commit];
    const names = runGit(args, this.#options).then((printed) => new Set(printed.toString('latin1').split('\0')));
    this.#names.set(commit, names);
    return names;
  }

  async shallowBoundary(): Promise<ReadonlySet<Oid>> {
    const path = await runGit(['rev-parse', '--git-path', 'shallow'], this.#options);
    const file = resolvePath(this.#options.cwd, path.toString().replace(/\r?\n$/, ''));
    const text = await readRegular(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return new Set(text.split('\n').filter(Boolean));
  }

  async isPartial(): Promise<boolean> {
    const args = ['config', '--get-regexp', '^(extensions\\.partialclone|remote\\..*\\.promisor)$'];
    return (await runGit(args, { ...this.#options, accept: [1] })).length > 0;
  }

  async #revList(range: ObjectRange, args: readonly string[]): Promise<GitProcess> {
    const { tips, excludeRefs } = range;
    const refs = await this.#excludedRefs(excludeRefs);
    const exclude = await this.#present(range.exclude);
    const git = startGit(['rev-list', ...args, '--stdin', '--not', ...refs], this.#options);
    // Options on rev-list's standard input need git 2.42; ids and ^ids do not.
    git.stdin.end([...tips, ...exclude.map((oid) => `^${oid}`), ''].join('\n'), 'latin1');
    return git;
  }

  /** For a remote its tracking refs, but none where another remote's may lie among them. */
  async #excludedRefs(refs: ObjectRange['excludeRefs']): Promise<string[]> {
    if (refs === 'none') return [];
    if (refs === 'all') return ['--all'];
    const remotes = (await runGit(['remote'], this.#options)).toString('latin1').split('\n');
    return remotes.some((name) => areNested(name, refs.remote)) ? [] : [`--remotes=${refs.remote}`];
  }

  async #present(oids: readonly Oid[]): Promise<Oid[]> {
    const types = await this.types(oids);
    return oids.filter((oid) => types.has(oid));
  }
}

/** Of a pipe nobody might ever write to, nothing is read. */
async function readRegular(file: string): Promise<string> {
  if ((await fs.stat(file)).isFile()) return fs.readFile(file, 'latin1');
  throw new UnleakError(
    'git-failed',
    'The file that names the edge of a shallow clone is no regular file.',
    'Look at `shallow` in the git directory, and remove it if it is not git’s.',
  );
}

const unreadableAt = (path: string): UnleakError =>
  new UnleakError(
    'object-corrupt',
    `The file ${path} of the commit that holds the configuration is missing from the repository, or damaged.`,
    'Run `git fsck --full` to see which object; restore it from another clone.',
  );
