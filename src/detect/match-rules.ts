import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import { Secret } from '../domain/secret.ts';
import type { Witness } from '../domain/witness.ts';
import { DetectorTimeout } from './detector-timeout.ts';
import { type KeywordHits, KeywordIndex } from './keyword-index.ts';
import { isUnwanted } from './not-after.ts';

/** Rules by their numbers: a list, or a table of which few are read. */
export interface NumberedRules extends Iterable<Rule> {
  at(number: number): Rule | undefined;
}

/** Finds what a set of rules describes: keywords first, then each rule's pattern, near its keywords only. */
export class RuleMatcher {
  readonly #rules: NumberedRules;
  #keywords: KeywordIndex | undefined;
  readonly #expressions: (RegExp | undefined)[] = [];

  constructor(rules: NumberedRules) {
    this.#rules = rules;
  }

  /**
   * @param deadline milliseconds since the epoch
   * @throws DetectorTimeout past the deadline
   */
  match(bytes: Buffer, deadline: number, witness?: Witness): Candidate[] {
    this.#keywords ??= new KeywordIndex(this.#rules);
    return this.matchAt(bytes, this.#keywords.hits(bytes), deadline, witness);
  }

  /** The same where it is known already where the keywords are. */
  matchAt(bytes: Buffer, hits: KeywordHits, deadline: number, witness?: Witness): Candidate[] {
    const found: Candidate[] = [];
    for (const [number, positions] of hits) {
      witness?.looked(this.#rules.at(number)!, bytes, positions);
      for (const [from, to] of windows(positions, this.#rules.at(number)!.maxLength, bytes.length)) {
        if (Date.now() > deadline) throw new DetectorTimeout('rules');
        this.#matchWindow(number, bytes.toString('latin1', from, to), from, found, witness);
      }
    }
    return found;
  }

  #matchWindow(number: number, text: string, from: number, found: Candidate[], witness: Witness | undefined): void {
    const rule = this.#rules.at(number)!;
    const expression = (this.#expressions[number] ??= new RegExp(rule.pattern, `${rule.flags.replace(/[dg]/g, '')}dg`));
    expression.lastIndex = 0;
    for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
      const span = match.indices?.[rule.secretGroup];
      if (match[0] === '') expression.lastIndex++;
      if (span === undefined || span[0] === span[1]) continue;
      if (isUnwanted(rule, text, match.index)) {
        expression.lastIndex = match.index + 1;
        continue;
      }
      const [start, end] = span;
      const secret = new Secret(text.slice(start, end));
      const seen = rule.checksum === undefined ? {} : { match: new Secret(match[0]) };
      witness?.matched(secret, from + match.index, from + match.index + match[0].length);
      found.push({
        rule: rule.id,
        secret,
        ...seen,
        start: from + start,
        end: from + end,
        confidence: rule.confidence,
        encodings: [],
      });
    }
  }
}

/**
 * The stretches in which a match around a keyword can lie. Those that touch are joined, so that no byte is looked at
 * twice by one rule, however often its keyword stands there.
 */
function* windows(positions: number[], reach: number, length: number): Generator<[number, number]> {
  positions.sort((a, b) => a - b);
  let from = -1;
  let to = -1;
  for (const position of positions) {
    const start = Math.max(0, position - reach - 1);
    if (from >= 0 && start > to) {
      yield [from, to];
      from = start;
    } else if (from < 0) from = start;
    to = Math.min(length, position + reach + 1);
  }
  if (from >= 0) yield [from, to];
}
