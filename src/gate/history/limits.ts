// What walks over packs have in common, whatever they look for.

/** Packed bytes: a worker takes as long to start as a thread takes for this much. */
export const WORTH_A_WORKER = 20 * 1024 * 1024;

/** Bytes that all threads together may take, unless somebody says otherwise. */
export const DEFAULT_MEMORY = 256 * 1024 * 1024;

/** Bytes of a pack in memory at a time: more are no faster, since the system keeps the file in memory. */
export const CACHE = 8 * 1024 * 1024;

// Of a thread's memory, the part that an object may take: its base, its delta, itself and its packed bytes lie beside it.
const OBJECT_SHARE = 8;
const LARGEST_OBJECT = 32 * 1024 * 1024;

/** Bytes: larger objects are left out. @param memory bytes, of all threads */
export const largestObject = (memory: number, threads: number): number =>
  Math.min(LARGEST_OBJECT, Math.floor(memory / threads / OBJECT_SHARE));
