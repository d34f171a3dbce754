/** How deep archives may lie in one another. */
export const MOST_DEPTH = 3;

/** The most members that are read of one file, those of archives in it included. */
export const MOST_MEMBERS = 20_000;

/** The most bytes that one file is inflated to, in all. */
const MOST_BYTES = 512 * 1024 * 1024;

/** How many times its size a member may be inflated to. Text in its best case is compressed to a fiftieth, a bomb to a thousandth. */
const MOST_RATIO = 200;

// Ratios of less say nothing: a small file of spaces is no bomb.
const FREE_BYTES = 1024 * 1024;

/** What one file's archives may still give: bombs end here. */
export class Allowance {
  #bytes = MOST_BYTES;
  #members = MOST_MEMBERS;

  /** Bytes that a member may be inflated to whose data has so many. */
  bytesFor(length: number): number {
    return Math.min(this.#bytes, Math.max(FREE_BYTES, length * MOST_RATIO));
  }

  take(content: Buffer): Buffer {
    this.spend(content.length);
    return content;
  }

  spend(bytes: number): void {
    this.#bytes = Math.max(0, this.#bytes - bytes);
  }

  /** @returns whether one more member may be read */
  takeMember(): boolean {
    return this.#members-- > 0;
  }
}
