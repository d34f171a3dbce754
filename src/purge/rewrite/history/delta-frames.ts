import type { PackBytes } from '../../../git/pack/pack-bytes.ts';
import type { PackTable } from '../../../git/pack/pack-table.ts';
import type { Core } from '../../../wasm/core.ts';

/** The objects that are open at a time, each made from the one before it, may take so much; what needs more is read alone. */
const MOST_STACK = 2 ** 30;
/** An object, or a delta. */
const LARGEST = 64 * 2 ** 20;
/** What functions of the core may write behind their results. */
const SPARE = 128;

/** An object in the core's memory. */
export interface Frame {
  readonly at: number;
  readonly length: number;
  /** Where the next one may begin. */
  readonly end: number;
}

/** Makes a pack's objects on a stack above `core.top`: nobody else may keep anything there. */
export class DeltaFrames {
  readonly #core: Core;
  readonly #pack: PackTable;
  readonly #bytes: PackBytes;
  readonly #windows: number;
  readonly #bottom: number;

  constructor(core: Core, pack: PackTable, bytes: PackBytes) {
    this.#core = core;
    this.#pack = pack;
    this.#bytes = bytes;
    this.#windows = core.alloc(8);
    this.#bottom = core.top;
  }

  /** An object that stands in the pack as it is. @returns undefined where it can't be read so */
  whole(slot: number): Frame | undefined {
    return this.#inflate(slot, this.#bottom);
  }

  /** An object that is a delta on another one. @returns undefined where it can't be read so */
  on(base: Frame, slot: number): Frame | undefined {
    const { exports } = this.#core;
    const delta = this.#inflate(slot, base.end);
    if (!delta) return undefined;
    const deltaEnd = delta.at + delta.length;
    const length = exports.deltaResultSize(delta.at, deltaEnd) >>> 0;
    const made = this.#room(delta.end, length);
    if (!made) return undefined;
    const windows = this.#windows;
    const result = exports.applyDelta(base.at, base.length, delta.at, deltaEnd, made.at, length, windows, 1, 0, 0);
    return result < 0 ? undefined : made;
  }

  /** The bytes of a frame, valid until another one is made. */
  view({ at, length }: Frame): Buffer {
    return this.#core.bytes.subarray(at, at + length);
  }

  #inflate(slot: number, at: number): Frame | undefined {
    const { size, offset, headerLength } = this.#pack;
    const frame = this.#room(at, size[slot]!);
    if (!frame) return undefined;
    const position = offset[slot]! + headerLength[slot]!;
    const length = offset[slot + 1]! - position;
    if (length > this.#bytes.longest) return undefined;
    const from = this.#bytes.at(position, length);
    return this.#core.exports.inflate(from, from + length, at, frame.length) < 0 ? undefined : frame;
  }

  #room(at: number, length: number): Frame | undefined {
    const end = (at + length + SPARE) & ~63;
    if (length > LARGEST || end - this.#bottom > MOST_STACK) return undefined;
    this.#core.ensure(end + SPARE);
    return { at, length, end };
  }
}
