/** Where something of a target stood, and under which encodings. */
export interface Replaced {
  /** Number of the target: the texts, then the patterns. */
  readonly target: number;
  /** First byte, in what was cleaned. */
  readonly start: number;
  /** Behind the last byte. */
  readonly end: number;
  /** From the outermost to the innermost; empty for a text that stands there as it is. */
  readonly encodings: readonly string[];
}

/** Bytes without the targets, and what was taken out. */
export interface Cleaned {
  readonly bytes: Buffer;
  readonly replaced: readonly Replaced[];
}
