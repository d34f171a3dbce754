/** A detector gave up, or was ended, at its deadline. */
export class DetectorTimeout extends Error {
  readonly detector: string;

  /** By name: the command line's files each have a copy of this class. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'DetectorTimeout';
  }

  constructor(detector: string) {
    super(`The detector ${detector} took too long.`);
    this.name = 'DetectorTimeout';
    this.detector = detector;
  }
}
