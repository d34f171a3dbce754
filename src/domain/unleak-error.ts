/** What went wrong, as a stable word that tests and callers can compare with. */
export type ErrorCode =
  | 'usage'
  | 'config-invalid'
  | 'config-unreadable'
  | 'git-missing'
  | 'git-failed'
  | 'not-a-repository'
  | 'unsafe-repository'
  | 'unknown-revision'
  | 'object-missing'
  | 'object-corrupt'
  | 'unsupported'
  | 'plugin-invalid'
  | 'io'
  | 'output';

/**
 * The one exception for "cannot go on": the user or the environment has to change something. `message` says what and
 * why, `hint` what to do next; neither ever holds a secret's text. Anything else that is thrown is a bug in unleak.
 */
export class UnleakError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;

  /** By name: the command line's files each have a copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'UnleakError';
  }

  /**
   * @param code stable word
   * @param message one sentence: what went wrong and why
   * @param hint one sentence: what to do next
   */
  constructor(code: ErrorCode, message: string, hint: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'UnleakError';
    this.code = code;
    this.hint = hint;
  }
}
