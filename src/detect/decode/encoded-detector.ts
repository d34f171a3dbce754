import type { Blob } from '../../domain/blob.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { DetectContext, Detector } from '../../domain/detector.ts';
import { Decoding } from './decoding.ts';
import { gunzip } from './gzip.ts';

/** Runs other detectors over everything in a blob that is encoded text, and leads what they find back to the blob's own bytes. */
export class EncodedDetector implements Detector {
  readonly id = 'encoded';
  readonly #inner: readonly Detector[];

  constructor(inner: readonly Detector[]) {
    this.#inner = inner;
  }

  async detect(blob: Blob, context: DetectContext): Promise<Candidate[]> {
    const decoding = new Decoding(blob.bytes.length, context.deadline, gunzip);
    const found = await this.#detectLayer(blob, context, decoding, 1);
    if (decoding.isCut) context.onCut?.();
    return found;
  }

  async #detectLayer(blob: Blob, context: DetectContext, decoding: Decoding, depth: number): Promise<Candidate[]> {
    const text = decoding.decode(blob.bytes, depth);
    if (text === undefined) return [];
    const layer = { ...blob, bytes: text.bytes };
    const within = context.witness ? { ...context, witness: context.witness.inside(text) } : context;
    const found: Candidate[] = [];
    // One by one: as arguments of one call, a hundred thousand claims would not fit on the stack.
    for (const detector of this.#inner)
      for (const candidate of await detector.detect(layer, within)) found.push(candidate);
    for (const candidate of await this.#detectLayer(layer, within, decoding, depth + 1)) found.push(candidate);
    return text.ledBack(found);
  }
}
