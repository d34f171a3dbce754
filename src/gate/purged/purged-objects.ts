import type { Oid } from '../../domain/blob.ts';

const LF = 0x0a;
const CR = 0x0d;
const HASH = 0x23;

/** Each byte's value as a lower-case hex digit; 255 for what is none. */
const DIGITS = new Uint8Array(256).fill(255);
for (const [value, digit] of Buffer.from('0123456789abcdef').entries()) DIGITS[digit] = value;

/**
 * The ids of a list of purged objects: one a line, SHA-1 or SHA-256 in lower-case hex; lines that are empty or begin with
 * `#` say nothing. The text is kept as it is, with a table of where ids stand: 200,000 ids are 8 MB, as strings three times that.
 */
export class PurgedObjects {
  readonly #text: Buffer;
  /** Where the ids begin in the text; -1 for none. By their first eight digits, or the next free slot. */
  readonly #slots: Int32Array;
  /** Where the ids begin, in the order of the text. */
  readonly #starts: readonly number[];

  private constructor(text: Buffer, starts: readonly number[]) {
    this.#text = text;
    this.#starts = starts;
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(starts.length * 2 + 2))).fill(-1);
    for (const start of starts) this.#enter(start);
  }

  /** @returns the number of the first line that is not as it must be (one that has no end, too), where there is one */
  static parse(text: Buffer): PurgedObjects | number {
    const starts: number[] = [];
    let line = 1;
    for (let at = 0; at < text.length; line++) {
      const end = text[at] === HASH ? endOfLine(text, at) : endOfDigits(text, at);
      const length = end - at;
      const isId = text[at] !== HASH && length > 0;
      const next = text[end] === CR ? end + 1 : end;
      if (text[next] !== LF || (isId && length !== 40 && length !== 64)) return line;
      if (isId) starts.push(at);
      at = next + 1;
    }
    return new PurgedObjects(text, starts);
  }

  has(oid: Oid): boolean {
    const mask = this.#slots.length - 1;
    let slot = Number.parseInt(oid.slice(0, 8), 16) & mask;
    for (let start = this.#slots[slot]!; start >= 0; start = this.#slots[slot]!) {
      if (this.#idAt(start) === oid) return true;
      slot = (slot + 1) & mask;
    }
    return false;
  }

  /** The ids, in the order of the list. */
  *ids(): IterableIterator<Oid> {
    for (const start of this.#starts) yield this.#idAt(start);
  }

  /** The comments, without their line ends. */
  comments(): string[] {
    return this.#text.toString('utf8').match(/^#[^\r\n]*/gm) ?? [];
  }

  #enter(start: number): void {
    const mask = this.#slots.length - 1;
    let first = 0;
    for (let at = start; at < start + 8; at++) first = (first << 4) | DIGITS[this.#text[at]!]!;
    let slot = first & mask;
    while (this.#slots[slot]! >= 0) slot = (slot + 1) & mask;
    this.#slots[slot] = start;
  }

  #idAt(start: number): Oid {
    return this.#text.toString('latin1', start, endOfDigits(this.#text, start));
  }
}

function endOfDigits(text: Buffer, start: number): number {
  let at = start;
  while (at < text.length && DIGITS[text[at]!]! < 16) at++;
  return at;
}

function endOfLine(text: Buffer, start: number): number {
  const end = text.indexOf(LF, start);
  return end < 0 ? text.length : end;
}
