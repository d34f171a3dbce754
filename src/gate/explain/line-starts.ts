import { lastStart } from '../../detect/last-start.ts';
import type { TextPlace } from '../../domain/explanation.ts';

const LF = 0x0a;

/** The lines of some bytes, as reports count them: each ends behind a line feed. */
export class LineStarts {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(bytes: Buffer) {
    this.#length = bytes.length;
    for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) this.#starts.push(at + 1);
    // Behind the last line feed there is no line.
    if (this.#starts[this.#starts.length - 1] === bytes.length) this.#starts.pop();
  }

  /** How many lines there are; none in no bytes. */
  get count(): number {
    return this.#starts.length;
  }

  /** Where a line begins and ends, its line feed included; undefined where there is no such line. */
  spanOf(line: number): { start: number; end: number } | undefined {
    const start = this.#starts[line - 1];
    return start === undefined ? undefined : { start, end: this.#starts[line] ?? this.#length };
  }

  /** @param position of a byte */
  placeOf(position: number): TextPlace {
    const line = lastStart(this.#starts, position);
    return { line: line + 1, column: position - (this.#starts[line] ?? 0) + 1 };
  }
}
