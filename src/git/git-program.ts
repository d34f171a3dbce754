import { promises as fs } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import type { Writable } from 'node:stream';
import type { Oid, PathBytes } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import { readBatch } from './batch-reader.ts';
import { cutShort, gitLines } from './lines.ts';
import { mergeHeadsFromEnvironment } from './merge-heads.ts';
import { isZero, parseRawDiff, type RawChange } from './parse-raw-diff.ts';
import { type GitOptions, type GitProcess, gitEnvironment, runGit, startGit } from './process.ts';
import type { Introduction, ListedObject, ObjectRange, ObjectVisitor, Repository, StagedEntry } from './repository.ts';

// Renames are looked for only where a finding needs its past, and not beyond this many files in one commit.
const RENAMES = ['-M', '-l400'];
const NO_RENAMES = ['--no-renames'];

const ALL_OBJECTS = ['cat-file', '--batch-all-objects', '--unordered', '--buffer'];

/** Reads a repository through the git program: few processes, `-z` everywhere, bytes never text. */
export class GitProgram implements Repository {
  readonly adapter = 'git';
  readonly #options: GitOptions;
  #startedDiff: GitProcess | undefined;
  #startedBatch: GitProcess | undefined;

  /** @param cwd a folder inside the repository; `GIT_DIR` and its kin in the environment are honoured, as in a hook */
  constructor(cwd: string) {
    this.#options = { cwd, env: gitEnvironment() };
  }

  /** Starts what `staged` and the `read` behind it will need, so that git works while the caller is still loading code. */
  startStaged(): this {
    this.#startedDiff = this.#startStagedDiff('HEAD', NO_RENAMES);
    this.#startedBatch = this.#startBatch();
    return this;
  }

  async staged(): Promise<StagedEntry[]> {
    let entries: StagedEntry[] = [];
    try {
      entries = await this.#stagedEntries();
      return entries;
    } finally {
      if (entries.length === 0) {
        this.#startedBatch?.kill();
        // A later `read` has to start one of its own.
        this.#startedBatch = undefined;
      }
    }
  }

  async #stagedEntries(): Promise<StagedEntry[]> {
    const changes = await this.#stagedChanges('HEAD', NO_RENAMES).catch(async (error: unknown) => {
      // Before the first commit there is no HEAD to compare with; asking first would cost every hook a process.
      if (!(error instanceof UnleakError && error.code === 'unknown-revision')) throw error;
      return this.#stagedChanges(await this.#emptyTree(), NO_RENAMES);
    });
    const unmerged = changes.some((change) => change.status === 'U') ? await this.#unmergedStages() : [];
    return [...changes.filter((change) => !isZero(change.oid)), ...unmerged];
  }

  async before(paths: ReadonlySet<PathBytes>): Promise<Map<PathBytes, Oid[]>> {
    const found = new Map<PathBytes, Oid[]>();
    for (const parent of await this.#parentsOfNext()) {
      const changed = new Map<PathBytes, readonly Oid[]>();
      for (const change of await this.#stagedChanges(parent, RENAMES)) changed.set(change.path, change.before);
      const unchanged = [...paths].filter((path) => !changed.has(path));
      const same =
        unchanged.length > 0 ? await this.#treeEntries(parent, new Set(unchanged)) : new Map<PathBytes, Oid>();
      for (const path of paths) {
        const oids = changed.get(path) ?? [same.get(path) ?? []].flat();
        if (oids.length > 0) found.set(path, [...(found.get(path) ?? []), ...oids]);
      }
    }
    return found;
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

  async read(oids: AsyncIterable<Oid> | Iterable<Oid>, visitor: ObjectVisitor): Promise<void> {
    const git = this.#startedBatch ?? this.#startBatch();
    this.#startedBatch = undefined;
    try {
      let unlisted: unknown;
      const feeding = feed(oids, git.stdin).catch((reason: unknown) => {
        // Without all ids there is no use in going on; that git then ends by our hand explains nothing.
        unlisted = reason;
        git.kill();
        return 0;
      });
      const done = git.done.catch((reason: unknown) => Promise.reject(unlisted ?? reason));
      const answered = await readBatch(git.stdout, visitor).catch((error: unknown) => betterReason(error, done));
      const [asked] = await Promise.all([feeding, done]);
      if (unlisted !== undefined) throw unlisted;
      if (asked !== answered) throw incompleteAnswer(asked, answered);
    } finally {
      git.kill();
    }
  }

  async readAll(visitor: ObjectVisitor): Promise<void> {
    const asked = await this.#countAll();
    const git = this.#start([...ALL_OBJECTS, '--batch']);
    git.stdin.end();
    try {
      const answered = await readBatch(git.stdout, visitor).catch((error: unknown) => betterReason(error, git.done));
      await git.done;
      // More than that may have come meanwhile.
      if (answered < asked) throw incompleteAnswer(asked, answered);
    } finally {
      git.kill();
    }
  }

  async introductions(commits: readonly Oid[], blobs: ReadonlySet<Oid>): Promise<Introduction[]> {
    // Looking for renames reads blobs, which a partial clone may lack; without it a renamed file counts as new.
    return this.#introductions(commits, blobs, RENAMES).catch(() =>
      this.#introductions(commits, blobs, ['--no-renames']),
    );
  }

  async resolve(revision: string): Promise<Oid | undefined> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', revision];
    const printed = (await runGit(args, { ...this.#options, accept: [1] })).toString('latin1').trim();
    if (printed === '') return undefined;
    // rev-parse echoes any full-length id, whether the object is here or not.
    const [oid] = await this.#present([checkOid(printed)]);
    return oid;
  }

  async headBranch(): Promise<string | undefined> {
    const printed = await runGit(['symbolic-ref', '--quiet', 'HEAD'], { ...this.#options, accept: [1] });
    return printed.toString('latin1').trim() || undefined;
  }

  async fileAt(commit: Oid, path: string): Promise<Buffer | undefined> {
    const blob = await this.resolve(`${commit}:${path}`);
    return blob === undefined ? undefined : runGit(['cat-file', 'blob', blob], this.#options);
  }

  async shallowBoundary(): Promise<ReadonlySet<Oid>> {
    const path = await runGit(['rev-parse', '--git-path', 'shallow'], this.#options);
    const file = resolvePath(this.#options.cwd, path.toString().replace(/\r?\n$/, ''));
    const text = await fs.readFile(file, 'latin1').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return new Set(text.split('\n').filter(Boolean));
  }

  async isPartial(): Promise<boolean> {
    const args = ['config', '--get-regexp', '^(extensions\\.partialclone|remote\\..*\\.promisor)$'];
    return (await runGit(args, { ...this.#options, accept: [1] })).length > 0;
  }

  #start(args: readonly string[]): GitProcess {
    return startGit(args, this.#options);
  }

  async #revList(range: ObjectRange, args: readonly string[]): Promise<GitProcess> {
    const { tips, excludeRefs } = range;
    const refs = excludeRefs === 'none' ? [] : [excludeRefs === 'all' ? '--all' : `--remotes=${excludeRefs.remote}`];
    const exclude = await this.#present(range.exclude);
    const git = this.#start(['rev-list', ...args, '--stdin', '--not', ...refs]);
    // Options on rev-list's standard input need git 2.42; ids and ^ids do not.
    git.stdin.end([...tips, ...exclude.map((oid) => `^${oid}`), ''].join('\n'), 'latin1');
    return git;
  }

  async #present(oids: readonly Oid[]): Promise<Oid[]> {
    if (oids.length === 0) return [];
    // 7898192… blob 5␊ or 1111111… missing␊
    const printed = await runGit(['cat-file', '--batch-check'], { ...this.#options, input: `${oids.join('\n')}\n` });
    const answers = printed.toString('latin1').split('\n');
    if (answers.pop() !== '' || answers.length !== oids.length) throw cutShort();
    return oids.filter((_, i) => {
      if (!/^[0-9a-f]{40,64} (?:missing|[a-z]+ \d+)$/.test(answers[i]!)) throw cutShort();
      return !answers[i]!.endsWith(' missing');
    });
  }

  /** How many objects there are: the proof that `readAll` saw them all. git looks none of them up for that. */
  async #countAll(): Promise<number> {
    const git = this.#start([...ALL_OBJECTS, '--batch-check=%(objectname)']);
    git.stdin.end();
    let count = 0;
    for await (const _ of gitLines(git.stdout)) count++;
    await git.done;
    return count;
  }

  #startBatch(): GitProcess {
    return this.#start(['cat-file', '--batch', '--buffer']);
  }

  #startStagedDiff(against: string, renames: readonly string[]): GitProcess {
    // Intent-to-add entries (`git add -N`) have no content yet; without the option they come as empty files.
    const args = ['--cached', '--ita-invisible-in-index', '--raw', '-z', '--no-abbrev', ...renames, against, '--'];
    const git = this.#start(['diff-index', ...args]);
    git.stdin.end();
    return git;
  }

  async #stagedChanges(against: string, renames: readonly string[]): Promise<RawChange[]> {
    const git = this.#startedDiff ?? this.#startStagedDiff(against, renames);
    this.#startedDiff = undefined;
    return collectChanges(git);
  }

  async #emptyTree(): Promise<string> {
    return (await runGit(['hash-object', '-t', 'tree', '--stdin'], this.#options)).toString('latin1').trim();
  }

  async #unmergedStages(): Promise<StagedEntry[]> {
    // 100644 7898192… 2␉path␀
    const printed = await runGit(['ls-files', '--unmerged', '-z'], this.#options);
    const entries = printed.toString('latin1').split('\0').filter(Boolean);
    return entries.map((entry) => {
      const [mode = '', oid = ''] = entry.split(' ');
      return { mode, oid, path: entry.slice(entry.indexOf('\t') + 1) };
    });
  }

  /** The parents that the commit being made will have. */
  async #parentsOfNext(): Promise<Oid[]> {
    const head = await this.resolve('HEAD');
    const printed = await runGit(['rev-parse', '--git-path', 'MERGE_HEAD'], this.#options);
    const file = resolvePath(this.#options.cwd, printed.toString().replace(/\r?\n$/, ''));
    const merged = (await fs.readFile(file, 'latin1').catch(() => '')).split('\n').filter(Boolean);
    return [...new Set([...(head === undefined ? [] : [head]), ...merged, ...mergeHeadsFromEnvironment()])];
  }

  async #treeEntries(commit: Oid, paths: ReadonlySet<PathBytes>): Promise<Map<PathBytes, Oid>> {
    // 100644 blob 7898192…␉path␀
    const found = new Map<PathBytes, Oid>();
    const git = this.#start(['ls-tree', '-r', '-z', '--full-tree', commit]);
    git.stdin.end();
    let rest = '';
    for await (const chunk of git.stdout as AsyncIterable<Buffer>) {
      const entries = (rest + chunk.toString('latin1')).split('\0');
      rest = entries.pop() ?? '';
      for (const entry of entries) {
        const tab = entry.indexOf('\t');
        const path = entry.slice(tab + 1);
        if (paths.has(path)) found.set(path, entry.slice(0, tab).split(' ')[2] ?? '');
      }
    }
    await git.done;
    return found;
  }

  async #introductions(
    commits: readonly Oid[],
    blobs: ReadonlySet<Oid>,
    renames: readonly string[],
  ): Promise<Introduction[]> {
    const args = ['diff-tree', '--stdin', '-r', '-z', '-c', '--root', '--raw', '--no-abbrev', ...renames];
    const git = this.#start(args);
    const feeding = feed(commits, git.stdin);
    feeding.catch(() => {});
    const found: Introduction[] = [];
    let commit = '';
    for await (const record of parseRawDiff(git.stdout)) {
      if ('commit' in record) commit = record.commit;
      else if (blobs.has(record.oid))
        found.push({ commit, path: record.path, mode: record.mode, oid: record.oid, before: record.before });
    }
    await Promise.all([feeding, git.done]);
    return found;
  }
}

async function collectChanges(git: GitProcess): Promise<RawChange[]> {
  const changes: RawChange[] = [];
  for await (const record of parseRawDiff(git.stdout)) if (!('commit' in record)) changes.push(record);
  await git.done;
  return changes;
}

/** Throws why reading stopped: where git's output ended early, git knows better; the visitor's own errors stay as they are. */
async function betterReason(error: unknown, done: Promise<unknown>): Promise<never> {
  if (error instanceof UnleakError && error.code === 'git-failed') await done;
  throw error;
}

/** Writes ids to git, a line each, no faster than it reads. @returns how many; infinitely many if git stopped reading */
async function feed(oids: AsyncIterable<Oid> | Iterable<Oid>, stdin: Writable): Promise<number> {
  let count = 0;
  for await (const oid of oids) {
    if (stdin.destroyed) return Number.POSITIVE_INFINITY;
    count++;
    if (!stdin.write(`${oid}\n`, 'latin1')) await drained(stdin);
  }
  stdin.end();
  return count;
}

/** Waits until a stream takes more, or never will again. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve();
    const events = ['drain', 'close', 'error'] as const;
    const go = () => {
      for (const event of events) stream.off(event, go);
      resolve();
    };
    for (const event of events) stream.on(event, go);
  });
}

function checkOid(text: string): Oid {
  if (!/^[0-9a-f]{40,64}$/.test(text)) throw cutShort();
  return text;
}

const incompleteAnswer = (asked: number, answered: number): UnleakError =>
  new UnleakError(
    'git-failed',
    `git answered for ${answered} of ${Number.isFinite(asked) ? asked : 'more'} objects.`,
    'Run `git fsck`, then try again.',
  );
