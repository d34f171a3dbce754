import {
  buildTables,
  type EngineForm,
  type EngineTables,
  type TablesOptions,
} from '../../../src/detect/engine/tables.ts';
import { Core } from '../../../src/wasm/core.ts';
import type { EngineData } from '../../../src/wasm/search-parts.ts';
import type { Hit } from './search.ts';

const MOST_BYTES = 256 * 1024;
const MOST_WINDOWS = 64;

/** The search with its tables, for bytes of our own. */
export class Searcher {
  readonly tables: EngineTables;
  readonly #core = new Core();
  readonly #data: number;
  readonly #windows: number;
  readonly #out: number;

  constructor(data: EngineData, options?: TablesOptions) {
    this.tables = buildTables(this.#core, data, options);
    this.#data = this.#core.alloc(MOST_BYTES + 16);
    this.#windows = this.#core.alloc(MOST_WINDOWS * 8);
    this.#out = this.#core.alloc(MOST_BYTES);
  }

  /** All hits that begin in some windows. */
  hits(bytes: Uint8Array, windows: readonly (readonly [number, number])[], options: SearchOptions = {}): Hit[] {
    const { shift = 0, room = MOST_BYTES / 8, beyond = 0 } = options;
    const at = this.#data + shift;
    this.#core.bytes.set(bytes, at);
    this.#core.bytes.fill(beyond, at + bytes.length, at + bytes.length + 64);
    this.#core.words.set(windows.flat(), this.#windows / 4);
    const { search, searchNext } = this.#core.exports;
    const hits: Hit[] = [];
    let count = search(at, bytes.length, this.#windows, windows.length, this.#out, room);
    for (;;) {
      const words = this.#core.words.subarray(this.#out / 4, this.#out / 4 + count * 2);
      for (let i = 0; i < words.length; i += 2) hits.push([words[i]!, words[i + 1]!]);
      if (count < room) return inOrder(hits);
      count = searchNext();
    }
  }

  /** All hits in some bytes, with what was hit. */
  found(bytes: Uint8Array): Found[] {
    return this.hits(bytes, [[0, bytes.length]]).map(([at, number]) => ({ at, ...this.tables.form(number) }));
  }
}

export interface Found extends EngineForm {
  readonly at: number;
}

interface SearchOptions {
  /** Bytes from an aligned address to where the searched ones lie. */
  readonly shift?: number;
  /** How many hits are taken at once. */
  readonly room?: number;
  /** What stands behind the searched bytes. */
  readonly beyond?: number;
}

/** By position and form: the search has those of a window in the order of their probes. */
const inOrder = (hits: readonly Hit[]): Hit[] => hits.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
