import { expect } from 'vitest';
import { Core } from '../../../src/wasm/core.ts';

/** A region that may be written: bytes that the caller named and the slack behind them. */
type Span = readonly [from: number, to: number];

const MOST_MEMORY = 1 << 20;
const FILLINGS = [0x00, 0x31, 0xa5, 0xff].map((byte) =>
  Buffer.alloc(MOST_MEMORY, Buffer.from([0xa5, byte, 0x5a, byte, 0xff])),
);

/**
 * A core's memory in which functions run under guard: whatever they write outside of the spans that they may write is noticed, and the region
 * that `atEnd` places ends where memory ends, so that reading or writing behind it traps.
 */
export class GuardedMemory {
  readonly core = new Core();
  readonly scratch: Span;
  readonly #before: Buffer;
  #top: number;
  #end: number;

  constructor() {
    const { exports } = this.core;
    const length = exports.INFLATE_SCRATCH.value;
    const from = this.core.alloc(length);
    this.scratch = [from, from + length];
    exports.inflateInit(from);
    this.#top = this.core.top;
    this.#end = this.core.memory.buffer.byteLength;
    this.#before = Buffer.alloc(this.#end);
  }

  /** Forgets all regions and fills memory with something else than zeros. */
  clear(seed = 0): void {
    this.#top = this.core.top;
    this.#end = this.core.memory.buffer.byteLength;
    FILLINGS[seed % FILLINGS.length]!.copy(this.core.bytes, this.#top);
  }

  /** Places bytes, or room for so many, with slack behind, anywhere. @returns the address */
  place(content: Uint8Array | number, slack = 0): number {
    const address = this.#top + 64;
    this.#top = address + lengthOf(content) + slack + 64;
    return this.#put(address, content);
  }

  /** The same, such that the slack ends where memory does. Once after `clear`. */
  atEnd(content: Uint8Array | number, slack = 0): number {
    this.#end -= lengthOf(content) + slack;
    return this.#put(this.#end, content);
  }

  #put(address: number, content: Uint8Array | number): number {
    expect(this.#top).toBeLessThanOrEqual(this.#end);
    if (typeof content !== 'number') this.core.bytes.set(content, address);
    return address;
  }

  read(address: number, length: number): Buffer {
    return Buffer.from(this.core.bytes.subarray(address, address + length));
  }

  /** u32s at an address. */
  readWords(address: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.core.bytes.readUInt32LE(address + i * 4));
  }

  /** Runs a function and fails when it wrote anywhere but in the spans given, and in the scratch region. */
  guard<T>(writable: readonly Span[], run: () => T): T {
    this.core.bytes.copy(this.#before);
    const result = run();
    let at = 0;
    for (const [from, to] of [...writable, this.scratch].sort((a, b) => a[0] - b[0])) {
      this.#expectSame(at, from);
      at = to;
    }
    this.#expectSame(at, this.#before.length);
    return result;
  }

  #expectSame(from: number, to: number): void {
    if (this.#before.compare(this.core.bytes, from, to, from, to) !== 0)
      throw new Error(`written between ${from} and ${to}`);
  }
}

const lengthOf = (content: Uint8Array | number): number => (typeof content === 'number' ? content : content.length);

/** Little-endian 32-bit words as bytes. */
export const words = (values: readonly number[]): Uint8Array => new Uint8Array(Uint32Array.from(values).buffer);
