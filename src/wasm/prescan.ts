import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PrescanExports } from './prescan-exports.ts';
import type { Instance, Memory, Module } from './web-assembly.ts';

/** A keyword: at least three bytes and at most 255; `text` is in lower case where case does not matter. */
export interface PrescanKeyword {
  readonly text: string;
  readonly caseless: boolean;
}

/** Not imported: `node --jitless` has no WebAssembly, and a hook that never asks for it has to start there, too. */
interface Global {
  readonly WebAssembly?: {
    readonly Module: typeof Module;
    readonly Memory: typeof Memory;
    readonly Instance: typeof Instance;
  };
}

/** Pairs of words, one behind the other. */
type Pairs = Uint32Array;

const PAGE = 65536;
// More than these, and one for so many bytes, are a reason to look in another way.
const MOST_PAIRS = 4096;
const BYTES_PER_PAIR = 64;
// The module's tables, and for each keyword its record's head and its entry.
const ROOM_FOR_TABLES = 20 * 1024;
const ROOM_FOR_KEYWORD = 2 + 16;

/** Keywords as the module takes them: for each whether it is caseless, and its length, a byte each; then its text. */
export function keywordRecords(keywords: readonly PrescanKeyword[]): Buffer {
  const records = keywords.map(({ text, caseless }) => String.fromCharCode(caseless ? 1 : 0, text.length) + text);
  return Buffer.from(records.join(''), 'latin1');
}

/** The commit hook's search for keywords and for runs of base64 characters: prescan.as.ts, over one piece of memory. */
export class Prescan {
  readonly #exports: PrescanExports;
  readonly #memory: ArrayBuffer;
  readonly #data: number;
  readonly #end: number;
  readonly #out: number;
  readonly #most: number;

  /**
   * @param records as `keywordRecords` makes them; keywords are numbered in their order @param count how many
   * @param bytes what is searched
   * @throws where there is no WebAssembly (`node --jitless`) or no room for it
   */
  constructor(records: Uint8Array, count: number, bytes: Buffer) {
    const { WebAssembly: wasm } = globalThis as unknown as Global;
    if (wasm === undefined) throw new Error('There is no WebAssembly here.');
    this.#most = MOST_PAIRS + Math.floor(bytes.length / BYTES_PER_PAIR);
    const room = ROOM_FOR_TABLES + records.length + count * ROOM_FOR_KEYWORD + bytes.length + this.#most * 8;
    const pages = Math.ceil(room / PAGE);
    const memory = new wasm.Memory({ initial: pages, maximum: pages });
    const module = new wasm.Module(readFileSync(join(import.meta.dirname, 'prescan.wasm')));
    this.#exports = new wasm.Instance(module, { env: { memory } }).exports as PrescanExports;
    this.#memory = memory.buffer;
    const all = Buffer.from(this.#memory);
    const from = this.#exports.prescanInit();
    all.set(records, from);
    this.#data = this.#exports.prescanKeywords(from, from + records.length);
    all.set(bytes, this.#data);
    this.#end = this.#data + bytes.length;
    this.#out = (this.#end + 7) & ~7;
  }

  /** Where keywords stand: {position, keyword's number}, by position. Undefined where there are too many. */
  hits(): Pairs | undefined {
    return this.#pairs(this.#exports.prescanHits(this.#data, this.#end, this.#out, this.#most));
  }

  /** All runs of at least `shortest` base64 characters: {from, to}, by position. Undefined where there are too many. */
  runs(shortest: number): Pairs | undefined {
    return this.#pairs(this.#exports.prescanRuns(this.#data, this.#end, shortest, this.#out, this.#most));
  }

  #pairs(count: number): Pairs | undefined {
    return count < 0 ? undefined : new Uint32Array(this.#memory, this.#out, count * 2).slice();
  }
}
