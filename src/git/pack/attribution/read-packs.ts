import type { ObjectStore } from '../object-store.ts';
import { PackBytes } from '../pack-bytes.ts';
import type { PackTable } from '../pack-table.ts';
import { COMMIT, TREE } from '../stored-object.ts';
import type { Deadline } from './deadline.ts';
import type { Expected, Tables } from './tables.ts';
import { type ObjectVisitor, walkDeltas } from './walk-deltas.ts';

/** Pack bytes in memory at a time, of all packs together. */
const CACHE = 24 * 2 ** 20;
const LEAST_CACHE = 2 ** 20;
/** Entries above that are left to whoever reads single objects. */
const LONGEST_ENTRY = 32 * 2 ** 20;

/** How many commits and trees the packs hold. */
export function countObjects(store: ObjectStore): Expected {
  let commits = 0;
  let trees = 0;
  for (const { type } of store.packs) {
    for (let slot = 0; slot < type.length; slot++) {
      if (type[slot] === COMMIT) commits++;
      else if (type[slot] === TREE) trees++;
    }
  }
  return { commits, trees };
}

/**
 * Reads all commits and trees of the packs into the tables, but those that are damaged or can't be read from their pack alone.
 * @returns per pack, by slot, 1 for each commit that was read
 */
export function readPacks(tables: Tables, store: ObjectStore, deadline: Deadline): Uint8Array[] {
  const share = Math.max(LEAST_CACHE, Math.floor(CACHE / Math.max(1, store.packs.length)));
  return store.packs.map((pack) => readPack(tables, pack, share, deadline));
}

function readPack(tables: Tables, pack: PackTable, cache: number, deadline: Deadline): Uint8Array {
  const read = new Uint8Array(pack.count);
  const longest = longestEntry(pack);
  if (longest === 0) return read;
  const bytes = new PackBytes(tables.core, pack.file, cache, longest);
  try {
    walkDeltas(pack, bytes, commitVisitor(tables, pack, read), deadline);
    walkDeltas(pack, bytes, treeVisitor(tables, pack), deadline);
  } finally {
    bytes.close();
  }
  return read;
}

function longestEntry({ count, type, offset }: PackTable): number {
  let longest = 0;
  for (let slot = 0; slot < count; slot++) {
    if (type[slot] === TREE || type[slot] === COMMIT) longest = Math.max(longest, offset[slot + 1]! - offset[slot]!);
  }
  return Math.min(longest, LONGEST_ENTRY);
}

function treeVisitor(tables: Tables, pack: PackTable): ObjectVisitor {
  const { exports } = tables.core;
  const numbers = numbersOf(tables, pack, TREE);
  const whole = (slot: number, from: number, to: number, at: number): number => {
    const own = numbers[slot]!;
    const size = pack.size[slot]!;
    const result = exports.treeWhole(own, from, to, size, at);
    return tables.finish(result, () => exports.treeWhole(own, from, to, size, at));
  };
  return {
    type: TREE,
    alone: (slot, from, to) => whole(slot, from, to, 0),
    whole,
    delta(slot, from, to, baseAt, at) {
      const own = numbers[slot]!;
      const size = pack.size[slot]!;
      const isBase = pack.firstChild[slot]! >= 0;
      const result = exports.treeDelta(own, from, to, size, baseAt, at, isBase);
      return tables.finish(result, () => exports.treeDelta(own, from, to, size, baseAt, at, isBase));
    },
  };
}

function commitVisitor(tables: Tables, pack: PackTable, read: Uint8Array): ObjectVisitor {
  const { exports } = tables.core;
  const numbers = numbersOf(tables, pack, COMMIT);
  const visit = (slot: number, call: () => number): number => {
    const result = tables.run(call);
    if (result >= 0) read[slot] = 1;
    return result;
  };
  return {
    type: COMMIT,
    alone: (slot, from, to) => visit(slot, () => exports.commitPrefix(numbers[slot]!, from, to, pack.size[slot]!, 0)),
    whole: (slot, from, to, at) =>
      visit(slot, () => exports.commitWhole(numbers[slot]!, from, to, pack.size[slot]!, at)),
    delta: (slot, from, to, baseAt, at) =>
      visit(slot, () => exports.commitDelta(numbers[slot]!, from, to, pack.size[slot]!, baseAt, at)),
  };
}

/** Numbers of the ids of all objects of a type, by slot. */
function numbersOf(tables: Tables, { count, type, ids, position, hashLength }: PackTable, wanted: number): Uint32Array {
  const slots = new Uint32Array(count);
  let found = 0;
  for (let slot = 0; slot < count; slot++) if (type[slot] === wanted) slots[found++] = slot;
  const all = wordsOf(ids);
  const length = hashLength / 4;
  const own = new Uint32Array(found * length);
  for (let i = 0; i < found; i++) {
    const from = position[slots[i]!]! * length;
    for (let k = 0; k < length; k++) own[i * length + k] = all[from + k]!;
  }
  const numbers = tables.internAll(new Uint8Array(own.buffer));
  const bySlot = new Uint32Array(count);
  for (let i = 0; i < found; i++) bySlot[slots[i]!] = numbers[i]!;
  return bySlot;
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.length / 4);
}
