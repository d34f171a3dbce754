import type { EscapeStyle } from './escape-style.ts';

/** Goes through escaped text, character by character. */
export class EscapeWalk {
  readonly #bytes: Buffer;
  readonly #style: EscapeStyle;

  constructor(bytes: Buffer, style: EscapeStyle) {
    this.#bytes = bytes;
    this.#style = style;
  }

  /** The text without escapes. */
  static decoded(bytes: Buffer, style: EscapeStyle): Buffer {
    const decoded = Buffer.allocUnsafe(bytes.length);
    let length = 0;
    let done = 0;
    for (let at = bytes.indexOf(style.mark); at >= 0; ) {
      const unit = style.read(bytes, at);
      if (unit) {
        length += bytes.copy(decoded, length, done, at);
        for (const byte of unit.bytes) decoded[length++] = byte;
        done = at + unit.length;
      }
      const next = unit ? done : at + 1;
      at = bytes[next] === style.mark ? next : bytes.indexOf(style.mark, next);
    }
    length += bytes.copy(decoded, length, done);
    return decoded.subarray(0, length);
  }

  /** Where positions in the decoded text lie; one within a character lies at its start or end. */
  origins(positions: readonly number[]): (position: number, side: 'start' | 'end') => number {
    const wanted = [...new Set(positions)].sort((a, b) => a - b);
    const found = new Map<number, { start: number; end: number }>();
    let at = 0;
    let decoded = 0;
    for (const position of wanted) {
      let unit = this.#unitAt(at);
      while (at < this.#bytes.length && decoded + unit.count <= position) {
        at += unit.length;
        decoded += unit.count;
        unit = this.#unitAt(at);
      }
      found.set(position, { start: at, end: decoded === position ? at : at + unit.length });
    }
    return (position, side) => found.get(position)![side];
  }

  /** For each character what stands before its digits (undefined: it is not escaped), and how many bytes it takes. */
  units(): { prefixes: (string | undefined)[]; lengths: number[] } {
    const prefixes: (string | undefined)[] = [];
    const lengths: number[] = [];
    for (let at = 0; at < this.#bytes.length; at += lengths.at(-1)!) {
      const { length } = this.#unitAt(at);
      prefixes.push(length > 1 ? this.#style.prefix(this.#bytes, at) : undefined);
      lengths.push(length);
    }
    return { prefixes, lengths };
  }

  #unitAt(at: number): { length: number; count: number } {
    const unit = this.#bytes[at] === this.#style.mark ? this.#style.read(this.#bytes, at) : undefined;
    return { length: unit?.length ?? 1, count: unit?.bytes.length ?? 1 };
  }
}
