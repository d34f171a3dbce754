import type { Rule } from '../domain/rule.ts';
import { keywordRecords } from '../wasm/prescan.ts';

// What most rules have in common is left out of the table.
const USUAL = {
  tier: 'block',
  caseSensitive: true,
  flags: '',
  secretGroup: 0,
  minEntropy: 0,
  minRandomness: 0,
  generic: false,
  confidence: 'high',
} as const satisfies Partial<Rule>;

const NOT_OURS = 'rules.bin is damaged or belongs to another version of unleak: install unleak again.';

type PackedRule = readonly [id: string, keywords: readonly string[], pattern: string, maxLength: number, rest: number];

/** Four 32-bit words: the build's number, and in bytes the lengths of the keywords' records, of the numbers of their rules, of the lines. */
const HEAD = 16;

/**
 * All rules as bytes: what the commit hook's search wants to know of their keywords as it takes them, the number of each keyword's rule in two
 * bytes, and lines of JSON: what is not usual about rules, each once, then a line for each rule.
 */
export function packRules(rules: readonly Rule[]): Buffer {
  const rests = new Map<string, number>();
  const lines = rules.map((rule) => {
    const rest = JSON.stringify(restOf(rule));
    const number = rests.get(rest) ?? rests.size;
    rests.set(rest, number);
    return JSON.stringify([rule.id, rule.keywords, rule.pattern, rule.maxLength, number] satisfies PackedRule);
  });
  const keywords = rules.flatMap(({ keywords, caseSensitive }, rule) =>
    keywords.map((keyword) => ({
      text: caseSensitive ? keyword : keyword.toLowerCase(),
      caseless: !caseSensitive,
      rule,
    })),
  );
  const parts = [
    keywordRecords(keywords),
    Buffer.from(Uint16Array.from(keywords, ({ rule }) => rule).buffer),
    Buffer.from([`[${[...rests.keys()].join()}]`, ...lines].join('\n')),
  ];
  const head = Buffer.alloc(HEAD);
  parts.forEach(({ length }, i) => void head.writeUInt32LE(length, (i + 1) * 4));
  head.writeUInt32LE(fnv1a(Buffer.concat(parts)));
  return Buffer.concat([head, ...parts]);
}

/** http://www.isthe.com/chongo/tech/comp/fnv/ */
const fnv1a = (bytes: Buffer): number =>
  bytes.reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5);

/** The number of a build, by which its bundles know their table. */
export const buildOf = (table: Buffer): number => table.readUInt32LE(0);

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
   * @throws RangeError for a table of another build, or one that is not whole
   */
  constructor(bytes: Buffer, build: number) {
    if (bytes.length < HEAD || buildOf(bytes) !== build) throw new RangeError(NOT_OURS);
    const [keywords, numbers, lines] = [4, 8, 12].map((at) => bytes.readUInt32LE(at)) as [number, number, number];
    if (bytes.length !== HEAD + keywords + numbers + lines) throw new RangeError(NOT_OURS);
    this.keywords = bytes.subarray(HEAD, HEAD + keywords);
    this.#ruleOf = bytes.subarray(HEAD + keywords, HEAD + keywords + numbers);
    this.#text = bytes.subarray(HEAD + keywords + numbers);
    this.keywordCount = numbers / 2;
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
    const [id, keywords, pattern, maxLength, rest] = JSON.parse(line) as PackedRule;
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
      this.#rests = JSON.parse(this.#lines[0]!) as readonly Partial<Rule>[];
    }
    return this.#lines;
  }
}

function restOf({ id, keywords: _k, pattern: _p, maxLength: _m, family, ...others }: Rule): Partial<Rule> {
  const usual: Readonly<Record<string, unknown>> = USUAL;
  const rest = Object.entries(others).filter(([name, value]) => usual[name] !== value);
  if (family !== id) rest.push(['family', family]);
  return Object.fromEntries(rest);
}
