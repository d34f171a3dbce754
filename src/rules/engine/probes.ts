import { bytesOf, type Form } from '../../wasm/search-forms.ts';
import { pairShares } from '../../wasm/search-pair-shares.ts';
import { FREQUENT_GRAMS } from './frequent-grams.ts';

const LENGTH = 4;
/** The search looks for a form's first byte so far in front of its probe (`search-tables.as.ts` knows it, too). */
const MOST_BEFORE = 8;

/** Finds the four bytes by which a form is looked for: those of its first twelve that are the rarest in source code. */
export class ProbeChooser {
  readonly #grams = new Map<string, number>();
  /** What is in no list is rarer than all that is. */
  readonly #rare: number;
  readonly #shares = pairShares();

  constructor() {
    for (const [exponent, grams] of FREQUENT_GRAMS)
      for (let at = 0; at < grams.length; at += LENGTH) this.#grams.set(grams.slice(at, at + LENGTH), 2 ** -exponent);
    this.#rare = Math.min(...this.#grams.values());
  }

  /** @returns how many of the form's bytes stand before them; 0 for a form of three bytes, whose probe ends with any byte */
  choose({ kind, sets }: Form): number {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let probe = 0; probe <= Math.min(MOST_BEFORE, sets.length - LENGTH); probe++) {
      const four = sets.subarray(probe, probe + LENGTH);
      const share = kind === 'plain' || kind === 'escaped' ? this.#share(four) : this.#shares.ofFour(four);
      if (share < least) [least, best] = [share, probe];
    }
    return best;
  }

  #share(four: Uint32Array): number {
    return this.#grams.get(foldedText(four)) ?? Math.min(this.#rare, this.#shares.ofFour(four));
  }
}

/** One of the texts that four sets allow, letters in lower case. */
const foldedText = (four: Uint32Array): string =>
  String.fromCharCode(...Array.from(four, (set) => bytesOf(set)[0])).toLowerCase();
