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

type Packed = readonly [
  id: string,
  keywords: readonly string[],
  pattern: string,
  maxLength: number,
  rest?: Partial<Rule>,
];

/** The text that `unpackRules` reads. */
export const packRules = (rules: readonly Rule[]): string => JSON.stringify(rules.map(packRule));

/** Rules from their text. */
export const unpackRules = (text: string): Rule[] =>
  (JSON.parse(text) as Packed[]).map(([id, keywords, pattern, maxLength, rest]) => ({
    id,
    family: id,
    keywords,
    pattern,
    maxLength,
    ...USUAL,
    ...rest,
  }));

function packRule({ id, keywords, pattern, maxLength, family, ...others }: Rule): Packed {
  const usual: Readonly<Record<string, unknown>> = USUAL;
  const rest = Object.entries(others).filter(([name, value]) => usual[name] !== value);
  if (family !== id) rest.push(['family', family]);
  const head = [id, keywords, pattern, maxLength] as const;
  return rest.length === 0 ? head : [...head, Object.fromEntries(rest)];
}
