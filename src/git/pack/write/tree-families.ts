/** The tree that was added last of a family. */
export interface LastTree {
  readonly bytes: Buffer;
  /** Where its entry begins in the pack. */
  readonly offset: number;
  /** Deltas that have to be applied to read it. */
  readonly depth: number;
}

const MOST_FAMILIES = 8192;
const MOST_BYTES = 64 * 2 ** 20;

/** The last tree of each family; families that were not used for long are forgotten. */
export class TreeFamilies {
  readonly #last = new Map<number, LastTree>();
  #bytes = 0;

  get(family: number): LastTree | undefined {
    return this.#last.get(family);
  }

  /** @param bytes are copied */
  set(family: number, bytes: Buffer, offset: number, depth: number): void {
    const before = this.#last.get(family);
    if (before) this.#forget(family, before);
    if (bytes.length > MOST_BYTES) return;
    // The same memory again, where the length is the same: most changes are.
    const kept = before?.bytes.length === bytes.length ? before.bytes : Buffer.allocUnsafeSlow(bytes.length);
    kept.set(bytes);
    this.#last.set(family, { bytes: kept, offset, depth });
    this.#bytes += bytes.length;
    for (const [oldest, tree] of this.#last) {
      if (this.#bytes <= MOST_BYTES && this.#last.size <= MOST_FAMILIES) break;
      this.#forget(oldest, tree);
    }
  }

  #forget(family: number, { bytes }: LastTree): void {
    this.#last.delete(family);
    this.#bytes -= bytes.length;
  }
}
