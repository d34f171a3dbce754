import { PairTable } from '../../detect/pair-table.ts';
import type { Wanted } from './wanted.ts';

/** A place where a text stands. */
export interface Hit {
  readonly wanted: Wanted;
  readonly start: number;
  readonly end: number;
}

/** So few texts are found sooner one by one. */
const FEW = 4;

/** What the table over pairs asks for, in bytes. */
const SHORTEST_IN_TABLE = 3;

/** Finds texts in bytes. Where two overlap, the longer one counts. */
export class TextSearch {
  /** Length of the shortest text, in bytes; infinite without any. */
  readonly shortest: number;
  readonly #single: readonly Wanted[];
  readonly #many: readonly Wanted[];
  readonly #table: PairTable | undefined;

  /** @param wanted the longest first */
  constructor(wanted: readonly Wanted[]) {
    this.shortest = wanted.at(-1)?.bytes.length ?? Number.POSITIVE_INFINITY;
    const isSingle = ({ bytes }: Wanted) => wanted.length <= FEW || bytes.length < SHORTEST_IN_TABLE;
    this.#single = wanted.filter(isSingle);
    this.#many = wanted.filter((one) => !isSingle(one));
    const literals = this.#many.map(({ bytes }) => ({ text: bytes.toString('latin1'), caseless: false }));
    if (literals.length > 0) this.#table = new PairTable(literals);
  }

  /** Hits that lie apart, ascending. */
  hits(bytes: Buffer): Hit[] {
    const hits = [...this.#hitsOfMany(bytes), ...this.#single.flatMap((wanted) => hitsOf(wanted, bytes))];
    return hits.length < 2 ? hits : apart(hits, bytes.length);
  }

  #hitsOfMany(bytes: Buffer): Hit[] {
    const hits: Hit[] = [];
    const ends = new Float64Array(this.#many.length);
    this.#table?.search(bytes, (number, start) => {
      if (start < ends[number]!) return;
      const wanted = this.#many[number]!;
      ends[number] = start + wanted.bytes.length;
      hits.push({ wanted, start, end: ends[number]! });
    });
    return hits;
  }
}

function hitsOf(wanted: Wanted, bytes: Buffer): Hit[] {
  const hits: Hit[] = [];
  for (let start = bytes.indexOf(wanted.bytes); start >= 0; ) {
    const end = start + wanted.bytes.length;
    hits.push({ wanted, start, end });
    start = bytes.indexOf(wanted.bytes, end);
  }
  return hits;
}

function apart(hits: Hit[], length: number): Hit[] {
  const taken = new Uint8Array(length);
  hits.sort((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start);
  const kept = hits.filter(({ start, end }) => {
    // What was taken before is no shorter, so that it can't lie between the first and the last byte.
    if (taken[start] || taken[end - 1]) return false;
    taken.fill(1, start, end);
    return true;
  });
  return kept.sort((a, b) => a.start - b.start);
}
