import type { Candidate } from './candidate.ts';
import type { Rule } from './rule.ts';
import type { Secret } from './secret.ts';

/**
 * What stands where a secret would: a documentation's key, filler, a reference to a value elsewhere, a stand-in's words, a public key, what
 * a password was hashed to, a machine's address, a switch or a version, a token that a rule of its own judges.
 */
export type PlaceholderKind =
  | 'documentation'
  | 'filler'
  | 'reference'
  | 'stand-in'
  | 'public key'
  | 'hash'
  | 'address'
  | 'setting'
  | 'JSON Web Token'
  | 'shared access signature';

/** What one check makes of a candidate. The check goes by its note: it drops what `drops` says, and nothing else. */
export type Note =
  | { readonly check: 'placeholder'; readonly kind: PlaceholderKind | undefined; readonly drops: boolean }
  /** In bits per character. */
  | { readonly check: 'entropy'; readonly bits: number; readonly least: number; readonly drops: boolean }
  /** In bits: see `randomness`. `isSure`: it makes up for a rule that is not sure of itself. */
  | {
      readonly check: 'randomness';
      readonly bits: number;
      readonly least: number;
      readonly isSure: boolean;
      readonly drops: boolean;
    }
  | {
      readonly check: 'checksum';
      readonly name: string;
      readonly result: 'valid' | 'invalid' | 'expired' | 'unknown';
      readonly drops: false;
    }
  | {
      readonly check: 'pair';
      readonly pair: NonNullable<Rule['pair']>;
      readonly near: boolean;
      readonly drops: boolean;
    }
  /** `rule` found the same text, and is the one that is reported. */
  | { readonly check: 'overlap'; readonly rule: string; readonly drops: true }
  /** The rule looks at some paths only. */
  | { readonly check: 'path'; readonly drops: boolean };

/** Text that was decoded from other bytes. */
export interface DecodedFrom {
  /** Where a span of the decoded text stood in those bytes; undefined where it is not of one piece there. */
  origin(
    start: number,
    end: number,
  ): { readonly start: number; readonly end: number; readonly encoding: string } | undefined;
}

/** Told what the detector chain does on its way to its answer, so that it can be explained. Scans have none. */
export interface Witness {
  /** A rule's pattern is tried because a keyword of it stands at these positions of the bytes; none: it has no keywords. */
  looked(rule: Pick<Rule, 'id' | 'keywords' | 'caseSensitive'>, bytes: Buffer, positions: readonly number[]): void;
  /** The whole match that a secret is the captured part of; `end` is exclusive. */
  matched(secret: Secret, start: number, end: number): void;
  /** @returns who is told of what is done with that text */
  inside(text: DecodedFrom): Witness;
  /** All that the detectors found in a window, before any check. A candidate's `secret` stays the same object from here on. */
  found(candidates: readonly Candidate[]): void;
  /** What a check made of a candidate, in the order of the checks; where it `drops` the candidate, there is no other. */
  noted(candidate: Candidate, note: Note): void;
}
