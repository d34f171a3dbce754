import { statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { PackIndex } from './pack-index.ts';
import { unsupported } from './refusals.ts';

/** A pack: the path without its ending, and its table of contents. */
export interface Pack {
  readonly base: string;
  readonly index: PackIndex;
}

// Node reads no larger file into memory, and isomorphic-git reads packs whole.
const LARGEST_PACK = 2 ** 31 - 1;

/** Which objects a repository holds, over all its object directories. */
export class ObjectInventory {
  /** By file name without ending, the way isomorphic-git asks for them. */
  readonly packs: ReadonlyMap<string, Pack>;
  readonly #directories: readonly string[];

  private constructor(directories: readonly string[], packs: ReadonlyMap<string, Pack>) {
    this.#directories = directories;
    this.packs = packs;
  }

  /** Reads the packs' tables of contents. @throws UnleakError when one can't be read */
  static async open(directories: readonly string[]): Promise<ObjectInventory> {
    const packs = new Map<string, Pack>();
    for (const directory of directories) {
      const names = new Set(await list(join(directory, 'pack')));
      for (const name of names) {
        const stem = name.replace(/\.idx$/, '');
        // Like git, a pack without a table of contents (or the reverse) is one that is still being written.
        if (stem === name || packs.has(stem) || !names.has(`${stem}.pack`)) continue;
        const base = join(directory, 'pack', stem);
        if ((await stat(`${base}.pack`)).size > LARGEST_PACK) throw unsupported('packs of more than 2 GiB');
        packs.set(stem, { base, index: new PackIndex(await readFile(`${base}.idx`)) });
      }
    }
    return new ObjectInventory(directories, packs);
  }

  /** Whether the object is here. */
  has(oid: Oid): boolean {
    if (!/^[0-9a-f]{40}$/.test(oid)) return false;
    for (const { index } of this.packs.values()) if (index.offsetOf(oid) !== undefined) return true;
    return this.looseFile(oid) !== undefined;
  }

  /** The file of an object that is not in a pack. */
  looseFile(oid: Oid): string | undefined {
    for (const directory of this.#directories) {
      const file = join(directory, oid.slice(0, 2), oid.slice(2));
      if (statSync(file, { throwIfNoEntry: false })?.isFile()) return file;
    }
    return undefined;
  }

  /** Every object, each once. */
  async *all(): AsyncGenerator<Oid> {
    const seen = new Set<Oid>();
    for await (const oid of this.#withRepeats()) {
      if (seen.has(oid)) continue;
      seen.add(oid);
      yield oid;
    }
  }

  async *#withRepeats(): AsyncGenerator<Oid> {
    for (const { index } of this.packs.values()) yield* index.oids();
    for (const directory of this.#directories) {
      for (const first of await list(directory)) {
        if (!/^[0-9a-f]{2}$/.test(first)) continue;
        for (const rest of await list(join(directory, first))) if (/^[0-9a-f]{38}$/.test(rest)) yield first + rest;
      }
    }
  }
}

async function list(folder: string): Promise<string[]> {
  return (
    await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
      throw error;
    })
  ).sort();
}
