import { checkIdOrder } from './check-id-order.ts';
import { checkSum } from './check-sum.ts';
import { type HashLength, type IdList, sharedBytes, sharedNumbers, sharedWords } from './ids.ts';
import { Unusable } from './unusable.ts';

/** A pack's table of contents: sorted ids, and where in the pack each object begins. */
export interface PackIndex extends IdList {
  readonly count: number;
  /** By position among the ids, in bytes. */
  readonly offsets: Float64Array;
  /** What the pack's last bytes must be; undefined where the index does not say. */
  readonly packChecksum: Uint8Array | undefined;
  /** Whether an id comes twice. git writes no such packs, and reads them. */
  readonly repeats: boolean;
}

const MAGIC = 0xff744f63;
const FANOUT_BYTES = 256 * 4;
const V2_IDS = 8 + FANOUT_BYTES;
const LARGE = 0x80000000;

interface Layout {
  readonly version: 1 | 2;
  readonly count: number;
  readonly hashLength: HashLength;
}

/**
 * Reads an .idx file of version 1 or 2, with ids of SHA-1 or SHA-256: the length of the file tells which.
 * Format: https://git-scm.com/docs/gitformat-pack#_original_version_1_pack_idx_files_have_the_following_format
 * @param bytes the file; `ids` is a view of it
 * @throws Unusable when anything does not add up
 */
export function parseIndex(bytes: Uint8Array): PackIndex {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const layout = layoutOf(view);
  checkSum(bytes, layout.hashLength);
  const { hashLength, count } = layout;
  const fanout = readFanout(view, layout.version === 1 ? 0 : 8);
  const { ids, offsets } = layout.version === 1 ? readV1(bytes, view, layout) : readV2(bytes, view, layout);
  const repeats = checkIdOrder({ ids, fanout, hashLength });
  const packChecksum = bytes.subarray(bytes.length - 2 * hashLength, bytes.length - hashLength);
  return { count, hashLength, ids, fanout, offsets, packChecksum, repeats };
}

function layoutOf(view: DataView): Layout {
  if (view.byteLength < V2_IDS) throw new Unusable('The index is cut off.');
  const version = view.getUint32(0) === MAGIC ? view.getUint32(4) : 1;
  if (version !== 1 && version !== 2) throw new Unusable(`The index has version ${version}, which is unknown.`);
  const count = view.getUint32((version === 1 ? 0 : 8) + 255 * 4);
  for (const hashLength of [20, 32] as const) {
    const rest = view.byteLength - smallest(version, count, hashLength);
    // The only part whose length may differ: 8 bytes for each offset beyond 31 bits. No file fits both hashes.
    if (rest === 0 || (version === 2 && rest > 0 && rest % 8 === 0 && rest <= count * 8))
      return { version, count, hashLength };
  }
  throw new Unusable(`The index has not the length that ${count} objects take.`);
}

const smallest = (version: 1 | 2, count: number, hashLength: HashLength): number =>
  version === 1
    ? FANOUT_BYTES + count * (hashLength + 4) + 2 * hashLength
    : V2_IDS + count * (hashLength + 8) + 2 * hashLength;

function readFanout(view: DataView, at: number): Uint32Array {
  const fanout = sharedWords(256);
  for (let byte = 0; byte < 256; byte++) {
    fanout[byte] = view.getUint32(at + byte * 4);
    if (byte > 0 && fanout[byte]! < fanout[byte - 1]!) throw new Unusable("The index's first table descends.");
  }
  return fanout;
}

function readV1(bytes: Uint8Array, view: DataView, { count, hashLength }: Layout) {
  const ids = sharedBytes(count * hashLength);
  const offsets = sharedNumbers(count);
  for (let i = 0, at = FANOUT_BYTES; i < count; i++, at += 4 + hashLength) {
    offsets[i] = view.getUint32(at);
    ids.set(bytes.subarray(at + 4, at + 4 + hashLength), i * hashLength);
  }
  return { ids, offsets };
}

function readV2(bytes: Uint8Array, view: DataView, { count, hashLength }: Layout) {
  const ids = bytes.subarray(V2_IDS, V2_IDS + count * hashLength);
  const offsets = sharedNumbers(count);
  const first = V2_IDS + count * (hashLength + 4);
  const large = first + count * 4;
  const largeCount = (bytes.length - 2 * hashLength - large) / 8;
  for (let i = 0; i < count; i++) {
    const short = view.getUint32(first + i * 4);
    offsets[i] = short < LARGE ? short : readLarge(view, large, short - LARGE, largeCount);
  }
  return { ids, offsets };
}

function readLarge(view: DataView, table: number, row: number, rows: number): number {
  if (row >= rows) throw new Unusable('The index names a large offset that it does not hold.');
  // Beyond 2^53 the number is not exact, and far outside of any pack: the comparison with the pack's length refuses it.
  return view.getUint32(table + row * 8) * 2 ** 32 + view.getUint32(table + row * 8 + 4);
}
