import { bytesOf, type Form } from './search-forms.ts';
import { pairShares } from './search-pair-shares.ts';
import { FORM_WORDS, type SearchParts } from './search-parts.ts';

const BUCKETS = 16;
/**
 * The first of those for forms in base64 and hexadecimal digits (`search-tables.as.ts` knows it, too). Source code hardly ever
 * begins as one of them does, and where it does not, their thousands of ways to begin need not be looked up.
 */
const DIGITS = 14;

/** Puts each form into the bucket where it lets the fewest bytes of source code pass that have no form at all. */
export class BucketChooser {
  /** As the search has it: bit b of a word says that a form of bucket b may begin with a pair, bit b + 16 that its third and fourth byte may be it. */
  readonly #table = new Uint32Array(65536);
  readonly #shares = pairShares();
  /** For each bit, the share of pairs that have it. */
  readonly #passing = new Float64Array(2 * BUCKETS);

  /** A chooser for forms that are added to these. */
  static after({ forms, sets }: Pick<SearchParts, 'forms' | 'sets'>): BucketChooser {
    const chooser = new BucketChooser();
    for (let at = 0; at < forms.length; at += FORM_WORDS) {
      const [length, offset, , bucket] = forms.subarray(at, at + FORM_WORDS);
      chooser.#enter(sets.subarray(offset! / 4, offset! / 4 + length!), bucket!);
    }
    return chooser;
  }

  /** Chooses for many forms: the most frequent ones first, as they weigh most. @returns a bucket for each */
  chooseAll(forms: readonly Form[]): Uint8Array {
    const buckets = new Uint8Array(forms.length);
    const shares = forms.map(({ sets }) => this.#share(sets[0]!, sets[1]) * this.#share(sets[2]!, sets[3]));
    const order = [...forms.keys()].sort((a, b) => shares[b]! - shares[a]! || a - b);
    for (const index of order) buckets[index] = this.#choose(forms[index]!);
    return buckets;
  }

  #choose({ kind, sets }: Form): number {
    const [first, end] = kind === 'base64' || kind === 'hex' ? [DIGITS, BUCKETS] : [0, DIGITS];
    const low = this.#added(sets[0]!, sets[1], 0);
    const high = this.#added(sets[2]!, sets[3], BUCKETS);
    let best = first;
    let least = Number.POSITIVE_INFINITY;
    for (let bucket = first; bucket < end; bucket++) {
      const begins = this.#passing[bucket]!;
      const goesOn = this.#passing[bucket + BUCKETS]!;
      const cost = (begins + low[bucket]!) * (goesOn + high[bucket]!) - begins * goesOn;
      if (cost < least) [least, best] = [cost, bucket];
    }
    this.#enter(sets, best);
    return best;
  }

  #enter(sets: Uint32Array, bucket: number): void {
    this.#mark(sets[0]!, sets[1], bucket);
    this.#mark(sets[2]!, sets[3], bucket + BUCKETS);
  }

  #mark(a: number, b: number | undefined, bit: number): void {
    forEachPair(a, b, (pair) => {
      if (((this.#table[pair]! >>> bit) & 1) === 1) return;
      this.#table[pair]! |= 1 << bit;
      this.#passing[bit]! += this.#shares[pair]!;
    });
  }

  /** The share of pairs that each bucket does not let pass yet. */
  #added(a: number, b: number | undefined, shift: number): Float64Array {
    const added = new Float64Array(BUCKETS);
    forEachPair(a, b, (pair) => {
      const free = ~(this.#table[pair]! >>> shift) & 0xffff;
      for (let bits = free; bits !== 0; bits &= bits - 1) added[lowestBit(bits)]! += this.#shares[pair]!;
    });
    return added;
  }

  #share(a: number, b: number | undefined): number {
    let share = 0;
    forEachPair(a, b, (pair) => {
      share += this.#shares[pair]!;
    });
    return share;
  }
}

const lowestBit = (bits: number): number => 31 - Math.clz32(bits & -bits);

/** Calls `visit` once for each pair that two positions allow; where there is no second position, anything may follow. */
function forEachPair(a: number, b: number | undefined, visit: (pair: number) => void): void {
  for (const first of distinct(a)) {
    if (b === undefined) for (let second = 0; second < 256; second++) visit(first | (second << 8));
    else for (const second of distinct(b)) visit(first | (second << 8));
  }
}

function distinct(set: number): number[] {
  const bytes = bytesOf(set);
  return bytes.filter((byte, i) => bytes.indexOf(byte) === i);
}
