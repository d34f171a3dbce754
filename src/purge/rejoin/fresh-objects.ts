import type { ObjectType, Oid } from '../../domain/blob.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { ReadObject } from '../../git/pack/stored-object.ts';
import { ObjectId } from '../../git/pack/write/object-id.ts';
import { Core } from '../../wasm/core.ts';
import { WholeReader } from '../rewrite/history/whole-reader.ts';

/** The objects of a store, and new ones that are not written yet: somebody's own work, so there are few. */
export class FreshObjects {
  readonly store: ObjectStore;
  readonly #reader: WholeReader;
  readonly #id: ObjectId;
  readonly #fresh = new Map<Oid, ReadObject>();

  constructor(store: ObjectStore) {
    this.store = store;
    this.#reader = new WholeReader(new Core(), store);
    this.#id = new ObjectId(store.hashLength);
  }

  has(oid: Oid): boolean {
    return this.#fresh.has(oid) || this.isStored(oid);
  }

  /** Whether it was there before. */
  isStored(oid: Oid): boolean {
    return this.store.find(Buffer.from(oid, 'hex')) !== undefined;
  }

  /** Those of which the first is here, as they lie in the packs: neighbours are deltas of one another, and read sooner so. */
  inOrder<T extends readonly [oid: Oid, ...rest: unknown[]]>(all: readonly T[]): T[] {
    const placed = all.flatMap((each): [number, T][] => {
      const place = this.store.find(Buffer.from(each[0], 'hex'));
      if (place === undefined) return this.#fresh.has(each[0]) ? [[Number.POSITIVE_INFINITY, each]] : [];
      return [[place === 'loose' ? -1 : place.pack * 2 ** 32 + place.slot, each]];
    });
    return placed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, each]) => each);
  }

  /** @throws UnleakError `object-missing`, `object-corrupt`, `unsupported` (too large), `io` */
  read(oid: Oid): ReadObject {
    return this.#fresh.get(oid) ?? this.#reader.read(Buffer.from(oid, 'hex'));
  }

  idOf(type: ObjectType, bytes: Buffer): Oid {
    return this.#id.of(type, bytes).toString('hex');
  }

  /** @param bytes not to be changed afterwards @returns the id */
  add(type: ObjectType, bytes: Buffer): Oid {
    const oid = this.idOf(type, bytes);
    if (!this.has(oid)) this.#fresh.set(oid, { type, bytes });
    return oid;
  }

  /** What is not in the store yet. */
  fresh(): IterableIterator<ReadObject> {
    return this.#fresh.values();
  }

  close(): void {
    this.#reader.close();
  }
}
