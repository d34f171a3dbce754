import type { Rule } from '../domain/rule.ts';

// A hook reads the rules at every commit, and V8 reads JSON text several times faster than object literals
// (https://v8.dev/blog/cost-of-javascript-2019#json). What most rules have in common is left out of it.
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

/** What is not usual about rules, each once, and the rules, each with the number of its own. */
type Packed = readonly [rests: readonly Partial<Rule>[], rules: readonly PackedRule[]];

type PackedRule = readonly [id: string, keywords: readonly string[], pattern: string, maxLength: number, rest: number];

/** The text that `unpackRules` reads. */
export function packRules(rules: readonly Rule[]): string {
  const numbers = new Map<string, number>();
  const packed = rules.map((rule): PackedRule => {
    const rest = JSON.stringify(restOf(rule));
    const number = numbers.get(rest) ?? numbers.size;
    numbers.set(rest, number);
    return [rule.id, rule.keywords, rule.pattern, rule.maxLength, number];
  });
  return `[[${[...numbers.keys()].join()}],${JSON.stringify(packed)}]`;
}

/** Rules from their text. */
export function unpackRules(text: string): Rule[] {
  const [rests, rules] = JSON.parse(text) as Packed;
  return rules.map(([id, keywords, pattern, maxLength, rest]) => ({
    id,
    family: id,
    keywords,
    pattern,
    maxLength,
    ...USUAL,
    ...rests[rest],
  }));
}

function restOf({ id, keywords: _k, pattern: _p, maxLength: _m, family, ...others }: Rule): Partial<Rule> {
  const usual: Readonly<Record<string, unknown>> = USUAL;
  const rest = Object.entries(others).filter(([name, value]) => usual[name] !== value);
  if (family !== id) rest.push(['family', family]);
  return Object.fromEntries(rest);
}
