/** The most bytes of one object that are in memory at a time. */
export const WINDOW_SIZE = 4 * 1024 * 1024;

/** What one window shares with the one before: more than the longest match that a rule may have, encoded twice. */
export const WINDOW_OVERLAP = 128 * 1024;

/** Receives a window: its bytes, where they begin, and whether they are the last. */
export type WindowSink = (bytes: Buffer, offset: number, last: boolean) => void | Promise<void>;

/**
 * Cuts a stream of chunks into overlapping windows, holding no more than about one window.
 * An object of no bytes gives one empty window.
 */
export class WindowCutter {
  readonly #size: number;
  readonly #sink: WindowSink;
  #pending: Buffer[] = [];
  #length = 0;
  #offset = 0;
  #received = 0;

  /**
   * @param size bytes that will come in all; Infinity when that is not known, `end` is called then
   * @param sink is awaited for each window
   */
  constructor(size: number, sink: WindowSink) {
    this.#size = size;
    this.#sink = sink;
  }

  /** Bytes still to come. */
  get remaining(): number {
    return this.#size - this.#received;
  }

  /** Takes the next bytes; never more than `remaining`. */
  async push(chunk: Buffer): Promise<void> {
    this.#pending.push(chunk);
    this.#length += chunk.length;
    this.#received += chunk.length;
    if (this.#received === this.#size) return this.#flush(true);
    if (this.#length >= WINDOW_SIZE) await this.#flush(false);
  }

  /** Ends a stream whose size was not known (Infinity): hands on what is left as the last window. */
  async end(): Promise<void> {
    await this.#flush(true);
  }

  async #flush(last: boolean): Promise<void> {
    const bytes = this.#pending.length === 1 ? this.#pending[0]! : Buffer.concat(this.#pending, this.#length);
    const offset = this.#offset;
    if (last) {
      this.#pending = [];
      this.#length = 0;
    } else {
      const kept = Buffer.from(bytes.subarray(bytes.length - WINDOW_OVERLAP));
      this.#pending = [kept];
      this.#length = kept.length;
      this.#offset = offset + bytes.length - kept.length;
    }
    await this.#sink(bytes, offset, last);
  }
}
