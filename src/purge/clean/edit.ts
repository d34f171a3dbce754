import type { Replaced } from './cleaned.ts';

/** A stretch of bytes, what takes its place, and which targets that takes out. Positions are of the bytes before. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
  readonly replaced: readonly Replaced[];
}

/** The bytes with some edits made. @param edits ascending, apart */
export function applyEdits(bytes: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { start, end, bytes: put } of edits) {
    parts.push(bytes.subarray(done, start), put);
    done = end;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}

/**
 * Edits that lead straight to where one list after another leads. Both ascend, and are apart.
 * @param between the bytes after the first list, which the second is about
 */
export function chainEdits(first: readonly Edit[], between: Buffer, second: readonly Edit[]): Edit[] {
  if (first.length === 0) return [...second];
  const chained: Edit[] = [];
  const back = new WayBack(first);
  let a = 0;
  let b = 0;
  while (a < first.length || b < second.length) {
    const cluster = nextCluster(back, second, a, b);
    chained.push(
      joined(back, between, second.slice(b, cluster.b), cluster.start, cluster.end, first.slice(a, cluster.a)),
    );
    ({ a, b } = cluster);
  }
  return chained;
}

/** Those edits of both lists that touch one another, from `a` and `b` on: where they lie in between, and which come next. */
function nextCluster(back: WayBack, second: readonly Edit[], a: number, b: number) {
  let start = Math.min(back.start(a), second[b]?.start ?? Number.POSITIVE_INFINITY);
  let end = start;
  for (;;) {
    if (back.start(a) <= end) end = Math.max(end, back.end(a++));
    else if (b < second.length && second[b]!.start <= end) end = Math.max(end, second[b++]!.end);
    else return { start, end, a, b };
    start = Math.min(start, end);
  }
}

function joined(
  back: WayBack,
  between: Buffer,
  edits: readonly Edit[],
  start: number,
  end: number,
  before: readonly Edit[],
): Edit {
  const moved = edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  const replaced = edits.flatMap((edit) =>
    edit.replaced.map((one) => ({ ...one, start: back.origin(one.start, 'start'), end: back.origin(one.end, 'end') })),
  );
  return {
    // A replacement of no bytes has no place in between: its own edit says where it lay.
    start: Math.min(back.origin(start, 'start'), before[0]?.start ?? Number.POSITIVE_INFINITY),
    end: Math.max(back.origin(end, 'end'), before.at(-1)?.end ?? 0),
    bytes: applyEdits(between.subarray(start, end), moved),
    replaced: [...before.flatMap((edit) => edit.replaced), ...replaced],
  };
}

/** From positions in edited bytes to positions in the bytes before. */
class WayBack {
  readonly #edits: readonly Edit[];
  /** How much longer the bytes are behind the first n edits. */
  readonly #growth: number[] = [0];

  constructor(edits: readonly Edit[]) {
    this.#edits = edits;
    for (const { start, end, bytes } of edits) this.#growth.push(this.#growth.at(-1)! + bytes.length - (end - start));
  }

  /** Where the replacement of an edit begins; beyond everything for the one behind the last. */
  start(n: number): number {
    const edit = this.#edits[n];
    return edit ? edit.start + this.#growth[n]! : Number.POSITIVE_INFINITY;
  }

  end(n: number): number {
    return this.start(n) + this.#edits[n]!.bytes.length;
  }

  /** A position within a replacement is that of the edit's start or end. */
  origin(position: number, side: 'start' | 'end'): number {
    const n = this.#lastAtMost(position, side);
    if (n < 0) return position;
    const edit = this.#edits[n]!;
    if (position >= this.end(n)) return Math.max(edit.end, position - this.#growth[n + 1]!);
    return side === 'start' ? edit.start : edit.end;
  }

  /** The last edit whose replacement begins at a position or before it; for an end, before it. -1: none. */
  #lastAtMost(position: number, side: 'start' | 'end'): number {
    let low = -1;
    let high = this.#edits.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const begin = this.start(middle);
      if (begin < position || (begin === position && side === 'start')) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
