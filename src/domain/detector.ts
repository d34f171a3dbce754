import type { Blob } from './blob.ts';
import type { Candidate } from './candidate.ts';
import type { Witness } from './witness.ts';

/** What a detector may know besides the bytes. */
export interface DetectContext {
  /** Milliseconds since the epoch after which a detector must give up; Infinity for no limit. */
  readonly deadline: number;
  /** Told how the answer came about, where somebody asked for that; plugins are given none. */
  readonly witness?: Witness;
  /** Called where encodings lie over one another for which there is not the room to decode them all; plugins are given none. */
  readonly onCut?: () => void;
}

/**
 * One link of the detector chain: code that looks at bytes and makes claims. It must be pure: same bytes, same claims;
 * no files, no network, no clock. It may throw: the verdict is then `incomplete` and names the detector.
 */
export interface Detector {
  readonly id: string;
  detect(blob: Blob, context: DetectContext): Candidate[] | Promise<Candidate[]>;
}
