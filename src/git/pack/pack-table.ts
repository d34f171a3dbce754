import { type HashLength, sharedBytes, sharedNumbers, sharedWords } from './ids.ts';
import { linkChildren } from './link-children.ts';
import { PackOrder } from './pack-order.ts';
import type { PackIndex } from './parse-index.ts';
import type { OpenFile } from './read-file.ts';
import { readHeaders } from './read-headers.ts';
import { resolveTypes } from './resolve-types.ts';

/** One pack's objects in pack order: "slots", 0 .. count-1. Arrays lie in SharedArrayBuffers, so that worker threads share them. */
export interface PackTable {
  /** Absolute path of the .pack. */
  readonly file: string;
  readonly count: number;
  readonly hashLength: HashLength;
  /** Of a partial clone: objects that these name may be missing, and are not lost. */
  readonly promisor: boolean;
  /** Whether an id stands in it twice. */
  readonly repeats: boolean;
  /** How many objects can't be read from this pack alone (type 0): damaged, or deltas on objects that are elsewhere. */
  readonly unresolved: number;
  /** count + 1, ascending; the last is where the trailer begins. */
  readonly offset: Float64Array;
  /** From an entry's offset to its zlib stream; 0 where the header is damaged. */
  readonly headerLength: Uint8Array;
  /** Resolved through the delta chain: 1 commit, 2 tree, 3 blob, 4 tag; 0: can't be read from this pack alone. */
  readonly type: Uint8Array;
  /** Inflated length of the entry itself: the object's, or for a delta the delta's. */
  readonly size: Float64Array;
  /** Slot of the delta base; -1: the entry holds the whole object, or its type is 0. */
  readonly base: Int32Array;
  /** Delta children as linked lists over slots, in pack order; -1 ends. */
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** Slot to position among `ids`. */
  readonly position: Uint32Array;
  /** Position among `ids` to slot. */
  readonly slot: Uint32Array;
  /** Sorted, count * hashLength bytes. */
  readonly ids: Uint8Array;
  /** 256: how many ids begin with a byte of at most n. */
  readonly fanout: Uint32Array;
}

/** Columns that are filled from the entries' headers. */
export interface PackColumns {
  readonly headerLength: Uint8Array;
  /** Until `resolveTypes`, of deltas 0. */
  readonly type: Uint8Array;
  readonly size: Float64Array;
  readonly base: Int32Array;
  readonly slot: Uint32Array;
}

/** What is known of a pack before its entries are read. */
export interface PackSource {
  readonly file: string;
  readonly open: OpenFile;
  /** All offsets lie in the pack. */
  readonly index: PackIndex;
  readonly promisor: boolean;
}

/** Reads the headers of all entries, in one pass over the file, and resolves what each is. @throws Unusable */
export function makePackTable({ file, open, index, promisor }: PackSource): PackTable {
  const { count, hashLength, ids, fanout, repeats } = index;
  const order = new PackOrder(index.offsets, open.size - hashLength);
  const { position, offset } = order;
  const columns = makeColumns(position);
  readHeaders(open, index, order, columns);
  const unresolved = resolveTypes(columns);
  const children = linkChildren(columns.base);
  return {
    file,
    count,
    hashLength,
    promisor,
    repeats,
    unresolved,
    offset,
    ...columns,
    ...children,
    position,
    ids,
    fanout,
  };
}

function makeColumns(position: Uint32Array): PackColumns {
  const count = position.length;
  const slot = sharedWords(count);
  for (let i = 0; i < count; i++) slot[position[i]!] = i;
  const base = new Int32Array(new SharedArrayBuffer(count * 4)).fill(-1);
  return { headerLength: sharedBytes(count), type: sharedBytes(count), size: sharedNumbers(count), base, slot };
}
