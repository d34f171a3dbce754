import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import type { CoreExports } from './exports.ts';
import { Instance, Memory, Module, type WasmModule } from './web-assembly.ts';

const PAGE = 65536;
// The module's own constants lie below this address.
const FIRST_FREE = PAGE;
// V8 collects garbage whenever a memory grows, and what is not touched takes no room: 32 MiB.
const STEP = 512;
// 4 GiB: as far as 32-bit addresses reach.
const MOST_PAGES = 65536;

let compiled: WasmModule | undefined;

/** One instance of the WebAssembly module, with its memory and a bump allocator over it. One for each thread. */
export class Core {
  readonly memory = new Memory({ initial: STEP, maximum: MOST_PAGES });
  readonly exports: CoreExports;
  #top = FIRST_FREE;
  #bytes = Buffer.alloc(0);
  #words = new Uint32Array(0);

  constructor() {
    this.exports = new Instance(compileCore(), { env: { memory: this.memory } }).exports as CoreExports;
    this.exports.inflateInit(this.alloc(this.exports.INFLATE_SCRATCH.value));
  }

  /** The whole memory. A view dies when the memory grows: take it anew after `alloc` and `ensure`. */
  get bytes(): Buffer {
    if (this.#bytes.buffer !== this.memory.buffer) this.#bytes = Buffer.from(this.memory.buffer);
    return this.#bytes;
  }

  /** The whole memory as little-endian 32-bit words. */
  get words(): Uint32Array {
    if (this.#words.buffer !== this.memory.buffer) this.#words = new Uint32Array(this.memory.buffer);
    return this.#words;
  }

  /** Reserves bytes for good, 64-aligned, with 64 bytes to spare behind them. @returns their address */
  alloc(length: number): number {
    const address = this.#top;
    this.#top += (length + 64 + 63) & ~63;
    this.ensure(this.#top);
    return address;
  }

  /** Where the next `alloc` begins: what lies above is free for a stack that is dropped before it. */
  get top(): number {
    return this.#top;
  }

  /** Gives back all that was reserved since `top` was this. */
  release(top: number): void {
    this.#top = top;
  }

  /** Makes the memory reach up to an address (and 64 bytes more). */
  ensure(end: number): void {
    const missing = end + 64 - this.memory.buffer.byteLength;
    if (missing <= 0) return;
    const pages = Math.ceil(missing / PAGE);
    const room = MOST_PAGES - this.memory.buffer.byteLength / PAGE;
    this.memory.grow(Math.max(pages, Math.min(Math.ceil(pages / STEP) * STEP, room)));
  }
}

/** Compiles the module, once for each thread; `new Core()` does it where nobody has. */
export function compileCore(): WasmModule {
  if (compiled) return compiled;
  // The baseline compiler's code is a third slower, and a scan is over before V8 replaces it.
  setFlagsFromString('--no-liftoff');
  compiled = new Module(readFileSync(join(import.meta.dirname, 'core.wasm')));
  return compiled;
}
