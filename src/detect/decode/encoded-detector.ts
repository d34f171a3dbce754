import type { Blob } from '../../domain/blob.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { DetectContext, Detector } from '../../domain/detector.ts';
import { DetectorTimeout } from '../detector-timeout.ts';
import { base64 } from './base64.ts';
import { type DecodedRun, DecodedText } from './decoded-text.ts';
import { escapes } from './escapes.ts';
import { hex } from './hex.ts';
import { utf16, utf32 } from './wide-text.ts';

const DECODERS = [utf16, utf32, base64, hex, escapes];

/** How many encodings may lie over one another. Each layer is no larger than a few times the one before, so this bounds the work. */
const MAX_DEPTH = 3;

/** Runs other detectors over everything in a blob that is encoded text, and leads what they find back to the blob's own bytes. */
export class EncodedDetector implements Detector {
  readonly id = 'encoded';
  readonly #inner: readonly Detector[];

  constructor(inner: readonly Detector[]) {
    this.#inner = inner;
  }

  async detect(blob: Blob, context: DetectContext): Promise<Candidate[]> {
    return this.#detectLayer(blob, context, 1);
  }

  async #detectLayer(blob: Blob, context: DetectContext, depth: number): Promise<Candidate[]> {
    const text = new DecodedText(decodeAll(blob.bytes, context.deadline));
    if (text.bytes.length === 0) return [];
    const layer = { ...blob, bytes: text.bytes };
    const found: Candidate[] = [];
    // One by one: as arguments of one call, a hundred thousand claims would not fit on the stack.
    for (const detector of this.#inner)
      for (const candidate of await detector.detect(layer, context)) found.push(candidate);
    if (depth < MAX_DEPTH)
      for (const candidate of await this.#detectLayer(layer, context, depth + 1)) found.push(candidate);
    return found.flatMap((candidate) => {
      const origin = text.origin(candidate.start, candidate.end);
      if (!origin) return [];
      return {
        ...candidate,
        start: origin.start,
        end: origin.end,
        encodings: [origin.encoding, ...candidate.encodings],
      };
    });
  }
}

function decodeAll(input: Buffer, deadline: number): DecodedRun[] {
  const runs: DecodedRun[] = [];
  for (const decode of DECODERS) {
    for (const run of decode(input)) runs.push(run);
    if (Date.now() > deadline) throw new DetectorTimeout('encoded');
  }
  return runs;
}
