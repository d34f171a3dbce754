import type { Form } from './search-forms.ts';
import { forEachPair, pairShares } from './search-pair-shares.ts';
import { FORM_WORDS, readLookup, type SearchParts } from './search-parts.ts';

const BUCKETS = 32;
/**
 * The first of those for forms in base64 and hexadecimal digits (`search-tables.as.ts` knows it, too). Source code hardly ever
 * goes on as one of them does, and where it does not, their thousands of ways to begin need not be looked up.
 */
const DIGITS = 28;

/** A form, and how many of its bytes stand before its probe: the four by which it is looked for. */
export interface ProbedForm {
  readonly form: Pick<Form, 'kind' | 'sets'>;
  readonly probe: number;
}

/** How often a pair of a bucket comes together with a byte: what makes one position in some thousands pass. */
interface Bucket {
  /** By byte: the share of pairs of source code that follow it, of those that the bucket knows as third and fourth byte. */
  readonly after: Float64Array;
  /** By byte: the share of pairs that go before it, of those that the bucket knows as first and second byte. */
  readonly before: Float64Array;
}

/**
 * Puts each form into the bucket where it lets the fewest bytes of source code pass that have no probe at all. How often one
 * pair follows another is reckoned from how often the first one's last byte goes before the second one's first.
 */
export class BucketChooser {
  /** Bit b says that a probe of bucket b may begin with a pair. */
  readonly #first = new Uint32Array(65536);
  /** The same of its third and fourth byte. */
  readonly #second = new Uint32Array(65536);
  readonly #shares = pairShares();
  readonly #buckets: readonly Bucket[] = Array.from({ length: BUCKETS }, () => ({
    after: new Float64Array(256),
    before: new Float64Array(256),
  }));

  /** A chooser for forms that are added to these. */
  static after({ forms, sets }: Pick<SearchParts, 'forms' | 'sets'>): BucketChooser {
    const chooser = new BucketChooser();
    for (let at = 0; at < forms.length; at += FORM_WORDS) {
      const [length, offset, , word] = forms.subarray(at, at + FORM_WORDS);
      const { bucket, probe } = readLookup(word!);
      chooser.#enter(sets.subarray(offset! / 4, offset! / 4 + length!).subarray(probe), bucket);
    }
    return chooser;
  }

  /** Chooses for many forms: the most frequent ones first, as they weigh most. @returns a bucket for each */
  chooseAll(forms: readonly ProbedForm[]): Uint8Array {
    const buckets = new Uint8Array(forms.length);
    const shares = forms.map(({ form: { sets }, probe }) => this.#shares.ofFour(sets.subarray(probe)));
    const order = [...forms.keys()].sort((a, b) => shares[b]! - shares[a]! || a - b);
    for (const index of order) buckets[index] = this.#choose(forms[index]!);
    return buckets;
  }

  #choose({ form: { kind, sets }, probe }: ProbedForm): number {
    const four = sets.subarray(probe);
    const [first, end] = kind === 'base64' || kind === 'hex' ? [DIGITS, BUCKETS] : [0, DIGITS];
    let best = first;
    let least = Number.POSITIVE_INFINITY;
    for (let bucket = first; bucket < end && least > 0; bucket++) {
      const cost = this.#cost(four, bucket);
      if (cost < least) [least, best] = [cost, bucket];
    }
    this.#enter(four, best);
    return best;
  }

  /** The share of bytes that a bucket lets pass when it has a form, and not without it. */
  #cost([a, b, c, d]: Uint32Array, bucket: number): number {
    const ends = this.#added(this.#first, a!, b, bucket, (pair) => pair >>> 8);
    const begins = this.#added(this.#second, c!, d, bucket, (pair) => pair & 255);
    const { after, before } = this.#buckets[bucket]!;
    let cost = 0;
    for (const [end, share] of ends) {
      cost += share * after[end]!;
      for (const [begin, other] of begins) cost += share * other * this.#shares.follows(end, begin);
    }
    for (const [begin, share] of begins) cost += share * before[begin]!;
    return cost;
  }

  /** The shares of the pairs that a bucket does not let pass yet, by one of their bytes. */
  #added(
    table: Uint32Array,
    a: number,
    b: number | undefined,
    bucket: number,
    byteOf: (pair: number) => number,
  ): Map<number, number> {
    const added = new Map<number, number>();
    forEachPair(a, b, (pair) => {
      if ((table[pair]! >>> bucket) & 1) return;
      added.set(byteOf(pair), (added.get(byteOf(pair)) ?? 0) + this.#shares.pair(pair));
    });
    return added;
  }

  #enter([a, b, c, d]: Uint32Array, bucket: number): void {
    const { after, before } = this.#buckets[bucket]!;
    this.#mark(this.#first, a!, b, bucket, (pair) => {
      const share = this.#shares.pair(pair);
      for (let begin = 0; begin < 256; begin++) before[begin]! += share * this.#shares.follows(pair >>> 8, begin);
    });
    this.#mark(this.#second, c!, d, bucket, (pair) => {
      const share = this.#shares.pair(pair);
      for (let end = 0; end < 256; end++) after[end]! += share * this.#shares.follows(end, pair & 255);
    });
  }

  #mark(table: Uint32Array, a: number, b: number | undefined, bucket: number, add: (pair: number) => void): void {
    forEachPair(a, b, (pair) => {
      if ((table[pair]! >>> bucket) & 1) return;
      table[pair]! |= 1 << bucket;
      add(pair);
    });
  }
}
