import type { Deadline } from './deadline.ts';
import { isList, type ProjectionPool } from './projection-pool.ts';

/** A marked blob at a path where none of the others has it. */
export interface NewBlob {
  readonly path: string;
  readonly blob: number;
  /** Marked blobs that the others have at that path. */
  readonly others: readonly number[];
}

/** Counts what is done: a few small trees can stand for more paths than anybody can walk. */
export class Budget {
  readonly #deadline: Deadline;
  #left: number;
  /** Whether something was not done. */
  spent = false;

  constructor(steps: number, deadline: Deadline) {
    this.#left = steps;
    this.#deadline = deadline;
  }

  /**
   * @returns whether it may still be done
   * @throws UnleakError when the time is over
   */
  take(): boolean {
    this.#deadline.check();
    if (this.#left > 0) {
      this.#left--;
      return true;
    }
    this.spent = true;
    return false;
  }
}

/** Compares projections, path by path. */
export class BlobDiff {
  readonly #pool: ProjectionPool;
  readonly #nameOf: (name: number) => string;
  readonly #steps: Budget;
  /** Comparisons of folders that told nothing: a few small trees may stand for any number of them. */
  readonly #barren = new Set<string>();
  #tell: (blob: NewBlob) => boolean = () => true;
  #stopped = false;

  constructor(pool: ProjectionPool, nameOf: (name: number) => string, steps: Budget) {
    this.#pool = pool;
    this.#nameOf = nameOf;
    this.#steps = steps;
  }

  /**
   * Tells all blobs at paths where none of the others has the same.
   * @param tell whether to go on
   */
  compare(projection: number, others: readonly number[], tell: (blob: NewBlob) => boolean): void {
    this.#tell = tell;
    this.#stopped = false;
    this.#compare(projection, others, '');
  }

  /** @returns whether anything was told */
  #compare(projection: number, others: readonly number[], folder: string): boolean {
    const key = `${projection}:${others}`;
    if (others.includes(projection) || this.#barren.has(key)) return false;
    const { pairs } = this.#pool;
    const thereByName = this.#valuesByName(others);
    const end = this.#pool.to(projection);
    let told = false;
    for (let at = this.#pool.from(projection); at < end && this.#goesOn(); at += 2) {
      const there = thereByName.get(pairs[at]!) ?? NONE;
      if (!there.has(pairs[at + 1]!))
        told = this.#report(pairs[at + 1]!, [...there], folder + this.#nameOf(pairs[at]!)) || told;
    }
    if (!told && !this.#stopped) this.#barren.add(key);
    return told;
  }

  #goesOn(): boolean {
    if (!this.#steps.take()) this.#stopped = true;
    return !this.#stopped;
  }

  #valuesByName(lists: readonly number[]): ReadonlyMap<number, ReadonlySet<number>> {
    const { pairs } = this.#pool;
    const byName = new Map<number, Set<number>>();
    for (const list of lists) {
      const end = this.#pool.to(list);
      for (let at = this.#pool.from(list); at < end && this.#goesOn(); at += 2) {
        const known = byName.get(pairs[at]!);
        if (known) known.add(pairs[at + 1]!);
        else byName.set(pairs[at]!, new Set([pairs[at + 1]!]));
      }
    }
    return byName;
  }

  /** @returns whether anything was told */
  #report(value: number, there: readonly number[], path: string): boolean {
    if (isList(value)) {
      const folders = there.filter(isList).map((other) => other >>> 1);
      return this.#compare(value >>> 1, folders, `${path}/`);
    }
    const others = there.filter((other) => !isList(other)).map((other) => other >>> 1);
    if (!this.#tell({ path, blob: value >>> 1, others })) this.#stopped = true;
    return true;
  }
}

const NONE: ReadonlySet<number> = new Set();
