// Rules that are nobody's, in the shapes that token rules have, so that any number of them can be had.
import type { Rule } from '../../src/domain/rule.ts';
import { compileRule } from '../../src/rules/compile-rule.ts';
import type { Boundary, RuleEntry } from '../../src/rules/rule-file.ts';

interface Shape {
  /** How many of 40 rules have it, as near as may be to `config/rules/`. */
  readonly share: number;
  readonly keyword: (name: string, number: number) => string;
  readonly pattern: (keyword: string) => string;
  readonly boundary?: Boundary;
  /** `name = value`: the value is the secret. */
  readonly isNamed?: true;
}

const KINDS = ['pat', 'sk', 'api', 'oauth', 'live', 'tok', 'svc', 'key'];
const VALUE_OF = `[0-9A-Za-z_.-]{0,40}["'\\]]{0,2}[ \\t]{0,8}(?:=>|:=|[:=,])[ \\t]{0,8}["'\`]?`;
const kind = (number: number): string => KINDS[number % KINDS.length]!;

const SHAPES: readonly Shape[] = [
  { share: 9, keyword: (name) => `${name}_`, pattern: (keyword) => `${keyword}[0-9A-Za-z]{36}` },
  { share: 7, keyword: (name, i) => `${name}_${kind(i)}_`, pattern: (keyword) => `${keyword}[0-9a-f]{40}` },
  {
    share: 7,
    keyword: (name) => `${name}-`,
    pattern: (keyword) => `${keyword}[0-9A-Za-z_-]{32,80}`,
    boundary: 'token',
  },
  { share: 4, keyword: (name, i) => `${name}-${kind(i)}-`, pattern: (keyword) => `${keyword}[0-9A-Za-z_-]{40,160}` },
  { share: 3, keyword: (name) => name.slice(0, 4).toUpperCase(), pattern: (keyword) => `${keyword}[0-9A-Z]{24}` },
  { share: 3, keyword: (name) => `${name}.`, pattern: (keyword) => `${keyword.replace('.', '\\.')}[0-9A-Za-z]{40}` },
  { share: 1, keyword: (name) => name.slice(0, 3), pattern: (keyword) => `${keyword}[0-9A-Za-z]{32}` },
  {
    ...{ share: 6, keyword: (name) => name, boundary: 'end', isNamed: true },
    pattern: (keyword) => `(?:${keyword})${VALUE_OF}([0-9a-f]{32})`,
  },
];

const CONSONANTS = 'bcdfghklmnprstvwz';
const VOWELS = 'aeiou';

/** Rules in a fixed order: fewer of them are the first of more. Shapes are spread evenly, so that all counts have the same mix. */
export function madeUpRules(count: number): Rule[] {
  const shapes = spread();
  const next = generator(1);
  const taken = new Set<string>();
  const rules: Rule[] = [];
  while (rules.length < count) {
    const shape = shapes[rules.length % shapes.length]!;
    const keyword = shape.keyword(makeName(next, 4 + Math.floor(next() * 3)), rules.length);
    if (taken.has(keyword)) continue;
    taken.add(keyword);
    rules.push(makeRule(`made-up-${rules.length}`, shape, keyword));
  }
  return rules;
}

/** Each shape as often as its share says, as far from the next one of its kind as may be. */
function spread(): Shape[] {
  return SHAPES.flatMap((shape) =>
    Array.from({ length: shape.share }, (_, i) => ({ shape, at: (i + 0.5) / shape.share })),
  )
    .sort((a, b) => a.at - b.at)
    .map(({ shape }) => shape);
}

function makeRule(id: string, { pattern, boundary, isNamed }: Shape, keyword: string): Rule {
  const entry: RuleEntry = {
    ...{ id, title: id, secretType: 'made_up', tier: 'block', confidence: 'high', entropy: 3, keywords: [keyword] },
    ...{ pattern: pattern(keyword), caseSensitive: !isNamed, secretGroup: isNamed ? 1 : 0 },
    ...(boundary !== undefined && { boundary }),
    examples: { match: [], noMatch: [] },
  };
  const rule = compileRule(entry, (path, message) => {
    throw new Error(`${id}: ${path.join('.')}: ${message}`);
  });
  return rule!;
}

/** A name that can be spoken: such ones also stand in ordinary text, unlike random letters. */
function makeName(next: () => number, length: number): string {
  const pick = (letters: string): string => letters[Math.floor(next() * letters.length)]!;
  return Array.from({ length }, (_, i) => pick(i % 2 === 0 ? CONSONANTS : VOWELS)).join('');
}

/** Numbers from 0 up to 1, the same every time (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
