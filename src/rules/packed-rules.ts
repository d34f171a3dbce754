import type { Rule } from '../domain/rule.ts';
import { buildOf, notOurs, parseShipped, readShipped } from './shipped-file.ts';

// What most rules have in common is left out of the table.
export const USUAL = {
  tier: 'block',
  caseSensitive: true,
  flags: '',
  secretGroup: 0,
  minEntropy: 0,
  minRandomness: 0,
  generic: false,
  confidence: 'high',
} as const satisfies Partial<Rule>;

const NAME = 'rules.bin';

export type PackedRule = readonly [
  id: string,
  keywords: readonly string[],
  pattern: string,
  maxLength: number,
  rest: number,
];

/** Four 32-bit words: the build's number, and in bytes the lengths of the keywords' records, of the numbers of their rules, of the lines. */
export const HEAD = 16;

/**
 * The rules of `packRules`, each read when it is asked for: a hook looks for all keywords at every commit, and needs the few rules whose keyword
 * it met.
 */
export class RuleTable implements Iterable<Rule> {
  /** As `Prescan` takes them. */
  readonly keywords: Buffer;
  readonly keywordCount: number;
  readonly #ruleOf: Buffer;
  readonly #text: Buffer;
  readonly #rules: (Rule | undefined)[] = [];
  readonly #byId = new Map<string, Rule>();
  #lines: readonly string[] | undefined;
  #rests: readonly Partial<Rule>[] = [];

  /**
   * @param build the number of the build that the bundle belongs to
   * @throws UnleakError `io` for a table of another build, or one that is not whole
   */
  constructor(bytes: Buffer, build: number) {
    if (bytes.length < HEAD || buildOf(bytes) !== build) throw notOurs(NAME);
    const [keywords, numbers, lines] = [4, 8, 12].map((at) => bytes.readUInt32LE(at)) as [number, number, number];
    if (bytes.length !== HEAD + keywords + numbers + lines) throw notOurs(NAME);
    this.keywords = bytes.subarray(HEAD, HEAD + keywords);
    this.#ruleOf = bytes.subarray(HEAD + keywords, HEAD + keywords + numbers);
    this.#text = bytes.subarray(HEAD + keywords + numbers);
    this.keywordCount = numbers / 2;
  }

  /** Reads a table. @throws UnleakError `io` where that can't be, and as the constructor does */
  static read(file: string, build: number): RuleTable {
    return new RuleTable(readShipped(file), build);
  }

  /** The number of a keyword's rule; a keyword of several rules is there several times. */
  ruleOf(keyword: number): number {
    return this.#ruleOf.readUInt16LE(keyword * 2);
  }

  at(number: number): Rule | undefined {
    const known = this.#rules[number];
    if (known) return known;
    const line = this.#read()[number + 1];
    if (line === undefined) return undefined;
    const [id, keywords, pattern, maxLength, rest] = parseShipped<PackedRule>(line, NAME);
    const rule = { id, family: id, keywords, pattern, maxLength, ...USUAL, ...this.#rests[rest] };
    this.#rules[number] = rule;
    this.#byId.set(id, rule);
    return rule;
  }

  /** A rule that `at` gave before. */
  known(id: string): Rule | undefined {
    return this.#byId.get(id);
  }

  *[Symbol.iterator](): Generator<Rule> {
    for (let number = 0; number + 1 < this.#read().length; number++) yield this.at(number)!;
  }

  #read(): readonly string[] {
    if (this.#lines === undefined) {
      this.#lines = this.#text.toString().split('\n');
      this.#rests = parseShipped<readonly Partial<Rule>[]>(this.#lines[0]!, NAME);
    }
    return this.#lines;
  }
}
