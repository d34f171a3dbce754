import { UnleakError } from '../../../domain/unleak-error.ts';

/** So often the clock is looked at: what is done between takes milliseconds at most. */
const EVERY = 64;

/** Ends what takes too long: small packs can be made that stand for any amount of work. */
export class Deadline {
  readonly #at: number;
  #calls = 0;

  /** @param at milliseconds since 1970; Infinity for none */
  constructor(at: number) {
    this.#at = at;
  }

  /** @throws UnleakError `unsupported` once the time is over */
  check(): void {
    if (this.#calls++ % EVERY === 0 && Date.now() > this.#at) throw tooSlow();
  }
}

const tooSlow = (): UnleakError =>
  new UnleakError(
    'unsupported',
    'Reading the trees of this history takes longer than it may.',
    'Allow more time, or look at fewer commits.',
  );
