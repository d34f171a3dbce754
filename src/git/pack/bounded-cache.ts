import type { ReadObject } from './stored-object.ts';

// Of larger objects a few would push out all others.
const LARGEST_SHARE = 16;

/** Objects that were read lately, up to a number of bytes; those that were not used for long make room. */
export class BoundedCache {
  readonly #most: number;
  readonly #kept = new Map<number, ReadObject>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  get(key: number): ReadObject | undefined {
    const found = this.#kept.get(key);
    if (!found) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  /** Whether an object of so many bytes would be kept. */
  takes(bytes: number): boolean {
    return bytes * LARGEST_SHARE <= this.#most;
  }

  set(key: number, object: ReadObject): void {
    if (!this.takes(object.bytes.length) || this.#kept.has(key)) return;
    this.#kept.set(key, object);
    this.#bytes += object.bytes.length;
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#most) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}
