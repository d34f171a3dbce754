import { endOfRun, nextRun, type Run } from '../../detect/decode/runs.ts';

/** A line this long that is all of one alphabet was most likely broken by an encoder (they break at 60, 64 or 76). */
const WRAPPED_LINE = 40;

/** Widths at which encoders break lines: a list of texts of that length is unlikely. */
const WIDTHS: ReadonlySet<number> = new Set([60, 64, 70, 72, 76, 80, 120]);

const PADDING = 0x3d;
const NEWLINE = 0x0a;

/** What follows a line of encoded text. */
const LINE_ENDS: ReadonlySet<number> = new Set(Buffer.from('\r\n"\'`<,;)]}\\\0'));

/** A run of characters of one alphabet, on one line or broken over several, indented or not. */
export class WrappedRun {
  readonly pieces: readonly Run[];
  readonly length: number;
  readonly #before: readonly number[];

  constructor(pieces: readonly Run[]) {
    let length = 0;
    this.#before = pieces.map(({ start, end }) => (length += end - start) - (end - start));
    this.pieces = pieces;
    this.length = length;
  }

  get end(): number {
    return this.pieces.at(-1)!.end;
  }

  text(bytes: Buffer): Buffer {
    return Buffer.concat(this.pieces.map(({ start, end }) => bytes.subarray(start, end)));
  }

  /** The position in the input of the character number `offset`. */
  position(offset: number): number {
    let low = 0;
    let high = this.pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#before[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return this.pieces[low]!.start + offset - this.#before[low]!;
  }

  /** Whether the lines look like those of one text: all of one width but the last, and the first if something stands before it. */
  isOneText(bytes: Buffer): boolean {
    if (this.pieces.length === 1) return true;
    const widths = this.pieces.map(({ start, end }) => end - start);
    const [first, second] = [widths[0]!, widths[1]!];
    const width = Math.max(first, second);
    const isBehindSomething = (bytes[this.pieces[0]!.start - 1] ?? NEWLINE) !== NEWLINE;
    const isUsual = WIDTHS.has(width);
    // Two lines are one text for sure if that is how encoders break lines; three, if they show a width and an end.
    if (!isUsual && (widths.length === 2 || widths.at(-1) === width)) return false;
    return (
      (first === width || isBehindSomething) &&
      widths.slice(1, -1).every((one) => one === width) &&
      widths.at(-1)! <= width
    );
  }

  /** Other characters, broken into lines as these are. */
  laidOut(bytes: Buffer, characters: Buffer): Buffer {
    if (this.pieces.length === 1) return characters;
    const width = Math.max(...this.pieces.slice(0, 2).map(({ start, end }) => end - start));
    const [first, second] = [this.pieces[0]!, this.pieces[1]!];
    const lineEnd = bytes.subarray(first.end, second.start);
    const parts = [characters.subarray(0, first.end - first.start)];
    for (let at = first.end - first.start; at < characters.length; at += width) {
      parts.push(lineEnd, characters.subarray(at, at + width));
    }
    return Buffer.concat(parts);
  }
}

/** All runs of an alphabet of at least `shortest` characters. @param isMember by byte: not 0 for characters of the alphabet */
export function wrappedRuns(bytes: Buffer, isMember: Uint8Array, shortest: number): WrappedRun[] {
  const runs: WrappedRun[] = [];
  // The first line of a longer run may be shorter than the run must be.
  const least = Math.min(shortest, WRAPPED_LINE);
  let line = nextRun(bytes, isMember, least, 0, bytes.length);
  while (line !== undefined) {
    const pieces = [line];
    for (let next = nextPiece(bytes, isMember, line); next; next = nextPiece(bytes, isMember, next)) pieces.push(next);
    const run = new WrappedRun(pieces);
    if (run.length >= shortest) runs.push(run);
    line = nextRun(bytes, isMember, least, run.end, bytes.length);
  }
  return runs;
}

function nextPiece(bytes: Buffer, isMember: Uint8Array, { start, end }: Run): Run | undefined {
  if (end - start < WRAPPED_LINE) return undefined;
  let next = bytes[end] === 0x0d ? end + 1 : end;
  if (bytes[next++] !== 0x0a) return undefined;
  while (bytes[next] === 0x20 || bytes[next] === 0x09) next++;
  const nextEnd = endOfRun(bytes, isMember, next);
  return nextEnd > next && isEndOfLine(bytes, nextEnd) ? { start: next, end: nextEnd } : undefined;
}

/** Whether a line of encoded text can end here: with padding, a quote or a tag perhaps. A word of other text goes on. */
function isEndOfLine(bytes: Buffer, at: number): boolean {
  let end = at;
  while (end < at + 2 && bytes[end] === PADDING) end++;
  return end === bytes.length || LINE_ENDS.has(bytes[end]!);
}
