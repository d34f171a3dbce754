import type { Blob } from '../../domain/blob.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { DetectContext, Detector } from '../../domain/detector.ts';
import { decodeAll, MAX_DEPTH } from './decode-all.ts';

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
    const text = decodeAll(blob.bytes, context.deadline);
    if (text === undefined) return [];
    const layer = { ...blob, bytes: text.bytes };
    const within = context.witness ? { ...context, witness: context.witness.inside(text) } : context;
    const found: Candidate[] = [];
    // One by one: as arguments of one call, a hundred thousand claims would not fit on the stack.
    for (const detector of this.#inner)
      for (const candidate of await detector.detect(layer, within)) found.push(candidate);
    if (depth < MAX_DEPTH)
      for (const candidate of await this.#detectLayer(layer, within, depth + 1)) found.push(candidate);
    return text.ledBack(found);
  }
}
