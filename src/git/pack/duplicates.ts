import { compareIds, type IdList } from './ids.ts';
import type { LooseObjects } from './loose-objects.ts';
import type { PackTable } from './pack-table.ts';

/** A hash table of ids: open addressing; each row names a list of ids and a position in it, plus 1. */
class SeenIds {
  readonly #mask: number;
  readonly #lists: readonly IdList[];
  readonly #listOf: Uint32Array;
  readonly #position: Uint32Array;
  // Ids in an index can be forged to begin alike: they are spread by a number that nobody knows ahead.
  readonly #seed = Math.floor(Math.random() * 2 ** 32) | 1;

  constructor(lists: readonly IdList[], count: number) {
    const rows = 2 ** Math.ceil(Math.log2(count * 2 + 1));
    this.#mask = rows - 1;
    this.#lists = lists;
    this.#listOf = new Uint32Array(rows);
    this.#position = new Uint32Array(rows);
  }

  /** @returns whether it was there already */
  add(list: number, position: number): boolean {
    const { ids, hashLength } = this.#lists[list]!;
    const at = position * hashLength;
    for (let row = this.#rowOf(ids, at, hashLength); ; row = (row + 1) & this.#mask) {
      if (this.#position[row] === 0) {
        this.#position[row] = position + 1;
        this.#listOf[row] = list;
        return false;
      }
      const other = this.#lists[this.#listOf[row]!]!;
      if (compareIds(other.ids, (this.#position[row]! - 1) * hashLength, ids, at, hashLength) === 0) return true;
    }
  }

  #rowOf(ids: Uint8Array, at: number, length: number): number {
    let hash = this.#seed;
    for (let i = 0; i < length; i++) hash = Math.imul(hash ^ ids[at + i]!, 0x01000193) ^ (hash >>> 15);
    return (hash ^ (hash >>> 16)) & this.#mask;
  }
}

/** For each pack by slot, and for the loose objects by position: 1 where an earlier place has the object too. */
export function markDuplicates(packs: readonly PackTable[], loose: LooseObjects): Uint8Array[] {
  const lists: readonly (IdList & { readonly count: number })[] = [...packs, loose];
  const seen = new SeenIds(
    lists,
    lists.reduce((sum, { count }) => sum + count, 0),
  );
  return lists.map(({ count }, list) => {
    const slots = packs[list]?.slot;
    const marks = new Uint8Array(new SharedArrayBuffer(count));
    for (let position = 0; position < count; position++)
      if (seen.add(list, position)) marks[slots?.[position] ?? position] = 1;
    return marks;
  });
}
