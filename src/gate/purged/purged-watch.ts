import type { Oid } from '../../domain/blob.ts';
import type { PurgedAgain } from '../../domain/purged.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { ListedObject, Repository } from '../../git/repository.ts';
import { BudgetExceeded } from '../budget-exceeded.ts';
import { inTime } from '../in-time.ts';
import type { PurgedObjects } from './purged-objects.ts';

/** Objects that a report names; the others are counted. */
const MOST_NAMED = 1000;

/** Keeps the purged objects that a source meets. */
export class PurgedWatch {
  readonly #state: PurgedAgain['state'];
  readonly #named: Oid[] = [];
  #count = 0;

  /** @param state what it means to meet one */
  constructor(state: PurgedAgain['state']) {
    this.#state = state;
  }

  /** Records an object; each is met once. */
  meet(oid: Oid): void {
    this.#count++;
    if (this.#named.length < MOST_NAMED) this.#named.push(oid);
  }

  /** Lets a listing through, and records those of its objects that were purged: missing ones, too. */
  async *over(objects: AsyncIterable<ListedObject>, purged: PurgedObjects): AsyncGenerator<ListedObject> {
    for await (const object of objects) {
      if (purged.has(object.oid)) this.meet(object.oid);
      yield object;
    }
  }

  /** What was met. @param deadline milliseconds since the epoch @returns undefined where nothing was */
  async result(repository: Repository | undefined, deadline: number): Promise<PurgedAgain | undefined> {
    if (this.#count === 0 || !repository) return undefined;
    const kinds = await inTime(deadline, repository.types(this.#named)).catch((error: unknown) => {
      // They are refused by their ids; what they are is told where it can be.
      if (error instanceof UnleakError || error instanceof BudgetExceeded) return undefined;
      throw error;
    });
    const objects = this.#named.map((oid) => {
      const kind = kinds?.get(oid);
      return kind === undefined ? { oid } : { oid, kind };
    });
    return { state: this.#state, count: this.#count, objects };
  }
}
