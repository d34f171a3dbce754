import type { ObjectType, Oid } from '../../domain/blob.ts';
import { firstNumbers } from '../../gate/history/holdings.ts';
import { idAt } from '../../git/pack/id-at.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { TYPE_NAMES } from '../../git/pack/stored-object.ts';

/** What the numbers stand for by which the threads call objects: the slots of the first pack, then of the next. */
export class PackedNumbers {
  readonly #store: ObjectStore;
  readonly #firsts: readonly number[];

  constructor(store: ObjectStore) {
    this.#store = store;
    this.#firsts = firstNumbers(store);
  }

  oid(number: number): Oid {
    const pack = this.#packOf(number);
    return idAt(this.#store.packs[pack]!, number - this.#firsts[pack]!).toString('hex');
  }

  /** @param number of an object that could be read */
  type(number: number): ObjectType {
    const pack = this.#packOf(number);
    return TYPE_NAMES[this.#store.packs[pack]!.type[number - this.#firsts[pack]!]!]!;
  }

  /** Whether an earlier pack has the object, too. */
  isCopy(number: number): boolean {
    const pack = this.#packOf(number);
    return this.#store.duplicates(pack)?.[number - this.#firsts[pack]!] === 1;
  }

  #packOf(number: number): number {
    let pack = this.#firsts.length - 1;
    while (this.#firsts[pack]! > number) pack--;
    return pack;
  }
}
