import type { HitVerifier } from '../../detect/engine/hit-verifier.ts';
import { dropOverlaps } from '../../detect/overlap.ts';
import { pair } from '../../detect/pairing.ts';
import type { Candidate } from '../../domain/candidate.ts';
import type { Rule } from '../../domain/rule.ts';

/** A place in an object, and the number of what the rules made of the literal there. */
export interface AnsweredHit {
  readonly position: number;
  /** 0 for nothing. */
  readonly result: number;
}

/** What the rules made of hits. Each answer has a number, and counts from its hit's position: an anchor that moves keeps it. */
export class HitResults {
  readonly #verifier: HitVerifier;
  readonly #rules: ReadonlyMap<string, Rule>;
  readonly #results: (readonly Candidate[])[] = [[]];
  readonly #hasPair: boolean[] = [false];

  constructor(verifier: HitVerifier, rules: ReadonlyMap<string, Rule>) {
    this.#verifier = verifier;
    this.#rules = rules;
  }

  /** The number that the next answer gets. */
  get next(): number {
    return this.#results.length;
  }

  /** Asks the rules about a hit. @returns the answer's number, 0 for nothing */
  verify(position: number, form: number, object: Buffer): number {
    const found = this.#verifier.verify(form, position, object);
    if (found.length === 0) return 0;
    this.#hasPair.push(found.some(({ rule }) => this.#rules.get(rule)?.pair !== undefined));
    return this.#results.push(found) - 1;
  }

  /** Whether an answer may depend on what stands elsewhere: one of its claims is half of a pair. */
  hasPair(result: number): boolean {
    return this.#hasPair[result]!;
  }

  /** The claims of an object's hits, each once, with their positions in it. */
  claimsOf(hits: readonly AnsweredHit[]): Candidate[] {
    const found = new Map<string, Candidate>();
    for (const { position, result } of hits) {
      for (const candidate of this.#results[result]!) {
        const start = candidate.start + position;
        const end = candidate.end + position;
        found.set(`${candidate.rule} ${start} ${end}`, { ...candidate, start, end });
      }
    }
    return [...found.values()];
  }

  /** An object's claims, paired and without overlaps. */
  settle(claims: readonly Candidate[]): Candidate[] {
    return claims.length === 0 ? [] : dropOverlaps(pair(claims, this.#rules), this.#rules);
  }

  /** Drops results that no anchor names any more, all from a number on. */
  forget(from: number): void {
    this.#results.length = from;
    this.#hasPair.length = from;
  }
}
