import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import type { Layout } from './locate.ts';
import { corrupt } from './refusals.ts';

// As deep as git follows symbolic refs.
const DEEPEST = 5;
// Refs that each worktree has for itself: https://git-scm.com/docs/git-worktree#_refs
const PER_WORKTREE = /^(?!refs\/)|^refs\/(bisect|worktree|rewritten)\//;

/** Reads refs from their files and from packed-refs: https://git-scm.com/docs/gitrepository-layout */
export class Refs {
  readonly #layout: Layout;
  #packed: Promise<ReadonlyMap<string, Oid>> | undefined;

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /**
   * The id that a ref of this very name (`HEAD`, `refs/heads/main`) holds, or undefined if there is no such ref.
   * @throws UnleakError `object-corrupt` when its file holds something else, or symbolic refs go round in a ring
   */
  async read(name: string): Promise<Oid | undefined> {
    return (await this.follow(name)).oid;
  }

  /** Follows symbolic refs. @returns the name at the end, and the id there, if there is one */
  async follow(name: string): Promise<{ name: string; oid: Oid | undefined }> {
    let at = name;
    for (let depth = 0; depth <= DEEPEST; depth++) {
      if (!isRefName(at)) return { name: at, oid: undefined };
      const text = await this.#text(at);
      const target = /^ref:\s*(\S.*?)\s*$/s.exec(text ?? '')?.[1];
      if (target === undefined)
        return { name: at, oid: text === undefined ? (await this.#packedRefs()).get(at) : idIn(text, at) };
      at = target;
    }
    throw corrupt('symbolic refs go round in a ring');
  }

  /** The ids that all refs with this beginning hold; a ref that can't be read is passed over, as git does. */
  async all(prefix: string): Promise<Oid[]> {
    const names = new Set([...(await this.#packedRefs()).keys()].filter((name) => name.startsWith(prefix)));
    const { commonDir, gitDir } = this.#layout;
    for (const root of new Set([commonDir, gitDir]))
      for await (const name of filesBelow(root, prefix.replace(/\/$/, ''))) names.add(name);
    const oids = await Promise.all([...names].map((name) => this.read(name).catch(() => undefined)));
    return oids.filter((oid) => oid !== undefined);
  }

  /** The ids of every HEAD: this worktree's, and the other worktrees'. */
  async heads(): Promise<Oid[]> {
    const { commonDir } = this.#layout;
    const folders = [
      commonDir,
      ...(await names(join(commonDir, 'worktrees'))).map((name) => join(commonDir, 'worktrees', name)),
    ];
    const oids = [await this.read('HEAD')];
    for (const gitDir of folders)
      oids.push(await new Refs({ ...this.#layout, gitDir }).read('HEAD').catch(() => undefined));
    return oids.filter((oid) => oid !== undefined);
  }

  async #text(name: string): Promise<string | undefined> {
    const root = PER_WORKTREE.test(name) ? this.#layout.gitDir : this.#layout.commonDir;
    return readFile(join(root, name), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return undefined;
      throw error;
    });
  }

  #packedRefs(): Promise<ReadonlyMap<string, Oid>> {
    this.#packed ??= readPackedRefs(join(this.#layout.commonDir, 'packed-refs'));
    return this.#packed;
  }
}

function idIn(text: string, name: string): Oid {
  const oid = /^[0-9a-f]{40}(?=\s|$)/.exec(text)?.[0];
  if (oid === undefined) throw corrupt(`the ref ${JSON.stringify(name)} holds no object id`);
  return oid;
}

/** Names that can't lead out of the git directory, nor to a file there that is no ref. */
const isRefName = (name: string): boolean =>
  /^([A-Z][A-Z_-]*|refs\/.+)$/.test(name) && !/(^|\/)\.|\.\.|\/\/|\/$|[\x00-\x20\x7f~^:?*[\\]/.test(name);

/** Lines of `<id> <name>`; `#` begins a header, `^<id>` is what the tag before comes to. */
async function readPackedRefs(file: string): Promise<Map<string, Oid>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const refs = new Map<string, Oid>();
  for (const line of text.split('\n')) {
    const ref = /^([0-9a-f]{40}) (\S.*)$/.exec(line);
    if (ref) refs.set(ref[2]!, ref[1]!);
    else if (line !== '' && !/^[#^]/.test(line)) throw corrupt('packed-refs is not of the form that git writes');
  }
  return refs;
}

async function* filesBelow(root: string, folder: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) yield* filesBelow(root, name);
    else yield name;
  }
}

const names = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
