import { UnleakError } from '../../../domain/unleak-error.ts';
import { ObjectReader } from '../../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../../git/pack/object-store.ts';
import type { ReadObject } from '../../../git/pack/stored-object.ts';
import { Core } from '../../../wasm/core.ts';

const MIB = 2 ** 20;
/** For what the first reader refuses. Four times as much is reserved, in a memory of 4 GiB; only what is used is touched. */
const LARGER = [128 * MIB, 900 * MIB];

/** Reads single objects, whole, however large. */
export class WholeReader {
  /** For objects of up to 32 MiB. */
  readonly plain: ObjectReader;
  readonly #store: ObjectStore;
  readonly #larger: ObjectReader[] = [];

  constructor(core: Core, store: ObjectStore) {
    this.plain = new ObjectReader(core, store);
    this.#store = store;
  }

  /** @throws UnleakError `object-missing`, `object-corrupt`, `unsupported` (too large), `io` */
  read(id: Buffer): ReadObject {
    const object = this.#tryAll(id);
    if (!object) throw missing(id.toString('hex'));
    return object;
  }

  close(): void {
    for (const reader of [this.plain, ...this.#larger]) reader.close();
  }

  #tryAll(id: Buffer): ReadObject | undefined {
    for (let i = -1; ; i++) {
      try {
        return (i < 0 ? this.plain : this.#largerReader(i)).read(id);
      } catch (error) {
        if (i === LARGER.length - 1 || !(error instanceof UnleakError && error.code === 'unsupported')) throw error;
      }
    }
  }

  #largerReader(i: number): ObjectReader {
    this.#larger[i] ??= new ObjectReader(new Core(), this.#store, { largest: LARGER[i]!, cacheBytes: 0 });
    return this.#larger[i];
  }
}

/** An object that a tip reaches and that is not there. */
export const missing = (oid: string): UnleakError =>
  new UnleakError(
    'object-missing',
    `Object ${oid} belongs to this history, and the repository does not hold it; nothing was changed.`,
    'Fetch what is missing (`git fetch --unshallow`, `git fetch --refetch`) or restore it from another clone, then try again.',
  );
