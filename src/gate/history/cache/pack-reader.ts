import type { Candidate } from '../../../domain/candidate.ts';
import { idAt } from '../../../git/pack/id-at.ts';
import { ObjectReader } from '../../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../../git/pack/object-store.ts';
import type { Searcher } from '../searcher.ts';

/** Looks at single objects of a pack, whole. */
export class PackReader {
  readonly searcher: Searcher;
  readonly #store: ObjectStore;
  readonly #objects: ObjectReader;

  constructor(store: ObjectStore, searcher: Searcher) {
    this.searcher = searcher;
    this.#store = store;
    this.#objects = new ObjectReader(searcher.core, store);
  }

  /** The claims of the object in a slot; none where there is no such slot. @param number of the pack @throws UnleakError where it can't be read */
  claims(number: number, slot: number): Candidate[] {
    const pack = this.#store.packs[number]!;
    if (!(slot < pack.count)) return [];
    const object = this.#objects.read(idAt(pack, slot));
    return object ? this.searcher.claims(object.bytes) : [];
  }

  close(): void {
    this.#objects.close();
  }
}
