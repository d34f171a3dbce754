import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Unreadable } from './alternates.ts';
import { fanoutOf, findPosition, type HashLength, type IdList, sharedBytes } from './ids.ts';
import { inflateLoose } from './inflate-loose.ts';
import { listFolder } from './list-folder.ts';
import { damagedObject, type ReadObject, refusalOf, tooLarge } from './stored-object.ts';

/** Objects in files of their own, as they were when the store was opened. */
export class LooseObjects implements IdList {
  readonly hashLength: HashLength;
  readonly count: number;
  /** Sorted, each once, count * hashLength bytes. */
  readonly ids: Uint8Array;
  readonly fanout: Uint32Array;
  readonly #folders: readonly string[];

  /** @param folders of objects: the own one and the alternates */
  constructor(folders: readonly string[], hashLength: HashLength, unreadable: Unreadable[]) {
    this.#folders = folders;
    this.hashLength = hashLength;
    const listed = listLoose(folders, hashLength, unreadable);
    this.count = listed.length;
    this.ids = sharedBytes(listed.length * hashLength);
    for (const [i, id] of listed.entries()) this.ids.set(Buffer.from(id, 'hex'), i * hashLength);
    this.fanout = fanoutOf(this.ids, hashLength);
  }

  has(id: Uint8Array): boolean {
    return findPosition(this, id) >= 0;
  }

  /**
   * Reads an object, whole; that it is what its id says, the caller checks.
   * @param largest in bytes: what is larger is refused before it is inflated
   * @returns undefined when it is not (or no longer) there
   * @throws UnleakError `object-corrupt`, `unsupported` when it is too large, `io`
   */
  read(id: Uint8Array, largest: number): ReadObject | undefined {
    const oid = Buffer.from(id).toString('hex');
    for (const folder of this.#folders) {
      const file = join(folder, oid.slice(0, 2), oid.slice(2));
      const compressed = readCompressed(file, oid, largest);
      if (compressed) return inflateLoose(compressed, oid, largest);
    }
    return undefined;
  }
}

function listLoose(folders: readonly string[], hashLength: HashLength, unreadable: Unreadable[]): string[] {
  const rest = new RegExp(`^[0-9a-f]{${hashLength * 2 - 2}}$`);
  const found = new Set<string>();
  for (const folder of folders) {
    for (const first of listFolder(folder, unreadable)) {
      if (!/^[0-9a-f]{2}$/.test(first)) continue;
      for (const name of listFolder(join(folder, first), unreadable)) if (rest.test(name)) found.add(first + name);
    }
  }
  return [...found].sort();
}

function readCompressed(file: string, oid: string, largest: number): Buffer | undefined {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (!stat) return undefined;
    if (!stat.isFile()) throw damagedObject(oid, 'is not in a regular file');
    // zlib makes nothing much longer, and git writes nothing behind it.
    if (stat.size > largest + largest / 64 + 1024) throw tooLarge(oid, largest);
    return readFileSync(file);
  } catch (error) {
    throw refusalOf(oid, error);
  }
}
