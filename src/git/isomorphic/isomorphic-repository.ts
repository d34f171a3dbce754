import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ObjectType, Oid, PathBytes } from '../../domain/blob.ts';
import { joinFormers } from '../join-formers.ts';
import { mergeHeadsFromEnvironment } from '../merge-heads.ts';
import { areNested } from '../nested-remotes.ts';
import { refsNamed } from '../refs-named.ts';
import type {
  Former,
  Introduction,
  ListedObject,
  ObjectRange,
  ObjectVisitor,
  Repository,
  StagedEntry,
} from '../repository.ts';
import { WINDOW_OVERLAP, WINDOW_SIZE } from '../windows.ts';
import { walkCommits } from './commit-walk.ts';
import { introductionsOf } from './introductions.ts';
import { type Ends, listObjects, peelAll } from './list-objects.ts';
import type { Layout } from './locate.ts';
import { objectDirectories } from './object-directories.ts';
import type { ObjectReader } from './object-reader.ts';
import { type IndexEntry, parseIndex } from './parse-index.ts';
import { Refs } from './refs.ts';
import { absent } from './refusals.ts';
import { resolveRevision } from './revision.ts';
import { beforeIn, stagedAgainst, TreeLookup } from './staged-entries.ts';

/**
 * Reads a repository without a git program and without starting any process. Objects come from isomorphic-git, whole;
 * the index, trees, refs and packs' tables of contents are parsed here, because there paths have to stay bytes and
 * nothing may be left out. Renames are followed only where the content stayed the same.
 */
export class IsomorphicRepository implements Repository {
  readonly adapter = 'isomorphic-git';
  readonly #layout: Layout;
  readonly #reader: ObjectReader;
  readonly #refs: Refs;
  readonly #env: NodeJS.ProcessEnv;

  /** @param env where `GIT_INDEX_FILE` and `GIT_SHALLOW_FILE` are looked up */
  constructor(layout: Layout, reader: ObjectReader, env: NodeJS.ProcessEnv) {
    this.#layout = layout;
    this.#reader = reader;
    this.#refs = new Refs(layout);
    this.#env = env;
  }

  async staged(): Promise<StagedEntry[]> {
    const head = await this.#refs.read('HEAD');
    return stagedAgainst(this.#reader, head && (await this.#treeOf(head)), await this.#index());
  }

  async before(paths: ReadonlySet<PathBytes>): Promise<Map<PathBytes, Former>> {
    const index = await this.#index();
    const head = await this.#refs.read('HEAD');
    const merged = (await this.#text(join(this.#layout.gitDir, 'MERGE_HEAD'))).split('\n').filter(Boolean);
    const parents = new Set([...(head === undefined ? [] : [head]), ...merged, ...mergeHeadsFromEnvironment()]);
    const found = new Map<PathBytes, Former[]>();
    for (const parent of parents) {
      const held = await beforeIn(this.#reader, await this.#treeOf(parent), index, paths);
      for (const [path, one] of held) found.set(path, [...(found.get(path) ?? []), one]);
    }
    return new Map([...found].map(([path, held]) => [path, joinFormers(held)]));
  }

  async *objects(range: ObjectRange): AsyncGenerator<ListedObject> {
    const [tips, exclude] = await this.#ends(range);
    yield* listObjects(this.#reader, tips, exclude, await this.shallowBoundary());
  }

  async commits(range: ObjectRange): Promise<Oid[]> {
    const [tips, exclude] = await this.#ends(range);
    const shallow = await this.shallowBoundary();
    const walked = await walkCommits(this.#reader, { tips: tips.commits, exclude: exclude.commits, shallow });
    return walked.commits.map(({ oid }) => oid);
  }

  async read(oids: AsyncIterable<Oid> | Iterable<Oid>, visitor: ObjectVisitor): Promise<void> {
    for await (const oid of oids) {
      if (this.#reader.has(oid)) await this.#show(oid, visitor);
      else visitor.missing(oid);
    }
  }

  async readAll(visitor: ObjectVisitor): Promise<void> {
    for await (const oid of this.#reader.inventory.all()) await this.#show(oid, visitor);
  }

  /** As documented at the seam; of renames, `before` knows those that left the content as it was. */
  async introductions(commits: readonly Oid[], blobs: ReadonlySet<Oid>): Promise<Introduction[]> {
    const shallow = await this.shallowBoundary();
    const found: Introduction[] = [];
    for (const commit of commits) found.push(...(await introductionsOf(this.#reader, commit, blobs, shallow)));
    return found;
  }

  async resolve(revision: string): Promise<Oid | undefined> {
    return resolveRevision(this.#reader, this.#refs, revision);
  }

  async remoteUrl(remote: string): Promise<string | undefined> {
    const config = await this.#text(join(this.#layout.commonDir, 'config'));
    const section = config.split(/^(?=\s*\[)/m).find((part) => part.trimStart().startsWith(`[remote "${remote}"]`));
    return /^\s*url\s*=\s*(.*?)\s*$/m.exec(section ?? '')?.[1];
  }

  objectFolders(): Promise<string[]> {
    return objectDirectories(this.#layout, this.#env);
  }

  async commonDirectory(): Promise<string> {
    return this.#layout.commonDir;
  }

  types(oids: readonly Oid[]): Promise<Map<Oid, ObjectType>> {
    return this.#reader.types(oids);
  }

  async tips(): Promise<Oid[]> {
    return [...new Set([...(await this.#refs.all('refs/')), ...(await this.#refs.heads())])];
  }

  async hasRefs(): Promise<boolean> {
    return (await this.#refs.all('refs/')).length > 0;
  }

  async rivals(name: string): Promise<string[]> {
    const found = await Promise.all(refsNamed(name).map(async (ref) => [ref, await this.#refs.read(ref)] as const));
    const exact = found.filter(([, oid]) => oid !== undefined);
    return new Set(exact.map(([, oid]) => oid)).size > 1 ? exact.map(([ref]) => ref) : [];
  }

  async headBranch(): Promise<string | undefined> {
    const { name } = await this.#refs.follow('HEAD');
    return name === 'HEAD' ? undefined : Buffer.from(name).toString('latin1');
  }

  async isPartial(): Promise<boolean> {
    const { config } = this.#layout;
    return config.has('extensions.partialclone') || config.has('remote.*.promisor');
  }

  async fileAt(commit: Oid, path: string): Promise<Buffer | undefined> {
    const entry = await new TreeLookup(this.#reader, await this.#treeOf(commit)).file(path);
    return entry && (await this.#reader.read(entry.oid)).bytes;
  }

  async shallowBoundary(): Promise<ReadonlySet<Oid>> {
    const named = this.#env.GIT_SHALLOW_FILE;
    if (named === '') return new Set();
    const file = named === undefined ? join(this.#layout.commonDir, 'shallow') : resolve(this.#layout.topLevel, named);
    return new Set((await this.#text(file)).split('\n').filter(Boolean));
  }

  async #ends(range: ObjectRange): Promise<[Ends, Ends]> {
    const excluded = [...range.exclude];
    if (range.excludeRefs === 'all') excluded.push(...(await this.#refs.all('refs/')), ...(await this.#refs.heads()));
    else if (range.excludeRefs !== 'none') excluded.push(...(await this.#tracking(range.excludeRefs.remote)));
    return [
      await peelAll(this.#reader, new Set(range.tips), false),
      await peelAll(this.#reader, new Set(excluded), true),
    ];
  }

  /** A remote's tracking refs, but none where another remote's may lie among them. */
  async #tracking(remote: string): Promise<Oid[]> {
    const config = await this.#text(join(this.#layout.commonDir, 'config'));
    const remotes = [...config.matchAll(/^\s*\[remote "([^"]*)"\]/gm)].map(([, name]) => name!);
    if (remotes.some((name) => areNested(name, remote))) return [];
    return this.#refs.all(`refs/remotes/${remote}/`);
  }

  /** Hands an object out in windows, as `WindowCutter` would cut it; it is in memory as a whole, so nothing is copied. */
  async #show(oid: Oid, visitor: ObjectVisitor): Promise<void> {
    const { type, bytes } = await this.#reader.read(oid);
    for (let offset = 0, last = false; !last; offset += WINDOW_SIZE - WINDOW_OVERLAP) {
      last = offset + WINDOW_SIZE >= bytes.length;
      const part = bytes.subarray(offset, offset + WINDOW_SIZE);
      await visitor.window({ oid, type, size: bytes.length, bytes: part, offset, last });
    }
  }

  async #treeOf(revision: Oid): Promise<Oid> {
    const { oid, type } = await this.#reader.peel(revision);
    if (type === 'tree') return oid;
    if (type !== 'commit') throw absent(revision);
    return (await this.#reader.commit(oid)).tree;
  }

  async #index(): Promise<IndexEntry[]> {
    const named = this.#env.GIT_INDEX_FILE;
    const file = named ? resolve(this.#layout.topLevel, named) : join(this.#layout.gitDir, 'index');
    const bytes = await readIfThere(file);
    return bytes === undefined ? [] : parseIndex(bytes);
  }

  async #text(file: string): Promise<string> {
    return (await readIfThere(file))?.toString('latin1') ?? '';
  }
}

async function readIfThere(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
