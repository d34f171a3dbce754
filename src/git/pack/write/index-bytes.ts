import { createHash } from 'node:crypto';
import { compareIds, fanoutOf, type HashLength } from '../ids.ts';

/** Entries of a pack as they were written; all three are in the same order. */
export interface Entries {
  readonly count: number;
  readonly hashLength: HashLength;
  /** One after the other, none twice. */
  readonly ids: Uint8Array;
  /** Where each begins in the pack. */
  readonly offsets: Float64Array;
  /** CRC-32 of each, as it stands in the pack. */
  readonly checks: Uint32Array;
}

const HEADER = 8 + 256 * 4;
const LARGE = 0x80000000;

/**
 * An .idx file of version 2.
 * Format: https://git-scm.com/docs/gitformat-pack#_version_2_pack_idx_files_support_packs_larger_than_4_gib_and
 * @param checksum the pack's last bytes
 */
export function indexBytes(entries: Entries, checksum: Uint8Array): Buffer {
  const { count, hashLength } = entries;
  const order = sortedOrder(entries);
  const large = order.filter((n) => entries.offsets[n]! >= LARGE);
  const end = HEADER + count * (hashLength + 8) + large.length * 8;
  const bytes = Buffer.allocUnsafeSlow(end + 2 * hashLength);
  bytes.write('ff744f6300000002', 'hex');
  writeIds(bytes, entries, order);
  writeChecks(bytes, entries, order);
  writeOffsets(bytes, entries, order);
  writeLarge(bytes, end - large.length * 8, entries, large);
  bytes.set(checksum, end);
  const sum = createHash(hashLength === 20 ? 'sha1' : 'sha256').update(bytes.subarray(0, end + hashLength));
  sum.digest().copy(bytes, end + hashLength);
  return bytes;
}

/** Numbers of the entries, by id. An id's first bits and its number are sorted as one number, which takes no comparator. */
function sortedOrder({ count, hashLength, ids }: Entries): Uint32Array {
  const unit = 2 ** Math.max(21, Math.ceil(Math.log2(count + 1)));
  const scale = 2 ** 53 / unit / 2 ** 32;
  const keys = new Float64Array(count);
  const view = new DataView(ids.buffer, ids.byteOffset, ids.byteLength);
  for (let n = 0; n < count; n++) keys[n] = Math.floor(view.getUint32(n * hashLength) * scale) * unit + n;
  const order = Uint32Array.from(keys.sort(), (key) => key % unit);
  for (let k = 1; k < count; k++) sink(order, k, ids, hashLength);
  return order;
}

/** Puts what shares its first bits with those before it into its place among them. */
function sink(order: Uint32Array, from: number, ids: Uint8Array, hashLength: HashLength): void {
  const entry = order[from]!;
  let at = from;
  while (at > 0 && compareIds(ids, order[at - 1]! * hashLength, ids, entry * hashLength, hashLength) > 0) {
    order[at] = order[at - 1]!;
    at--;
  }
  order[at] = entry;
}

function writeIds(bytes: Buffer, { ids, hashLength }: Entries, order: Uint32Array): void {
  for (const [byte, number] of fanoutOf(ids, hashLength).entries()) bytes.writeUInt32BE(number, 8 + byte * 4);
  let at = HEADER;
  for (const n of order) {
    bytes.set(ids.subarray(n * hashLength, (n + 1) * hashLength), at);
    at += hashLength;
  }
}

function writeChecks(bytes: Buffer, { count, hashLength, checks }: Entries, order: Uint32Array): void {
  let at = HEADER + count * hashLength;
  for (const n of order) at = bytes.writeUInt32BE(checks[n]!, at);
}

function writeOffsets(bytes: Buffer, { count, hashLength, offsets }: Entries, order: Uint32Array): void {
  let at = HEADER + count * (hashLength + 4);
  let row = LARGE;
  for (const n of order) at = bytes.writeUInt32BE(offsets[n]! < LARGE ? offsets[n]! : row++, at);
}

/** Offsets that 31 bits can't hold. */
function writeLarge(bytes: Buffer, from: number, { offsets }: Entries, large: Uint32Array): void {
  let at = from;
  for (const n of large) {
    at = bytes.writeUInt32BE(Math.floor(offsets[n]! / 2 ** 32), at);
    at = bytes.writeUInt32BE(offsets[n]! % 2 ** 32, at);
  }
}
