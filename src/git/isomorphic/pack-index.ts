import { createHash } from 'node:crypto';
import type { Oid } from '../../domain/blob.ts';
import { corrupt, unsupported } from './refusals.ts';

const MAGIC = 0xff744f63;
const FANOUT = 8;
const IDS = FANOUT + 256 * 4;
const ID = 20;

/**
 * The table of contents of a pack, version 2: a fan-out by first byte, sorted ids, CRCs, offsets, two checksums.
 * Format: https://git-scm.com/docs/gitformat-pack#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and
 */
export class PackIndex {
  readonly count: number;
  readonly #bytes: Buffer;

  /** @throws UnleakError `object-corrupt`, or `unsupported` for version 1 and for packs of more than 2 GiB */
  constructor(bytes: Buffer) {
    if (bytes.length < IDS + 2 * ID || bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2) {
      throw bytes.length >= 4 && bytes.readUInt32BE(0) === MAGIC
        ? corrupt('a pack index is cut off')
        : unsupported('pack indexes of version 1');
    }
    this.#bytes = bytes;
    this.count = bytes.readUInt32BE(IDS - 4);
    const trailer = bytes.subarray(bytes.length - ID);
    const sum = createHash('sha1')
      .update(bytes.subarray(0, bytes.length - ID))
      .digest();
    if (!sum.equals(trailer) || bytes.length < IDS + this.count * (ID + 8) + 2 * ID)
      throw corrupt('a pack index does not add up');
    if (bytes.length > IDS + this.count * (ID + 8) + 2 * ID) throw unsupported('packs of more than 2 GiB');
  }

  /** Where the object begins in the pack, or undefined if the pack does not have it. */
  offsetOf(oid: Oid): number | undefined {
    const wanted = Buffer.from(oid, 'hex');
    let low = wanted[0] === 0 ? 0 : this.#fanout(wanted[0]! - 1);
    let high = this.#fanout(wanted[0]!);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = wanted.compare(this.#bytes, IDS + middle * ID, IDS + (middle + 1) * ID);
      if (order === 0) return this.#offset(middle);
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return undefined;
  }

  /** Every object's id, sorted. */
  *oids(): Generator<Oid> {
    for (let i = 0; i < this.count; i++) yield this.#bytes.toString('hex', IDS + i * ID, IDS + (i + 1) * ID);
  }

  /** Where each object begins, in the order of the ids. */
  *offsets(): Generator<number> {
    for (let i = 0; i < this.count; i++) yield this.#offset(i);
  }

  #fanout(byte: number): number {
    return Math.min(this.#bytes.readUInt32BE(FANOUT + byte * 4), this.count);
  }

  #offset(position: number): number {
    return this.#bytes.readUInt32BE(IDS + this.count * (ID + 4) + position * 4);
  }
}
