import type { Candidate } from '../../domain/candidate.ts';
import type { Rule } from '../../domain/rule.ts';
import type { Secret } from '../../domain/secret.ts';
import { fingerprinter } from '../fingerprint.ts';

/** One secret as one rule sees it, wherever it stands. `key` tells secrets apart within one run and reveals nothing of them. */
export interface KnownSecret {
  readonly rule: string;
  readonly key: string;
}

/** What one thread of a scan has found, in a form that passes from thread to thread. */
export interface Flagged {
  readonly secrets: readonly KnownSecret[];
  /** Sets of numbers of `secrets`, ascending. */
  readonly sets: readonly (readonly number[])[];
  /** Pairs: an object's number, and the number of the set that it holds. */
  readonly objects: readonly number[];
}

/** No secret at all. */
export const NOTHING = 0;

/** Keeps who holds what. Versions of a file hold the same secrets, so an object costs one number for its set of them. */
export class FlaggedObjects {
  /** Tells secrets of a rule's family apart, and reveals nothing of them. */
  readonly keyOf: (rule: string, secret: Secret) => string;
  readonly #numbers = new Map<string, number>();
  readonly #ofSecret = new WeakMap<Secret, number>();
  readonly #setNumbers = new Map<string, number>();
  readonly #secrets: KnownSecret[] = [];
  readonly #sets: number[][] = [[]];
  readonly #objects: number[] = [];

  /**
   * @param salt the same for all threads of one run
   * @param rules for their families: rules of one family know the same secret by the same key
   */
  constructor(salt: Buffer, rules: ReadonlyMap<string, Rule>) {
    const fingerprint = fingerprinter(salt);
    this.keyOf = (rule, secret) => fingerprint(rules.get(rule)?.family ?? rule, secret);
  }

  /**
   * The number of the set of these candidates' secrets. One whose other half is missing is not among them: it does not count in
   * a history, and would hide a later version in which it does.
   */
  setOf(candidates: readonly Candidate[]): number {
    const counting = candidates.filter(({ unpaired }) => !unpaired);
    if (counting.length === 0) return NOTHING;
    const numbers = [...new Set(counting.map((candidate) => this.#numberOf(candidate)))].sort((a, b) => a - b);
    const name = numbers.join(' ');
    const known = this.#setNumbers.get(name);
    if (known !== undefined) return known;
    this.#setNumbers.set(name, this.#sets.length);
    return this.#sets.push(numbers) - 1;
  }

  record(object: number, set: number): void {
    this.#objects.push(object, set);
  }

  result(): Flagged {
    return { secrets: this.#secrets, sets: this.#sets, objects: this.#objects };
  }

  #numberOf({ rule, secret }: Candidate): number {
    const known = this.#ofSecret.get(secret);
    if (known !== undefined) return known;
    const key = this.keyOf(rule, secret);
    const name = `${rule} ${key}`;
    const number = this.#numbers.get(name) ?? this.#secrets.push({ rule, key }) - 1;
    this.#numbers.set(name, number);
    this.#ofSecret.set(secret, number);
    return number;
  }
}
