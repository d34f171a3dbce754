import { checkSum } from './check-sum.ts';
import { type HashLength, sharedNumbers, sharedWords } from './ids.ts';
import { Unusable } from './unusable.ts';

/** A table of contents over several packs: of each object, one place. */
export interface MultiIndex {
  readonly hashLength: HashLength;
  readonly count: number;
  /** Sorted, each once, count * hashLength bytes. */
  readonly ids: Uint8Array;
  /** File names of the packs' indexes. */
  readonly packNames: readonly string[];
  /** By position among the ids: which pack of `packNames`, and where in it. */
  readonly packOf: Uint32Array;
  readonly offsets: Float64Array;
}

const MAGIC = 0x4d494458;
const HEADER = 12;
const CHUNK_ROW = 12;
const PACK_NAMES = 0x504e414d;
const FANOUT = 0x4f494446;
const IDS = 0x4f49444c;
const OFFSETS = 0x4f4f4646;
const LARGE_OFFSETS = 0x4c4f4646;
const LARGE = 0x80000000;

/**
 * Reads a multi-pack-index file.
 * Format: https://git-scm.com/docs/gitformat-pack#_multi_pack_index_midx_files_have_the_following_format
 * @throws Unusable when anything does not add up
 */
export function parseMultiIndex(bytes: Uint8Array): MultiIndex {
  const hashLength = readHashLength(bytes);
  checkSum(bytes, hashLength);
  const chunks = readChunks(bytes, bytes.length - hashLength);
  const fanout = chunk(chunks, FANOUT);
  if (fanout.byteLength !== 256 * 4) throw damaged();
  const count = fanout.getUint32(255 * 4);
  const ids = chunk(chunks, IDS);
  if (ids.byteLength !== count * hashLength) throw damaged();
  const packNames = readNames(chunk(chunks, PACK_NAMES));
  const places = readPlaces(chunk(chunks, OFFSETS), chunks.get(LARGE_OFFSETS), count, packNames.length);
  return { hashLength, count, ids: new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength), packNames, ...places };
}

function readHashLength(bytes: Uint8Array): HashLength {
  const view = viewOf(bytes, 0, bytes.length);
  if (bytes.length < HEADER + 20 || view.getUint32(0) !== MAGIC) throw damaged();
  const [version, hash, , bases] = bytes.subarray(4, 8);
  if (version !== 1 && version !== 2)
    throw new Unusable(`The multi-pack-index has version ${version}, which is unknown.`);
  if (bases !== 0) throw new Unusable('The multi-pack-index is one of a chain.');
  if (hash !== 1 && hash !== 2) throw damaged();
  return hash === 1 ? 20 : 32;
}

function readChunks(bytes: Uint8Array, end: number): Map<number, DataView> {
  const rows = bytes[6]!;
  const table = viewOf(bytes, HEADER, end);
  if (table.byteLength < (rows + 1) * CHUNK_ROW) throw damaged();
  const beginOf = (row: number): number =>
    table.getUint32(row * CHUNK_ROW + 4) * 2 ** 32 + table.getUint32(row * CHUNK_ROW + 8);
  const chunks = new Map<number, DataView>();
  for (let row = 0; row < rows; row++)
    chunks.set(table.getUint32(row * CHUNK_ROW), viewOf(bytes, beginOf(row), Math.min(beginOf(row + 1), end)));
  return chunks;
}

function viewOf(bytes: Uint8Array, begin: number, end: number): DataView {
  if (begin > end) throw damaged();
  return new DataView(bytes.buffer, bytes.byteOffset + begin, end - begin);
}

function chunk(chunks: ReadonlyMap<number, DataView>, id: number): DataView {
  const found = chunks.get(id);
  if (!found) throw damaged();
  return found;
}

const readNames = (names: DataView): string[] =>
  Buffer.from(names.buffer, names.byteOffset, names.byteLength)
    .toString()
    .split('\0')
    .filter((name) => name !== '');

function readPlaces(view: DataView, large: DataView | undefined, count: number, packs: number) {
  if (view.byteLength !== count * 8) throw damaged();
  const packOf = sharedWords(count);
  const offsets = sharedNumbers(count);
  for (let i = 0; i < count; i++) {
    packOf[i] = view.getUint32(i * 8);
    if (packOf[i]! >= packs) throw damaged();
    const short = view.getUint32(i * 8 + 4);
    // Without the table of large offsets all 32 bits count: this differs from an .idx.
    offsets[i] = large && short >= LARGE ? readLarge(large, (short - LARGE) * 8) : short;
  }
  return { packOf, offsets };
}

function readLarge(large: DataView, at: number): number {
  if (at + 8 > large.byteLength) throw damaged();
  return large.getUint32(at) * 2 ** 32 + large.getUint32(at + 4);
}

const damaged = (): Unusable => new Unusable('The multi-pack-index is damaged.');
