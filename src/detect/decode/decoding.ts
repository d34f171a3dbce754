import { DetectorTimeout } from '../detector-timeout.ts';
import { base64, wordRuns } from './base64.ts';
import { type DecodedRun, DecodedText } from './decoded-text.ts';
import { escapes } from './escapes.ts';
import type { Inflated } from './gzip.ts';
import { GZIP_MAGIC } from './gzip-header.ts';
import { hex } from './hex.ts';
import type { Run } from './runs.ts';
import { utf16, utf32 } from './wide-text.ts';

const DECODERS = [utf16, utf32, base64, hex, escapes];

/** How many encodings may lie over one another. */
const MAX_DEPTH = 5;

// Each layer is no larger than a few times the one before, but for gzip, which can be a thousand times as large.
const BYTES_PER_BYTE = 64;
const FREE_BYTES = 16 * 1024;
const MOST_BYTES = 32 * 1024 * 1024;

/** Inflates the gzip in some bytes, up to so many. */
type Gunzip = (bytes: Buffer, most: number) => Inflated;

/** What one input's layers are decoded with: a depth, a time and an amount of bytes that all of them share. */
export class Decoding {
  readonly #deadline: number;
  readonly #gunzip: Gunzip | undefined;
  #left: number;

  /** @param length of the input, in bytes @param deadline milliseconds since the epoch @param gunzip absent where gzip is left to others: it is then too much */
  constructor(length: number, deadline: number, gunzip?: Gunzip) {
    this.#deadline = deadline;
    this.#gunzip = gunzip;
    this.#left = Math.min(MOST_BYTES, length * BYTES_PER_BYTE + FREE_BYTES);
  }

  /** Whether the bytes did not suffice: there may be more than what was decoded. */
  get isCut(): boolean {
    return this.#left <= 0;
  }

  /**
   * Everything in some bytes that is encoded text, decoded once.
   * @param depth how many encodings that makes: 1 for those of the input itself, whose gzip is a file's own and left alone
   * @param words `wordRuns` of the bytes, where they are known
   * @returns undefined where there is none, and where that is too deep or too much
   * @throws DetectorTimeout past the deadline
   */
  decode(bytes: Buffer, depth: number, words?: readonly Run[]): DecodedText | undefined {
    if (depth > MAX_DEPTH || this.isCut) return undefined;
    const runs: DecodedRun[] = [];
    const known = words ?? wordRuns(bytes);
    for (const decoder of DECODERS) {
      for (const run of decoder(bytes, known)) runs.push(run);
      if (Date.now() > this.#deadline) throw new DetectorTimeout('encoded');
    }
    if (depth > 1 && bytes.includes(GZIP_MAGIC)) this.#inflate(bytes, runs);
    if (runs.length === 0) return undefined;
    const text = new DecodedText(runs);
    this.#left -= text.bytes.length;
    return text;
  }

  #inflate(bytes: Buffer, runs: DecodedRun[]): void {
    const inflated = this.#gunzip?.(bytes, this.#left);
    for (const run of inflated?.runs ?? []) runs.push(run);
    this.#left -= inflated?.wasted ?? this.#left;
  }
}
