/** Length of an object id in bytes: SHA-1 or SHA-256. */
export type HashLength = 20 | 32;

/** Ids, sorted, one after the other, and how many begin with a byte of at most n, for each n from 0 to 255. */
export interface IdList {
  readonly ids: Uint8Array;
  readonly fanout: Uint32Array;
  readonly hashLength: HashLength;
}

/** Position of an id among sorted ids; -1: not there. */
export function findPosition({ ids, fanout, hashLength }: IdList, id: Uint8Array, at = 0): number {
  const first = id[at]!;
  let low = first === 0 ? 0 : fanout[first - 1]!;
  let high = fanout[first]!;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareIds(id, at, ids, middle * hashLength, hashLength);
    if (order === 0) return middle;
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return -1;
}

/** Negative, 0 or positive, as the id at `i` of `a` comes before, equals or comes after the one at `j` of `b`. */
export function compareIds(a: Uint8Array, i: number, b: Uint8Array, j: number, hashLength: HashLength): number {
  for (let k = 0; k < hashLength; k++) {
    const difference = a[i + k]! - b[j + k]!;
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The counts by first byte of sorted ids. */
export function fanoutOf(ids: Uint8Array, hashLength: HashLength): Uint32Array {
  const fanout = sharedWords(256);
  for (let at = 0; at < ids.length; at += hashLength) fanout[ids[at]!]!++;
  for (let byte = 1; byte < 256; byte++) fanout[byte]! += fanout[byte - 1]!;
  return fanout;
}

/** Zeroed 32-bit words in memory that threads can share. */
export const sharedWords = (count: number): Uint32Array<SharedArrayBuffer> =>
  new Uint32Array(new SharedArrayBuffer(count * 4));

/** Zeroed bytes in memory that threads can share. */
export const sharedBytes = (count: number): Uint8Array<SharedArrayBuffer> =>
  new Uint8Array(new SharedArrayBuffer(count));

/** Zeroed numbers up to 2^53 in memory that threads can share: offsets and sizes beyond 4 GiB. */
export const sharedNumbers = (count: number): Float64Array<SharedArrayBuffer> =>
  new Float64Array(new SharedArrayBuffer(count * 8));
