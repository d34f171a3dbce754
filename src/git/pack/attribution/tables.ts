import { randomBytes } from 'node:crypto';
import { UnleakError } from '../../../domain/unleak-error.ts';
import type { Core } from '../../../wasm/core.ts';
import type { HashLength } from '../ids.ts';
import {
  COMMITS,
  EDGES,
  type Expected,
  firstCapacities,
  IDS,
  INSTANCES,
  NAME_BYTES,
  NAMES,
  PARENTS,
  STACK,
  WORDS,
} from './table-regions.ts';

const LARGEST_STACK = 256 * 2 ** 20;
const LARGEST_REGION = 2 ** 30;

/** Results at and below are -16 less the number of a region that is full. */
const FULL = -16;
const TOO_LARGE = -5;

/** The number of an object that nobody will ask about. */
export const NOBODY = 0xffffffff;

const STAGED_AT_ONCE = 4096;

/** The head of a stack frame, before the bytes of a whole tree. */
const FRAME = 32;

/**
 * What trees and commits say, in tables that grow in WebAssembly memory. Ids of trees, commits and marked blobs are numbered in
 * the order in which they are met; the marked ones come first. Everything else refers to those numbers.
 */
export class Tables {
  readonly core: Core;
  readonly hashLength: HashLength;
  /** Where ids lie that are to get numbers, and behind them the numbers. */
  readonly #staged: number;
  readonly #names: string[] = [];

  /** Reserves memory in the core, and more as it goes on: nobody else may keep anything above `core.top`. */
  constructor(core: Core, hashLength: HashLength, expected: Expected) {
    this.core = core;
    this.hashLength = hashLength;
    const seeds = randomBytes(8);
    core.exports.treesInit(hashLength, seeds.readUInt32LE(0), seeds.readUInt32LE(4));
    this.#staged = core.alloc(STAGED_AT_ONCE * (hashLength + 4));
    const capacities = firstCapacities(expected);
    const bytes = capacities.map((capacity, region) => core.exports.treesRegionBytes(region, capacity));
    core.ensure(bytes.reduce((sum, length) => sum + length + 128, core.top));
    for (const [region, capacity] of capacities.entries()) this.#move(region, capacity);
  }

  /**
   * Calls a function of `TreesExports`, again with larger regions as long as it finds one full.
   * @returns its result; below 0 for objects that can't be read
   * @throws UnleakError `unsupported` when a table would take more than 1 GiB
   */
  run(call: () => number): number {
    for (;;) {
      const result = call();
      if (result > FULL) return result;
      if (!this.#enlarge(FULL - result)) return TOO_LARGE;
    }
  }

  /** `run` for the calls that are made for every object: without it, as long as no region is full. */
  finish(result: number, again: () => number): number {
    return result > FULL ? result : this.run(again);
  }

  /** Marks blobs: entries with their ids are seen from now on. All are marked before anything is read. @param ids one behind the other */
  markAll(ids: Uint8Array): void {
    for (let at = 0; at < ids.length; at += this.hashLength) {
      this.#ask(ids.subarray(at, at + this.hashLength));
      this.run(() => this.core.exports.treesMark());
    }
  }

  /** Number of an id, new where it has none yet. */
  intern(id: Uint8Array): number {
    this.#ask(id);
    return this.run(() => this.core.exports.treesIntern());
  }

  /**
   * Gives many ids numbers, in an order that the caller wants: as if they were interned in that order.
   * @param ids one behind the other
   * @param order of each id, 0 and up; `NOBODY`: none of them. Says in the end what number each has
   * @param count how many are to get one
   */
  number(ids: Uint8Array, order: Uint32Array, count: number): void {
    const { core, hashLength } = this;
    const first = this.run(() => core.exports.treesReserve(count));
    const idsAt = this.#staged;
    const numbersAt = idsAt + STAGED_AT_ONCE * hashLength;
    for (let from = 0; from < order.length; from += STAGED_AT_ONCE) {
      const part = order.subarray(from, from + STAGED_AT_ONCE);
      core.bytes.set(ids.subarray(from * hashLength, (from + part.length) * hashLength), idsAt);
      core.words.set(part, numbersAt >>> 2);
      core.exports.treesNumber(idsAt, numbersAt, part.length, first);
      part.set(core.words.subarray(numbersAt >>> 2, (numbersAt >>> 2) + part.length));
    }
  }

  /** Number of an id; -1: never met. */
  find(id: Uint8Array): number {
    this.#ask(id);
    return this.core.exports.treesFind();
  }

  #ask(id: Uint8Array): void {
    this.core.bytes.set(id, this.core.exports.treesAskedId());
  }

  /** How many ids have a number. */
  get ids(): number {
    return this.core.exports.treesCount(IDS);
  }

  /** A copy of the id with a number. */
  id(number: number): Buffer {
    const at = this.core.exports.treesAddress(IDS) + number * this.hashLength;
    return Buffer.from(this.core.bytes.subarray(at, at + this.hashLength));
  }

  oid(number: number): string {
    const at = this.core.exports.treesAddress(IDS) + number * this.hashLength;
    return this.core.bytes.toString('hex', at, at + this.hashLength);
  }

  /** The name with a number, each byte one character. */
  name(number: number): string {
    this.#names[number] ??= this.#readName(number);
    return this.#names[number];
  }

  #readName(number: number): string {
    const { words, bytes, exports } = this.core;
    const record = (exports.treesAddress(NAMES) >>> 2) + number * 3;
    const from = exports.treesAddress(NAME_BYTES) + words[record]!;
    return bytes.toString('latin1', from, from + words[record + 1]!);
  }

  /** Where tables of words begin, as indices into `core.words`: valid until something is read. */
  wordIndices(): { readonly lists: number; readonly edges: number; readonly instances: number } {
    const { exports } = this.core;
    return {
      lists: exports.treesLists() >>> 2,
      edges: exports.treesAddress(EDGES) >>> 2,
      instances: exports.treesAddress(INSTANCES) >>> 2,
    };
  }

  /** Copies of the records of commits (6 words each: id, tree, first parent, parents, date as a double) and of all parents. */
  commits(): { readonly records: Uint32Array; readonly parents: Uint32Array } {
    return { records: this.#copy(COMMITS), parents: this.#copy(PARENTS) };
  }

  /** Reads a tree from its bytes. @returns whether it is one */
  parseTree(id: Uint8Array, tree: Buffer): boolean {
    const own = this.intern(id);
    return this.#parse(tree, () => this.core.exports.treeParse(own, tree.length, 0));
  }

  /** Records a commit from its bytes. @returns whether it is one */
  parseCommit(id: Uint8Array, commit: Buffer): boolean {
    const own = this.intern(id);
    return this.#parse(commit, () => this.core.exports.commitParse(own, commit.length, 0));
  }

  #parse(object: Buffer, parse: () => number): boolean {
    const { exports } = this.core;
    if (this.run(() => exports.treeRoom(object.length, 0)) < 0) return false;
    object.copy(this.core.bytes, exports.treesAddress(STACK) + FRAME);
    return this.run(parse) >= 0;
  }

  #copy(region: keyof typeof WORDS): Uint32Array {
    const { words, exports } = this.core;
    const from = exports.treesAddress(region) >>> 2;
    return words.slice(from, from + exports.treesCount(region) * WORDS[region]);
  }

  #enlarge(region: number): boolean {
    const capacity = this.core.exports.treesCapacity(region) * 2;
    if (region === STACK && capacity > LARGEST_STACK) return false;
    if (this.core.exports.treesRegionBytes(region, capacity) >>> 0 > LARGEST_REGION) throw tooMuch();
    this.#move(region, capacity);
    return true;
  }

  #move(region: number, capacity: number): void {
    const { core } = this;
    const address = core.alloc(core.exports.treesRegionBytes(region, capacity));
    core.exports.treesMoveRegion(region, address, capacity);
  }
}

const tooMuch = (): UnleakError =>
  new UnleakError(
    'unsupported',
    'The trees of this history take more memory than is used for them.',
    'Let git itself read the history.',
  );
