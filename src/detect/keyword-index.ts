import type { Rule } from '../domain/rule.ts';
import { type Literal, PairTable } from './pair-table.ts';

/** Positions of a rule's keywords, ascending for each keyword; the key is the rule's number. */
export type KeywordHits = Map<number, number[]>;

// Building the table takes longer than looking for every keyword in this many bytes with indexOf.
const TABLE_PAYS_FROM = 96 * 1024;

/** The prefilter: says which rules have a keyword where, so that no regular expression runs over whole files. */
export class KeywordIndex {
  readonly #literals: Literal[] = [];
  /** The numbers of the rules that have a literal among their keywords, by the literal's number. */
  readonly #rules: number[][] = [];
  #seen = 0;
  #table: PairTable | undefined;

  constructor(rules: Iterable<Rule>) {
    const numbers = new Map<string, number>();
    let number = 0;
    for (const rule of rules) {
      const caseless = !rule.caseSensitive;
      for (const keyword of rule.keywords) {
        const text = caseless ? keyword.toLowerCase() : keyword;
        const key = `${caseless} ${text}`;
        const at = numbers.get(key) ?? this.#literals.push({ text, caseless }) - 1;
        numbers.set(key, at);
        (this.#rules[at] ??= []).push(number);
      }
      number++;
    }
  }

  /** Finds the keywords in a window. Small inputs are searched with `indexOf`; once it pays, a table is built and kept. */
  hits(bytes: Buffer): KeywordHits {
    this.#seen += bytes.length;
    if (this.#table === undefined && this.#seen < TABLE_PAYS_FROM) return this.hitsByIndexOf(bytes);
    return this.hitsByTable(bytes);
  }

  /** The reference way, and the fast one where there is little to search. */
  hitsByIndexOf(bytes: Buffer): KeywordHits {
    const hits: KeywordHits = new Map();
    const text = bytes.toString('latin1');
    const lower = text.toLowerCase();
    this.#literals.forEach((literal, number) => {
      const where = literal.caseless ? lower : text;
      for (let at = where.indexOf(literal.text); at >= 0; at = where.indexOf(literal.text, at + 1)) {
        this.#record(hits, number, at);
      }
    });
    return hits;
  }

  /** One pass over the bytes, whatever the number of keywords. */
  hitsByTable(bytes: Buffer): KeywordHits {
    const hits: KeywordHits = new Map();
    this.#table ??= new PairTable(this.#literals);
    this.#table.search(bytes, (number, at) => this.#record(hits, number, at));
    return hits;
  }

  #record(hits: KeywordHits, literal: number, at: number): void {
    for (const rule of this.#rules[literal]!) {
      const positions = hits.get(rule);
      if (positions) positions.push(at);
      else hits.set(rule, [at]);
    }
  }
}
