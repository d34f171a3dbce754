import { isList, NOTHING, type ProjectionPool } from './projection-pool.ts';

/** Which blobs projections lead to. Each projection is looked into once. */
export class BlobMarks {
  readonly #pool: ProjectionPool;
  readonly #seen: Uint8Array;
  readonly blobs = new Set<number>();

  constructor(pool: ProjectionPool) {
    this.#pool = pool;
    this.#seen = new Uint8Array(pool.count);
    this.#seen[NOTHING] = 1;
  }

  add(projection: number): void {
    if (this.#seen[projection]) return;
    const waiting: number[] = [];
    this.#wait(projection, waiting);
    for (let list = waiting.pop(); list !== undefined; list = waiting.pop()) {
      for (let at = this.#pool.from(list); at < this.#pool.to(list); at += 2) {
        const value = this.#pool.pairs[at + 1]!;
        if (isList(value)) this.#wait(value >>> 1, waiting);
        else this.blobs.add(value >>> 1);
      }
    }
  }

  #wait(list: number, waiting: number[]): void {
    if (this.#seen[list]) return;
    this.#seen[list] = 1;
    waiting.push(list);
  }
}
