import type { Candidate } from '../../domain/candidate.ts';
import { lastStart } from '../last-start.ts';
import type { Run } from './runs.ts';

/** A run of encoded text, decoded: the bytes, the span it stood in, and where each decoded byte came from. */
export interface DecodedRun {
  readonly encoding: string;
  readonly bytes: Buffer;
  /** Position in the encoded input of the decoded byte `index`; for `index === bytes.length`, of what follows the run. */
  origin(index: number): number;
}

/**
 * Finds the runs of one encoding in some bytes. An array, not a generator: V8 compiles loops over bytes better that way.
 * @param words what `wordRuns` gives for the input: several decoders begin with it
 */
export type Decoder = (input: Buffer, words: readonly Run[]) => DecodedRun[];

// Between two runs: no rule's match may reach from one into the next, and none is looked for that holds a NUL.
const SEPARATOR = Buffer.from('\n\0\n');

/**
 * All runs that were decoded from one input, laid one behind the other, so that the detectors look at them in one pass
 * however many there are. Positions in it lead back to the input.
 */
export class DecodedText {
  readonly bytes: Buffer;
  readonly #runs: readonly DecodedRun[];
  readonly #starts: readonly number[];

  constructor(runs: readonly DecodedRun[]) {
    const starts: number[] = [];
    const parts: Buffer[] = [];
    let length = 0;
    for (const run of runs) {
      starts.push(length);
      parts.push(run.bytes, SEPARATOR);
      length += run.bytes.length + SEPARATOR.length;
    }
    this.#runs = runs;
    this.#starts = starts;
    this.bytes = Buffer.concat(parts, length);
  }

  /** The span in the input that a span of the decoded bytes came from; undefined when it is not within one run. */
  origin(start: number, end: number): { start: number; end: number; encoding: string } | undefined {
    const index = lastStart(this.#starts, start);
    const run = this.#runs[index];
    const begin = this.#starts[index];
    if (run === undefined || begin === undefined || end - begin > run.bytes.length) return undefined;
    const from = run.origin(start - begin);
    // Of inflated text many bytes come from one: a span is never empty.
    return { start: from, end: Math.max(from + 1, run.origin(end - begin)), encoding: run.encoding };
  }

  /** Candidates of the decoded bytes as candidates of the input; without those that lie in no one run. */
  ledBack(candidates: readonly Candidate[]): Candidate[] {
    return candidates.flatMap((candidate) => {
      const origin = this.origin(candidate.start, candidate.end);
      if (!origin) return [];
      const { start, end, encoding } = origin;
      return { ...candidate, start, end, encodings: [encoding, ...candidate.encodings] };
    });
  }
}
