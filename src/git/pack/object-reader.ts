import { createHash } from 'node:crypto';
import type { ObjectType } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { Core } from '../../wasm/core.ts';
import { absent } from '../isomorphic/refusals.ts';
import { BoundedCache } from './bounded-cache.ts';
import { baseOf, type Slot } from './delta-chain.ts';
import type { ObjectStore, Place } from './object-store.ts';
import { PackHandles } from './pack-handles.ts';
import { damagedObject, type ReadObject, refusalOf, TYPE_NAMES, tooLarge } from './stored-object.ts';

/** git writes no longer chains: https://git-scm.com/docs/git-pack-objects#Documentation/git-pack-objects.txt---depthltngt */
const LONGEST_CHAIN = 4095;
const MIB = 2 ** 20;
// What `alloc` adds to the regions, and that of the windows.
const REGION_SLACK = 4096;

/** Bounds of an `ObjectReader`, in bytes. */
export interface ReaderOptions {
  /** Larger objects (and deltas) are refused; git reads them in pieces. */
  readonly largest?: number;
  /** For objects that were read lately: others may be deltas on them. */
  readonly cacheBytes?: number;
}

/** An object in the first of the two regions for objects. */
interface Loaded {
  readonly type: ObjectType;
  readonly length: number;
}

/** Regions of the core's memory: each has room for the largest object. */
interface Regions {
  /** What stands in the pack. */
  readonly input: number;
  readonly inputLength: number;
  readonly delta: number;
  /** The base, then in turn the result. */
  readonly objects: readonly [number, number];
  readonly windows: number;
}

/**
 * Reads any single object: through delta chains, from packs or files of their own, also where a base lies in another
 * pack. Each object is checked against its id; where one place is damaged the next is tried.
 */
export class ObjectReader {
  readonly #core: Core;
  readonly #store: ObjectStore;
  readonly #largest: number;
  readonly #handles: PackHandles;
  readonly #cache: BoundedCache;
  readonly #regions: Regions;

  /** Reserves memory in the core for good: construct it before a stack is built above `core.top`. */
  constructor(core: Core, store: ObjectStore, { largest = 32 * MIB, cacheBytes = 16 * MIB }: ReaderOptions = {}) {
    this.#core = core;
    this.#store = store;
    this.#largest = largest;
    this.#handles = new PackHandles(store.packs);
    this.#cache = new BoundedCache(cacheBytes);
    // zlib makes nothing much longer, and git writes nothing behind it.
    const inputLength = largest + Math.ceil(largest / 64) + 1024;
    // At once: V8 collects garbage each time that the memory grows.
    core.ensure(core.top + inputLength + 3 * largest + REGION_SLACK);
    this.#regions = {
      input: core.alloc(inputLength),
      inputLength,
      delta: core.alloc(largest),
      objects: [core.alloc(largest), core.alloc(largest)],
      windows: core.alloc(8),
    };
  }

  /**
   * Reads an object.
   * @returns a copy; undefined when the store does not have it
   * @throws UnleakError `object-corrupt`, `object-missing` (the base of a delta), `unsupported` (too large), `io`
   */
  read(id: Uint8Array): ReadObject | undefined {
    const oid = Buffer.from(id).toString('hex');
    let refusal: unknown;
    for (const place of this.#store.places(id)) {
      try {
        const object = this.#readAt(place, id, oid);
        if (object) return checked(object, oid);
      } catch (error) {
        refusal ??= refusalOf(oid, error);
      }
    }
    if (refusal !== undefined) throw refusal;
    return undefined;
  }

  close(): void {
    this.#handles.close();
  }

  #readAt(place: Place, id: Uint8Array, oid: string): ReadObject | undefined {
    return place === 'loose' ? this.#store.loose.read(id, this.#largest) : this.#readPacked(place, oid);
  }

  /** Goes up the chain to something whole, and down again, delta by delta. */
  #readPacked(wanted: Slot, oid: string): ReadObject {
    const deltas: Slot[] = [];
    let at = wanted;
    for (;;) {
      const kept = this.#cache.get(keyOf(at));
      if (kept) return this.#applyAll(this.#load(kept), deltas, oid);
      const base = baseOf(this.#store, this.#handles, at, oid);
      if (!base) return this.#applyAll(this.#inflateWhole(at, oid), deltas, oid);
      // Also the end of a ring.
      if (deltas.push(at) > LONGEST_CHAIN) throw tooDeep(oid);
      if ('looseId' in base) return this.#applyAll(this.#load(this.#readLoose(base.looseId)), deltas, oid);
      at = base;
    }
  }

  #readLoose(id: Buffer): ReadObject {
    const oid = id.toString('hex');
    const base = this.#store.loose.read(id, this.#largest);
    if (!base) throw absent(oid);
    return checked(base, oid);
  }

  #load({ type, bytes }: ReadObject): Loaded {
    this.#core.bytes.set(bytes, this.#regions.objects[0]);
    return { type, length: bytes.length };
  }

  #inflateWhole(at: Slot, oid: string): Loaded {
    const [region] = this.#regions.objects;
    const length = this.#inflate(at, region, oid);
    const type = TYPE_NAMES[this.#store.packs[at.pack]!.type[at.slot]!]!;
    this.#keep(at, type, region, length);
    return { type, length };
  }

  #applyAll(loaded: Loaded, deltas: readonly Slot[], oid: string): ReadObject {
    const { type } = loaded;
    let { length } = loaded;
    let [base, result] = this.#regions.objects;
    for (const at of deltas.toReversed()) {
      length = this.#apply(at, base, length, result, oid);
      [base, result] = [result, base];
      this.#keep(at, type, base, length);
    }
    return { type, bytes: this.#copy(base, length) };
  }

  #keep(at: Slot, type: ObjectType, address: number, length: number): void {
    if (this.#cache.takes(length)) this.#cache.set(keyOf(at), { type, bytes: this.#copy(address, length) });
  }

  #apply(at: Slot, base: number, baseLength: number, result: number, oid: string): number {
    const { delta, windows } = this.#regions;
    const { exports } = this.#core;
    const end = delta + this.#inflate(at, delta, oid);
    const length = exports.deltaResultSize(delta, end) >>> 0;
    if (exports.deltaBaseSize(delta, end) >>> 0 !== baseLength || length === 0xffffffff)
      throw damagedObject(oid, 'has a delta that does not fit its base');
    if (length > this.#largest) throw tooLarge(oid, this.#largest);
    if (exports.applyDelta(base, baseLength, delta, end, result, length, windows, 1, 0, 0) < 0)
      throw damagedObject(oid, 'has a damaged delta');
    return length;
  }

  /** Inflates an entry. @returns its length */
  #inflate({ pack, slot }: Slot, region: number, oid: string): number {
    const table = this.#store.packs[pack]!;
    const size = table.size[slot]!;
    const from = table.offset[slot]! + table.headerLength[slot]!;
    const compressed = table.offset[slot + 1]! - from;
    const { input, inputLength } = this.#regions;
    if (size > this.#largest || compressed > inputLength) throw tooLarge(oid, this.#largest);
    const read = this.#handles.read(pack, this.#core.bytes.subarray(input, input + compressed), from);
    if (read < compressed) throw damagedObject(oid, 'lies beyond the end of its pack');
    if (this.#core.exports.inflate(input, input + compressed, region, size) < 0)
      throw damagedObject(oid, "can't be inflated");
    return size;
  }

  #copy(address: number, length: number): Buffer {
    return Buffer.from(this.#core.bytes.subarray(address, address + length));
  }
}

const keyOf = ({ pack, slot }: Slot): number => pack * 2 ** 32 + slot;

function checked(object: ReadObject, oid: string): ReadObject {
  const sum = createHash(oid.length === 40 ? 'sha1' : 'sha256').update(`${object.type} ${object.bytes.length}\0`);
  if (sum.update(object.bytes).digest('hex') !== oid) throw damagedObject(oid, 'is not what its id says');
  return object;
}

const tooDeep = (oid: string): UnleakError =>
  new UnleakError(
    'unsupported',
    `Object ${oid} is at the end of more than ${LONGEST_CHAIN} deltas, or of a ring of them.`,
    'Read such an object with git itself.',
  );
