import { closeSync } from 'node:fs';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { Core } from '../../wasm/core.ts';
import { type OpenFile, openRegular, readAt } from './read-file.ts';

const BLOCK = 64 * 1024;
/** Each cached block goes on so far into the next one: an entry that begins in a block mostly ends here too. */
const TAIL = 16 * 1024;
const PLACE = BLOCK + TAIL;
const NOWHERE = -1;

/**
 * A file's bytes in WebAssembly memory, read in blocks when they are asked for; blocks that were not used for long make
 * room. Memory is reserved once, at the start, and stays bounded whatever the file's length. A file that fits into the
 * cache lies there as it is, so that any range of it is in one piece.
 */
export class PackBytes {
  /** The longest range that `at` gives. */
  readonly longest: number;
  readonly size: number;
  readonly #core: Core;
  readonly #file: OpenFile;
  readonly #name: string;
  readonly #whole: boolean;
  /** Block to its place in the cache. */
  readonly #placeOf: Int32Array;
  /** Place to its block, and whether that was used since the hand went by. */
  readonly #blockIn: Int32Array;
  readonly #used: Uint8Array;
  #hand = 0;
  readonly #cache: number;
  /** For ranges that no cached block holds in one piece. */
  readonly #spill: number;

  /**
   * Reserves memory in the core: construct it before a stack is built above `core.top`.
   * @param file absolute path
   * @param cacheBytes how much memory the blocks may take
   * @param longest the longest range that will be asked for, where the file is larger than the cache: reserved on top,
   *   and touched only when such a range comes
   * @throws UnleakError `io` when the file can't be opened
   */
  constructor(core: Core, file: string, cacheBytes: number, longest = 33 * 2 ** 20) {
    this.#core = core;
    this.#name = file;
    this.#file = reading(file, () => openRegular(file));
    this.size = this.#file.size;
    const blocks = Math.ceil(this.size / BLOCK);
    this.#whole = this.size <= cacheBytes;
    this.longest = this.#whole ? this.size : longest;
    const places = this.#whole ? blocks : Math.min(blocks, Math.max(2, Math.floor(cacheBytes / PLACE)));
    this.#placeOf = new Int32Array(blocks).fill(NOWHERE);
    this.#blockIn = new Int32Array(places).fill(NOWHERE);
    this.#used = new Uint8Array(places);
    this.#cache = core.alloc(this.#whole ? blocks * BLOCK : places * PLACE);
    this.#spill = this.#whole ? NOWHERE : core.alloc(longest);
  }

  /**
   * Brings a range of the file into memory.
   * @returns its address, valid until the next call; 32 bytes behind it are readable, whatever they hold
   * @throws UnleakError `object-corrupt` outside of the file, `unsupported` above `longest`, `io`
   */
  at(position: number, length: number): number {
    if (!(position >= 0 && position < this.size && length >= 0 && position + length <= this.size))
      throw outside(this.#name);
    const block = Math.floor(position / BLOCK);
    const from = position - block * BLOCK;
    if (this.#whole) return this.#wholeRange(block, position, length);
    if (from + length > PLACE) return this.#spillRange(position, length);
    return this.#cachedPlace(block) * PLACE + this.#cache + from;
  }

  close(): void {
    closeSync(this.#file.fd);
  }

  #wholeRange(first: number, position: number, length: number): number {
    for (let block = first; block * BLOCK < position + length; block++) {
      if (this.#placeOf[block] !== NOWHERE) continue;
      this.#read(this.#cache + block * BLOCK, block * BLOCK, BLOCK);
      this.#placeOf[block] = block;
    }
    return this.#cache + position;
  }

  #spillRange(position: number, length: number): number {
    if (length > this.longest) throw tooLong(this.#name, length, this.longest);
    this.#read(this.#spill, position, length);
    return this.#spill;
  }

  #cachedPlace(block: number): number {
    let place = this.#placeOf[block]!;
    if (place === NOWHERE) {
      place = this.#freePlace();
      // Only now: should the reading fail, the place is free.
      this.#read(this.#cache + place * PLACE, block * BLOCK, PLACE);
      this.#blockIn[place] = block;
      this.#placeOf[block] = place;
    }
    this.#used[place] = 1;
    return place;
  }

  /** The first place, going round, whose block was not used since the last time round; its block is forgotten. */
  #freePlace(): number {
    while (this.#used[this.#hand] === 1) {
      this.#used[this.#hand] = 0;
      this.#hand = (this.#hand + 1) % this.#used.length;
    }
    const place = this.#hand;
    this.#hand = (place + 1) % this.#used.length;
    if (this.#blockIn[place] !== NOWHERE) this.#placeOf[this.#blockIn[place]!] = NOWHERE;
    this.#blockIn[place] = NOWHERE;
    return place;
  }

  #read(address: number, position: number, length: number): void {
    const wanted = Math.min(length, this.size - position);
    const into = this.#core.bytes.subarray(address, address + wanted);
    const read = reading(this.#name, () => readAt(this.#file.fd, into, position));
    if (read < wanted) throw outside(this.#name);
  }
}

function reading<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    throw new UnleakError(
      'io',
      `The pack ${file} could not be read.`,
      'If git is repacking this repository, try again when it is done; else check the permissions.',
      { cause },
    );
  }
}

const outside = (file: string): UnleakError =>
  new UnleakError(
    'object-corrupt',
    `The pack ${file} ends before an object that should be in it.`,
    'Run `git fsck --full`; restore what it names from another clone.',
  );

const tooLong = (file: string, length: number, longest: number): UnleakError =>
  new UnleakError(
    'unsupported',
    `The pack ${file} holds an entry of ${length} bytes, more than the ${longest} that are read at once.`,
    'Read such an object with git itself.',
  );
