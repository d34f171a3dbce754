import type { Candidate } from '../domain/candidate.ts';
import type { Rule } from '../domain/rule.ts';
import { Prescan } from '../wasm/prescan.ts';
import { SHORTEST_WORD } from './decode/base64.ts';
import type { DecodedText } from './decode/decoded-text.ts';
import { Decoding } from './decode/decoding.ts';
import type { Run } from './decode/runs.ts';
import type { KeywordHits } from './keyword-index.ts';
import { type NumberedRules, RuleMatcher } from './match-rules.ts';
import { sift } from './sift.ts';

/** Rules with their keywords as the search for them takes them, each rule read when its keyword was met. */
export interface KeywordRules extends NumberedRules {
  /** As `Prescan` takes them. */
  readonly keywords: Uint8Array;
  readonly keywordCount: number;
  /** The number of a keyword's rule. */
  ruleOf(keyword: number): number;
  /** A rule that `at` gave before. */
  known(id: string): Rule | undefined;
}

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

/** A layer of decoded text, and where keywords stand in it. */
interface SearchedLayer {
  readonly layer: DecodedText;
  readonly hits: KeywordHits;
}

/** More than a quick look can take in: whoever runs into it looks again with the chain. */
class TooMuch extends Error {}

/**
 * The built-in half of the detector chain for a commit of ordinary size: it sees what the chain sees, but looks for the
 * keywords of all files in one go, without promises, and says no more than whether there was anything. It runs once, in
 * code that V8 has not compiled yet: what goes over every byte is WebAssembly.
 */
export class QuickLook {
  readonly #rules: KeywordRules;
  readonly #matcher: RuleMatcher;

  constructor(rules: KeywordRules) {
    this.#rules = rules;
    this.#matcher = new RuleMatcher(rules);
  }

  /**
   * @param spans the files in `bytes`, ascending, a byte that is no base64 character on both sides of each
   * @returns true where the chain would find nothing in any of them; false where that can't be told, too
   */
  isClean(bytes: Buffer, spans: readonly Span[]): boolean {
    try {
      const deadline = Date.now() + TIMEOUT_MS;
      const plain = this.#traitsOf(bytes, spans);
      const files = spans.map(({ start, end }, i) => layersOf(bytes.subarray(start, end), plain[i]!.words, deadline));
      const layers = joined(files.flat().map((layer) => layer.bytes));
      const decoded = layers.spans.length === 0 ? [] : this.#traitsOf(layers.bytes, layers.spans);
      let next = 0;
      return spans.every(({ start, end }, i) => {
        const own = files[i]!.map((layer) => ({ layer, hits: decoded[next++]!.hits }));
        return this.#isBare(bytes.subarray(start, end), plain[i]!.hits, own, deadline);
      });
    } catch {
      return false;
    }
  }

  /** @param layers what was decoded from the file, from that, and so on, each with its hits */
  #isBare(file: Buffer, hits: KeywordHits, layers: readonly SearchedLayer[], deadline: number): boolean {
    let found: Candidate[] = [];
    for (const { layer, hits: own } of layers.toReversed()) {
      found = layer.ledBack(this.#matcher.matchAt(layer.bytes, own, deadline).concat(found));
    }
    if (hits.size > 0) for (const candidate of this.#matcher.matchAt(file, hits, deadline)) found.push(candidate);
    if (found.length === 0) return true;
    return sift(found, new Map(found.map(({ rule }) => [rule, this.#rules.known(rule)!]))).length === 0;
  }

  /** @throws TooMuch */
  #traitsOf(bytes: Buffer, spans: readonly Span[]): Traits[] {
    const scan = new Prescan(this.#rules.keywords, this.#rules.keywordCount, bytes);
    const [hits, runs] = [scan.hits(), scan.runs(SHORTEST_WORD)];
    if (hits === undefined || runs === undefined) throw new TooMuch();
    const traits = spans.map((): Traits => ({ hits: new Map(), words: [] }));
    forEachWithin(hits, spans, (i, at, keyword) => {
      const position = at - spans[i]!.start;
      const rule = this.#rules.ruleOf(keyword);
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
}

/** What a file's bytes spell, what that spells, and so on. @throws TooMuch where a layer had to be cut */
function layersOf(file: Buffer, words: readonly Run[], deadline: number): DecodedText[] {
  const decoding = new Decoding(file.length, deadline);
  const layers: DecodedText[] = [];
  let layer = decoding.decode(file, 1, words);
  for (let depth = 2; layer !== undefined; depth++) {
    layers.push(layer);
    layer = decoding.decode(layer.bytes, depth, undefined);
  }
  if (decoding.isCut) throw new TooMuch();
  return layers;
}

/** Texts one behind the other, a line end on both sides of each. */
function joined(texts: readonly Buffer[]): { bytes: Buffer; spans: Span[] } {
  const lineEnd = Buffer.from('\n');
  const spans: Span[] = [];
  let end = 0;
  for (const { length } of texts) {
    const start = end + 1;
    end = start + length;
    spans.push({ start, end });
  }
  return { bytes: Buffer.concat([...texts.flatMap((text) => [lineEnd, text]), lineEnd]), spans };
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
