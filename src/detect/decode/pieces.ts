import { endOfRun, type Run } from './runs.ts';

// A line this long that is all of one alphabet was most likely broken by an encoder (they break at 60, 64 or 76).
const WRAPPED_LINE = 40;

// The furthest from a line's end to where the next begins: indents are no deeper.
const LONGEST_GAP = 200;

// Between two lines of one text: a line end that is written as an escape, or a real one. Programs close and open quotes around it, with or without
// an operator; comments begin each line with a mark. Not a comma: what it divides are texts of their own.
const WRITTEN = String.raw`(?:\\{1,4}r)?\\{1,4}n`;
const QUOTES = '["\'`]';
const CLOSED = String.raw`(?:${WRITTEN})?${QUOTES}?[ \t]*[+.&\\]?[ \t]*`;
const OPENED = String.raw`[ \t]*(?:(?:#|//|\*|>)[ \t]+|[+.&][ \t]*(?=[bru]?${QUOTES}))?(?:[bru]?${QUOTES})?`;
const GAP = new RegExp(String.raw`^(?:${CLOSED}\r?\n${OPENED}|${WRITTEN}[ \t]*)`);

/** The stretches of the input that hold one text, broken over lines or not. */
export class Pieces {
  readonly list: readonly Run[];
  /** How many characters of the joined pieces stand before each. */
  #before: readonly number[] | undefined;
  readonly #input: Buffer;

  /**
   * @param isMember by byte: not 0 for characters of the encoding
   * @param first the run that the text begins with
   * @param mayGoOn whether a line of so many characters may have been broken there
   */
  constructor(input: Buffer, isMember: Uint8Array, first: Run, mayGoOn = (length: number) => length >= WRAPPED_LINE) {
    const list = [first];
    for (let last = first; mayGoOn(last.end - last.start); last = list[list.length - 1]!) {
      const start = startOfNextLine(input, last.end);
      if (start === undefined || start >= input.length || isMember[input[start]!] === 0) break;
      list.push({ start, end: endOfRun(input, isMember, start) });
    }
    this.list = list;
    this.#input = input;
  }

  /** Where the last piece ends. */
  get end(): number {
    return this.list[this.list.length - 1]!.end;
  }

  /** The characters of all pieces. */
  joined(): Buffer {
    const parts = this.list.map(({ start, end }) => this.#input.subarray(start, end));
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  /** The input position of the character number `offset` of the joined pieces. */
  locate(offset: number): number {
    this.#before ??= lengthsBefore(this.list);
    let low = 0;
    let high = this.list.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#before[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const { start, end } = this.list[low]!;
    return Math.min(start + offset - this.#before[low]!, end);
  }
}

function lengthsBefore(pieces: readonly Run[]): number[] {
  let length = 0;
  return pieces.map(({ start, end }) => (length += end - start) - (end - start));
}

/** Where the next line's text begins, if a line ends here; undefined otherwise. */
function startOfNextLine(input: Buffer, at: number): number | undefined {
  const gap = GAP.exec(input.toString('latin1', at, at + LONGEST_GAP));
  return gap ? at + gap[0].length : undefined;
}
