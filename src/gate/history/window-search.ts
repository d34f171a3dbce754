import type { Core } from '../../wasm/core.ts';

const MOST_WINDOWS = 16384;
const MOST_HITS = 16384;

/** The search in the memory of one core, with room for the windows that it looks at and the hits that it gives. */
export class WindowSearch {
  /** Address of the windows: u32 pairs [from, to). */
  readonly windows: number;
  readonly mostWindows = MOST_WINDOWS;
  readonly #core: Core;
  readonly #looked: { windowBytes: number };
  readonly #hits: number;

  /** @param looked counts the bytes in windows */
  constructor(core: Core, looked: { windowBytes: number }) {
    this.#core = core;
    this.#looked = looked;
    this.windows = core.alloc(MOST_WINDOWS * 8);
    this.#hits = core.alloc(MOST_HITS * 8);
  }

  /** All hits in an object: pairs of position and form. */
  whole(address: number, length: number): number[] {
    this.#core.words.set([0, length], this.windows >> 2);
    return this.inWindows(address, length, length === 0 ? 0 : 1);
  }

  /** Those at some positions. */
  at(address: number, length: number, positions: readonly number[]): number[] {
    positions.forEach((position, i) => {
      this.#core.words.set([position, position + 1], (this.windows >> 2) + i * 2);
    });
    return this.inWindows(address, length, positions.length);
  }

  /** Those in the windows that lie in memory. @param count of them */
  inWindows(address: number, length: number, count: number): number[] {
    const hits: number[] = [];
    if (count === 0) return hits;
    const { exports, words } = this.#core;
    for (let i = 0, at = this.windows >> 2; i < count; i++, at += 2)
      this.#looked.windowBytes += words[at + 1]! - words[at]!;
    let found = exports.search(address, length, this.windows, count, this.#hits, MOST_HITS);
    for (;;) {
      for (let i = 0, at = this.#hits >> 2; i < found * 2; i++) hits.push(words[at + i]!);
      if (found < MOST_HITS) return hits;
      found = exports.searchNext();
    }
  }
}
