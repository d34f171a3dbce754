import { createHash } from 'node:crypto';
import type { ObjectType, Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { ObjectInventory } from './object-inventory.ts';
import { OVERLAY_GIT_DIRECTORY, overlayFs } from './overlay-fs.ts';
import { type Commit, parseCommit, taggedObject } from './parse-commit.ts';
import { parseTree, type TreeEntry } from './parse-tree.ts';
import { absent, corrupt } from './refusals.ts';

/** An object, whole. */
export interface StoredObject {
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

/** Where tags lead. */
export interface Peeled {
  readonly tags: readonly Oid[];
  readonly oid: Oid;
  /** Undefined: it is not here. */
  readonly type: Exclude<ObjectType, 'tag'> | undefined;
}

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
const TREES_KEPT = 4096;

/** Reads objects through isomorphic-git, which is loaded with the first of them, and checks each against its id. */
export class ObjectReader {
  readonly inventory: ObjectInventory;
  readonly #fs: ReturnType<typeof overlayFs>;
  readonly #cache = {};
  readonly #trees = new Map<Oid, readonly TreeEntry[]>();

  constructor(inventory: ObjectInventory) {
    this.inventory = inventory;
    this.#fs = overlayFs(inventory);
  }

  /** Whether the object can be read; git knows the empty tree without holding it. */
  has(oid: Oid): boolean {
    return oid === EMPTY_TREE || this.inventory.has(oid);
  }

  /**
   * Reads an object.
   * @throws UnleakError `object-missing`, `object-corrupt`, `io`
   */
  async read(oid: Oid): Promise<StoredObject> {
    if (!this.has(oid)) throw absent(oid);
    const { readObject } = await import('isomorphic-git');
    const found = await readObject({
      fs: this.#fs,
      gitdir: OVERLAY_GIT_DIRECTORY,
      oid,
      format: 'content',
      cache: this.#cache,
    }).catch((error: unknown) => {
      throw explain(error, oid);
    });
    const bytes = Buffer.from(found.object as Uint8Array);
    // For packs isomorphic-git checks the file as a whole, not that the table of contents gives the right object.
    const sum = createHash('sha1').update(`${found.type} ${bytes.length}\0`).update(bytes).digest('hex');
    if (sum !== oid || !/^(blob|commit|tag|tree)$/.test(found.type))
      throw corrupt(`object ${oid} is not what its id says`);
    return { type: found.type as ObjectType, bytes };
  }

  /** The types of those of the objects that are here. @throws UnleakError as `read` */
  async types(oids: readonly Oid[]): Promise<Map<Oid, ObjectType>> {
    const types = new Map<Oid, ObjectType>();
    for (const oid of oids) if (this.has(oid)) types.set(oid, (await this.read(oid)).type);
    return types;
  }

  /** Reads a tree. @throws UnleakError as `read`, and when the object is no tree */
  async tree(oid: Oid): Promise<readonly TreeEntry[]> {
    const kept = this.#trees.get(oid);
    if (kept) return kept;
    const entries = parseTree(await this.#typed(oid, 'tree'), oid);
    if (this.#trees.size >= TREES_KEPT) this.#trees.clear();
    this.#trees.set(oid, entries);
    return entries;
  }

  /** Reads a commit. @throws UnleakError as `read`, and when the object is no commit */
  async commit(oid: Oid): Promise<Commit> {
    return parseCommit(await this.#typed(oid, 'commit'), oid);
  }

  /**
   * Follows tags to what they name.
   * @param tolerant stop without a type where the store lacks what a tag names, instead of throwing `object-missing`
   * @returns the tags' ids on the way, and the object at the end
   */
  async peel(oid: Oid, tolerant = false): Promise<Peeled> {
    const tags: Oid[] = [];
    for (let at = oid; ; ) {
      if (tolerant && !this.has(at)) return { tags, oid: at, type: undefined };
      const { type, bytes } = await this.read(at);
      if (type !== 'tag') return { tags, oid: at, type };
      tags.push(at);
      // What a tag says of its object's type is not believed: the object itself is read.
      at = taggedObject(bytes, at);
    }
  }

  async #typed(oid: Oid, type: ObjectType): Promise<Buffer> {
    const found = await this.read(oid);
    if (found.type !== type) throw corrupt(`object ${oid} should be a ${type} and is a ${found.type}`);
    return found.bytes;
  }
}

function explain(error: unknown, oid: Oid): UnleakError {
  if (error instanceof UnleakError) return error;
  if (typeof (error as NodeJS.ErrnoException).syscall === 'string')
    return new UnleakError(
      'io',
      `The file of object ${oid} could not be read.`,
      'Check the permissions of the repository.',
      { cause: error },
    );
  return corrupt(`object ${oid} can't be unpacked`, error);
}
