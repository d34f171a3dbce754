import { UnleakError } from '../../../domain/unleak-error.ts';
import type { PackBytes } from '../pack-bytes.ts';
import type { PackTable } from '../pack-table.ts';
import type { Deadline } from './deadline.ts';

/** Reads objects on the stack of `trees.as.ts`; results are those of its functions. */
export interface ObjectVisitor {
  /** An object that stands in the pack as it is, and is the base of none: it takes no frame. */
  alone(slot: number, from: number, to: number): number;
  /** An object that stands in the pack as it is. @returns the next frame's place, or < 0 */
  whole(slot: number, from: number, to: number, at: number): number;
  /** A delta on the object of the frame at `baseAt`. @returns the next frame's place, or < 0 */
  delta(slot: number, from: number, to: number, baseAt: number, at: number): number;
}

/** Visits the objects of a pack's delta trees, each base before the deltas on it. What hangs on an object that can't be read is left out. */
export class DeltaWalk {
  readonly #pack: PackTable;
  readonly #bytes: PackBytes;
  readonly #deadline: Deadline;
  /** Per depth: the frame's place, and the next delta on its object. */
  readonly #frames: number[] = [];
  readonly #next: number[] = [];
  #from = 0;
  #to = 0;

  constructor(pack: PackTable, bytes: PackBytes, deadline: Deadline) {
    this.#pack = pack;
    this.#bytes = bytes;
    this.#deadline = deadline;
  }

  /** @throws UnleakError when the time is over */
  from(root: number, visitor: ObjectVisitor): void {
    if (!this.#bring(root)) return;
    const first = this.#pack.firstChild[root]!;
    if (first < 0) {
      visitor.alone(root, this.#from, this.#to);
      return;
    }
    const top = visitor.whole(root, this.#from, this.#to, 0);
    if (top >= 0) this.#descend(visitor, first, top);
  }

  #descend(visitor: ObjectVisitor, first: number, firstTop: number): void {
    const { firstChild, nextSibling } = this.#pack;
    let depth = 0;
    this.#frames[0] = 0;
    this.#next[0] = first;
    this.#frames[1] = firstTop;
    while (depth >= 0) {
      const slot = this.#next[depth]!;
      if (slot < 0) {
        depth--;
        continue;
      }
      this.#next[depth] = nextSibling[slot]!;
      if (!this.#bring(slot)) continue;
      const top = visitor.delta(slot, this.#from, this.#to, this.#frames[depth]!, this.#frames[depth + 1]!);
      if (top < 0 || firstChild[slot]! < 0) continue;
      depth++;
      this.#next[depth] = firstChild[slot]!;
      this.#frames[depth + 1] = top;
    }
  }

  /** Brings an entry's zlib stream into memory, [#from, #to). @returns whether it could be read */
  #bring(slot: number): boolean {
    this.#deadline.check();
    const position = this.#pack.offset[slot]! + this.#pack.headerLength[slot]!;
    const length = this.#pack.offset[slot + 1]! - position;
    try {
      this.#from = this.#bytes.at(position, length);
    } catch (error) {
      if (error instanceof UnleakError) return false;
      throw error;
    }
    this.#to = this.#from + length;
    return true;
  }
}
