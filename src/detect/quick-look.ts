import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import { Prescan, type PrescanKeyword } from '../wasm/prescan.ts';
import { SHORTEST_WORD } from './decode/base64.ts';
import { Decoding } from './decode/decoding.ts';
import type { Run } from './decode/runs.ts';
import type { KeywordHits } from './keyword-index.ts';
import { RuleMatcher } from './match-rules.ts';
import { sift } from './sift.ts';

/** A stretch of some bytes; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

// As for the detector chain. Whoever runs into it looks again with the chain, which says so.
const TIMEOUT_MS = 10_000;

/** What is known of a file before its patterns are looked for; positions count from the file's first byte. */
interface Traits {
  readonly hits: KeywordHits;
  readonly words: Run[];
}

/**
 * The built-in half of the detector chain for a commit of ordinary size: it sees what the chain sees, but looks for the
 * keywords of all files in one go, without promises, and says no more than whether there was anything. It runs once, in
 * code that V8 has not compiled yet: what goes over every byte is WebAssembly.
 */
export class QuickLook {
  readonly #rules: readonly Rule[];
  readonly #matcher: RuleMatcher;
  readonly #keywords: PrescanKeyword[] = [];
  /** By the keyword's number, the number of its rule: keywords of several rules are there several times. */
  readonly #ruleOf: number[] = [];

  constructor(rules: readonly Rule[]) {
    this.#rules = rules;
    this.#matcher = new RuleMatcher(rules);
    rules.forEach(({ keywords, caseSensitive }, number) => {
      for (const keyword of keywords) {
        this.#keywords.push({ text: caseSensitive ? keyword : keyword.toLowerCase(), caseless: !caseSensitive });
        this.#ruleOf.push(number);
      }
    });
  }

  /**
   * @param spans the files in `bytes`, ascending, a byte that is no base64 character on both sides of each
   * @returns true where the chain would find nothing in any of them; false where that can't be told, too
   */
  isClean(bytes: Buffer, spans: readonly Span[]): boolean {
    try {
      const traits = this.#traitsOf(bytes, spans);
      if (traits === undefined) return false;
      const deadline = Date.now() + TIMEOUT_MS;
      return spans.every(({ start, end }, i) => this.#isBare(bytes.subarray(start, end), traits[i]!, deadline));
    } catch {
      return false;
    }
  }

  #isBare(file: Buffer, { hits, words }: Traits, deadline: number): boolean {
    const decoding = new Decoding(file.length, deadline);
    const found = this.#encoded(file, words, decoding, 1);
    if (decoding.isCut) return false;
    if (hits.size > 0) for (const candidate of this.#matcher.matchAt(file, hits, deadline)) found.push(candidate);
    return found.length === 0 || sift(found, new Map(this.#rules.map((rule) => [rule.id, rule]))).length === 0;
  }

  #traitsOf(bytes: Buffer, spans: readonly Span[]): Traits[] | undefined {
    const scan = new Prescan(this.#keywords, bytes);
    const [hits, runs] = [scan.hits(), scan.runs(SHORTEST_WORD)];
    if (hits === undefined || runs === undefined) return undefined;
    const traits = spans.map((): Traits => ({ hits: new Map(), words: [] }));
    forEachWithin(hits, spans, (i, at, keyword) => {
      const position = at - spans[i]!.start;
      const rule = this.#ruleOf[keyword]!;
      const known = traits[i]!.hits.get(rule);
      if (known) known.push(position);
      else traits[i]!.hits.set(rule, [position]);
    });
    forEachWithin(runs, spans, (i, from, to) => {
      const { start } = spans[i]!;
      traits[i]!.words.push({ start: from - start, end: to - start });
    });
    return traits;
  }

  #encoded(bytes: Buffer, words: readonly Run[] | undefined, decoding: Decoding, depth: number): Candidate[] {
    const text = decoding.decode(bytes, depth, words);
    if (text === undefined) return [];
    const found = this.#matcher.match(text.bytes, decoding.deadline);
    for (const candidate of this.#encoded(text.bytes, undefined, decoding, depth + 1)) found.push(candidate);
    return text.ledBack(found);
  }
}

/** Calls back for each pair whose first word is a position in a span. Both lists ascend. */
function forEachWithin(
  pairs: Uint32Array,
  spans: readonly Span[],
  visit: (span: number, position: number, second: number) => void,
): void {
  let span = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    const position = pairs[i]!;
    while (span < spans.length && spans[span]!.end <= position) span++;
    if (span === spans.length) return;
    // What stands before belongs to what git writes ahead of a file.
    if (position >= spans[span]!.start) visit(span, position, pairs[i + 1]!);
  }
}
