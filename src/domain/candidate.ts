import type { Confidence } from './rule.ts';
import type { Secret } from './secret.ts';

/** A detector's claim about a window of bytes. It knows no path and gives no verdict. */
export interface Candidate {
  readonly rule: string;
  readonly secret: Secret;
  /** The whole match that the secret is a part of, where a check is to see it; only until the candidate is refined. */
  readonly match?: Secret;
  /** Span of the secret in the window's original bytes, also when it was found in decoded text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly confidence: Confidence;
  /** The encodings peeled off on the way, outermost first; empty for plain text. */
  readonly encodings: readonly string[];
  /** Only its other half gives it away, and that is not near: it counts if that stands elsewhere in what is scanned. */
  readonly unpaired?: true;
}
