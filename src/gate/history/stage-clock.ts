/** Takes the time of stages that follow one another. */
export class StageClock {
  /** By the name of each stage, in order. */
  readonly milliseconds: Record<string, number> = {};
  #last = performance.now();

  /** Ends a stage. */
  lap(stage: string): void {
    const now = performance.now();
    this.milliseconds[stage] = now - this.#last;
    this.#last = now;
  }
}
