import { applyEdits, chainEdits, type Edit } from './edit.ts';
import { isBinary } from './is-binary.ts';
import type { TextSearch } from './text-search.ts';

/** Finds what one way of writing texts hides in some bytes. @returns edits that ascend and lie apart */
export type Pass = (bytes: Buffer, layer: Layer) => Edit[];

/** What all layers of one cleaning have in common. */
export interface Ways {
  readonly passes: readonly Pass[];
  /** By the number of encodings that the bytes were taken out of. */
  readonly searches: readonly TextSearch[];
  /** Bytes that may still be inflated, and how often that may still be tried. */
  readonly budget: { bytes: number; tries: number };
}

/** A replacement can make a new text with its neighbours, or lay one open. From this round on, it is as long as what it replaces. */
const FREE_ROUNDS = 4;

/** Each further round turns at least one byte into an asterisk; texts for which that takes so long are no texts. */
const MAX_ROUNDS = 1000;

/** How many gzip members may lie around one another: some inflate to themselves. */
const MAX_MEMBERS = 2;

/** Bytes that were taken out of so and so many encodings. */
export class Layer {
  readonly ways: Ways;
  readonly depth: number;
  #keepsLength: boolean | undefined;
  #judged: Buffer | undefined;

  readonly #members: number;

  /**
   * @param keepsLength whether replacements must be as long as what they replace; undefined: where the bytes are binary
   * @param members how many gzip members lie around the bytes
   */
  constructor(ways: Ways, depth: number, keepsLength?: boolean, members = 0) {
    this.ways = ways;
    this.depth = depth;
    this.#members = members;
    this.#keepsLength = keepsLength;
  }

  /** All that has to change so that no text is left. */
  edits(bytes: Buffer): Edit[] {
    this.#judged = bytes;
    let edits: Edit[] = [];
    let current = bytes;
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = current;
      if (round === FREE_ROUNDS) this.#keepsLength = true;
      for (const pass of this.ways.passes) {
        const more = pass(current, this);
        if (more.length === 0) continue;
        const next = applyEdits(current, more);
        edits = chainEdits(edits, current, more);
        current = next;
      }
      if (current === before) return edits;
    }
    throw new Error('a text comes back whatever is put in its place');
  }

  get search(): TextSearch {
    return this.ways.searches[this.depth]!;
  }

  get keepsLength(): boolean {
    this.#keepsLength ??= isBinary(this.#judged!);
    return this.#keepsLength;
  }

  /** The layer for what is decoded from this one's bytes; undefined where that is deep enough. */
  below(keepsLength?: boolean): Layer | undefined {
    if (this.depth + 1 === this.ways.searches.length) return undefined;
    return new Layer(this.ways, this.depth + 1, keepsLength, this.#members);
  }

  /** Whether gzip members in these bytes are not looked at. */
  get isInnermost(): boolean {
    return this.#members === MAX_MEMBERS;
  }

  /** The layer for the content of a gzip member: a member is never there by accident, so it counts as no encoding. */
  inMember(): Layer {
    return new Layer(this.ways, this.depth, undefined, this.#members + 1);
  }
}
