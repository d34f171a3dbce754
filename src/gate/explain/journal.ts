import type { Candidate } from '../../domain/candidate.ts';
import type { Rule } from '../../domain/rule.ts';
import type { Secret } from '../../domain/secret.ts';
import type { DecodedFrom, Note, Witness } from '../../domain/witness.ts';

/** A stretch of the text as it stands, with the encodings that were peeled off over it, outermost first. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly encodings: readonly string[];
}

/** A keyword of a rule, and where it stands. */
export interface KeywordHit extends Stretch {
  readonly rule: string;
  /** As it stands there. */
  readonly keyword: string;
}

/** A candidate, and what the checks made of it. */
export interface Trail {
  readonly candidate: Candidate;
  readonly notes: Note[];
  /** The whole match; the secret alone where the detector does not tell. */
  readonly match: Stretch;
}

type Lead = (start: number, end: number) => Stretch | undefined;

/** Writes down what the detector chain does on the way to its answer. All positions are those of the text as it stands. */
export class Journal implements Witness {
  /** The rules whose pattern was tried anywhere. */
  readonly tried = new Set<string>();
  readonly #hits = new Map<string, KeywordHit>();
  readonly #trails = new Map<Secret, Trail>();
  readonly #matches = new Map<Secret, Stretch>();

  get hits(): KeywordHit[] {
    return [...this.#hits.values()];
  }

  get trails(): Trail[] {
    return [...this.#trails.values()];
  }

  looked(rule: Parameters<Witness['looked']>[0], bytes: Buffer, positions: readonly number[]): void {
    this.#looked(rule, bytes, positions, asIs);
  }

  matched(secret: Secret, start: number, end: number): void {
    this.#matches.set(secret, asIs(start, end));
  }

  inside(text: DecodedFrom): Witness {
    return this.#inside(text, asIs);
  }

  found(candidates: readonly Candidate[]): void {
    for (const candidate of candidates) {
      const match = this.#matches.get(candidate.secret) ?? candidate;
      this.#trails.set(candidate.secret, { candidate, notes: [], match });
    }
  }

  noted({ secret }: Candidate, note: Note): void {
    this.#trails.get(secret)?.notes.push(note);
  }

  /** A witness of decoded text, which leads all positions back. */
  #inside(text: DecodedFrom, outer: Lead): Witness {
    const lead: Lead = (start, end) => {
      const origin = text.origin(start, end);
      const span = origin && outer(origin.start, origin.end);
      return span && { ...span, encodings: [...span.encodings, origin.encoding] };
    };
    return {
      looked: (rule, bytes, positions) => this.#looked(rule, bytes, positions, lead),
      matched: (secret, start, end) => {
        const match = lead(start, end);
        if (match) this.#matches.set(secret, match);
      },
      inside: (inner) => this.#inside(inner, lead),
      found: (candidates) => this.found(candidates),
      noted: (candidate, note) => this.noted(candidate, note),
    };
  }

  #looked(rule: Parameters<Witness['looked']>[0], bytes: Buffer, positions: readonly number[], lead: Lead): void {
    this.tried.add(rule.id);
    for (const position of positions) {
      for (const keyword of keywordsAt(rule, bytes, position)) {
        const span = lead(position, position + keyword.length);
        // Some decoders give the same text more than once.
        if (span) this.#hits.set(keyOf(rule.id, keyword, span), { ...span, rule: rule.id, keyword });
      }
    }
  }
}

const asIs = (start: number, end: number): Stretch => ({ start, end, encodings: [] });

const keyOf = (rule: string, keyword: string, { start, encodings }: Stretch): string =>
  [start, rule, keyword, ...encodings].join(' ');

/** Which of a rule's keywords the search met at a position, as they stand there. */
function keywordsAt({ keywords, caseSensitive }: Pick<Rule, 'keywords' | 'caseSensitive'>, bytes: Buffer, at: number) {
  return keywords.flatMap((keyword) => {
    const there = bytes.toString('latin1', at, at + keyword.length);
    const same = caseSensitive ? there === keyword : there.toLowerCase() === keyword.toLowerCase();
    return same ? there : [];
  });
}
