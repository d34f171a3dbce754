/**
 * What `trees.as.ts` exports; it and the files beside it describe each function. Results below 0 are errors: -1 .. -4 as of
 * `inflate`, -5 too large, -16 - n: region n is full, make it larger and call again. `at` and `baseAt` are places on the
 * stack (region 7), where frames begin; functions that read an object on the
 * stack return where the next frame may begin. `own` is the number of the object's id; -1: nobody will ask what that object says.
 */
export interface TreesExports {
  /** Forgets everything; every region needs a new place. @param idLength 20 or 32 */
  treesInit(idLength: number, firstSeed: number, secondSeed: number): void;
  treesRegionBytes(region: number, capacity: number): number;
  treesMoveRegion(region: number, address: number, capacity: number): void;
  treesCapacity(region: number): number;
  treesCount(region: number): number;
  treesAddress(region: number): number;
  /**
   * Address of pairs of words {first edge + 1, count}, by the number of a tree's id; 0: that tree was not read. The count's highest
   * bit is the host's, for trees that lead to no blob.
   */
  treesLists(): number;
  treesSkipBarren(from: number, end: number): number;
  /** Address of the id that the next three take. */
  treesAskedId(): number;
  treesMark(): number;
  treesFind(): number;
  treesIntern(): number;
  treesReserve(count: number): number;
  treesNumber(ids: number, numbers: number, count: number, first: number): void;
  treesAdopt(block: number): number;
  treeRoom(size: number, at: number): number;
  treeParse(own: number, size: number, at: number): number;
  treeWhole(own: number, src: number, srcEnd: number, size: number, at: number): number;
  treeDelta(
    own: number,
    src: number,
    srcEnd: number,
    size: number,
    baseAt: number,
    at: number,
    isBase: boolean,
  ): number;
  commitPrefix(own: number, src: number, srcEnd: number, size: number, at: number): number;
  commitWhole(own: number, src: number, srcEnd: number, size: number, at: number): number;
  commitParse(own: number, size: number, at: number): number;
  commitDelta(own: number, src: number, srcEnd: number, size: number, baseAt: number, at: number): number;
}
