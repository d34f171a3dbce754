import { COMMIT, TREE } from '../stored-object.ts';
import type { PackReading } from './reading-job.ts';
import { NOBODY, type Tables } from './tables.ts';

/**
 * Gives the ids of a pack's commits and trees their numbers, in the order in which they stand in it (what stands together is
 * used together): in tables that have the same ids so far, they get the same numbers.
 * @returns by position among the pack's ids; `NOBODY` for other objects, and for what an earlier pack has
 */
export function numberObjects(tables: Tables, { pack, duplicates }: PackReading): Uint32Array {
  const { count, type, position, ids } = pack;
  const numbers = new Uint32Array(count).fill(NOBODY);
  let found = 0;
  for (let slot = 0; slot < count; slot++) {
    if ((type[slot] === TREE || type[slot] === COMMIT) && !duplicates?.[slot]) numbers[position[slot]!] = found++;
  }
  tables.number(ids, numbers, found);
  return numbers;
}
