/** Why something was not scanned. */
export type SkipReason =
  | 'submodule'
  | 'lfs-pointer'
  | 'not-a-file'
  | 'shallow-boundary'
  | 'missing-object'
  | 'corrupt-object'
  | 'unsupported'
  | 'unreadable-file'
  | 'detector-failed'
  | 'detector-timeout'
  | 'time-budget'
  | 'too-many-findings'
  | 'nested-encodings'
  | 'rule-off';

/** One thing that was not scanned. */
export interface Skip {
  readonly reason: SkipReason;
  /** What it was: a path, an object id, a detector's id. Never a secret. */
  readonly what: string;
  /** true: the content belongs to what was asked for, so the verdict is `incomplete`; false: it lies elsewhere by design. */
  readonly incomplete: boolean;
}

/** The proof behind a verdict: what was read, and what was not. */
export interface Coverage {
  /** Objects (or files) read in full. */
  readonly objects: number;
  readonly bytes: number;
  readonly skipped: readonly Skip[];
}
