/** The regions of `trees.as.ts`, by number: each holds one of the tables. */
export const IDS = 0;
export const NAMES = 1;
export const NAME_BYTES = 2;
export const INSTANCES = 3;
export const EDGES = 4;
export const COMMITS = 5;
export const PARENTS = 6;
export const STACK = 7;

/** Words of an entry of each (of `COMMITS`: id, tree, first parent, parents, date as a double). */
export const WORDS = { [NAMES]: 3, [INSTANCES]: 2, [EDGES]: 1, [COMMITS]: 6, [PARENTS]: 1 } as const;

/** What a store holds. */
export interface Expected {
  readonly commits: number;
  readonly trees: number;
}

/**
 * Entries that each region begins with. What is full is doubled; but each time that the memory grows, V8 collects garbage, so
 * that the guesses are generous: what is not used is never touched.
 */
export const firstCapacities = ({ commits, trees }: Expected): readonly number[] => {
  const ids = commits + trees + 4096;
  return [ids + (ids >>> 2), 32768, 524288, ids * 2, trees * 16 + 16384, commits + 1024, commits * 2 + 4096, 4 << 20];
};
