import type { RewritePhase, RewriteRequest } from './request.ts';

/** Told so often. */
const EVERY = 1000;

/** Says how far a phase is. */
export class Progress {
  readonly #tell: RewriteRequest['onProgress'];
  readonly #phase: RewritePhase;
  readonly #total: number;
  #done = 0;

  constructor({ onProgress }: RewriteRequest, phase: RewritePhase, total: number) {
    this.#tell = onProgress;
    this.#phase = phase;
    this.#total = total;
    if (total > 0) onProgress?.(phase, 0, total);
  }

  step(): void {
    this.#done++;
    if (this.#done % EVERY === 0 || this.#done === this.#total) this.#tell?.(this.#phase, this.#done, this.#total);
  }
}
