import type { PackTable } from '../pack-table.ts';
import type { ObjectVisitor } from './delta-walk.ts';
import type { Tables } from './tables.ts';

/** Reads a pack's trees into tables. @param numbers of their ids, by position among the pack's ids */
export function treeVisitor(
  tables: Tables,
  { position, size, firstChild }: PackTable,
  numbers: Uint32Array,
): ObjectVisitor {
  const { exports } = tables.core;
  const whole = (slot: number, from: number, to: number, at: number): number => {
    const own = numbers[position[slot]!]!;
    const result = exports.treeWhole(own, from, to, size[slot]!, at);
    return tables.finish(result, () => exports.treeWhole(own, from, to, size[slot]!, at));
  };
  return {
    alone: (slot, from, to) => whole(slot, from, to, 0),
    whole,
    delta(slot, from, to, baseAt, at) {
      const own = numbers[position[slot]!]!;
      const isBase = firstChild[slot]! >= 0;
      const result = exports.treeDelta(own, from, to, size[slot]!, baseAt, at, isBase);
      return tables.finish(result, () => exports.treeDelta(own, from, to, size[slot]!, baseAt, at, isBase));
    },
  };
}

/** Reads a pack's commits into tables. @param numbers of their ids, by position among the pack's ids */
export function commitVisitor(tables: Tables, { position, size }: PackTable, numbers: Uint32Array): ObjectVisitor {
  const { exports } = tables.core;
  const own = (slot: number): number => numbers[position[slot]!]!;
  return {
    alone: (slot, from, to) => tables.run(() => exports.commitPrefix(own(slot), from, to, size[slot]!, 0)),
    whole: (slot, from, to, at) => tables.run(() => exports.commitWhole(own(slot), from, to, size[slot]!, at)),
    delta: (slot, from, to, baseAt, at) =>
      tables.run(() => exports.commitDelta(own(slot), from, to, size[slot]!, baseAt, at)),
  };
}
