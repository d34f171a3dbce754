import type { Rule, RuleCard } from '../domain/rule.ts';
import { displayText } from './display-path.ts';
import { jsonText } from './json-text.ts';
import { paint } from './paint.ts';
import { fromBytes } from './path-text.ts';

const COLUMNS = ['rule', 'provider', 'tier', 'confidence', 'title'] as const;

/** Who provides what a rule of the configuration finds is not known. */
const OWN = '(configuration)';

/** All rules as a table for people. */
export function ruleListText(cards: readonly RuleCard[]): string {
  const rows = [
    COLUMNS as readonly string[],
    ...cards.map((card) => [card.id, card.provider ?? OWN, tierOf(card), card.rule.confidence, safe(card.title)]),
  ];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((text, column) => text.padEnd(widths[column]!))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** All rules for programs. */
export const ruleListJson = (cards: readonly RuleCard[]): string =>
  jsonText({ version: 1, rules: cards.map(summaryOf) });

/** What its findings are worth, from bench/accuracy. */
function measuredWords({ clean, right, wrong, on }: NonNullable<RuleCard['measured']>): string {
  const all = right + wrong;
  const share = all === 0 ? 'none' : `${all}, ${right} of them credentials (${Math.round((100 * right) / all)} %)`;
  return `of ${on.values} labelled values it reported ${share}; in ${on.megabytes} MB of clean projects ${clean === 0 ? 'none' : clean}`;
}

const IN_TESTS = {
  note: 'is counted only, as in examples and documentation',
  off: 'says nothing, nor in examples and documentation',
} as const;

/** One rule for people. */
export function ruleCardText(card: RuleCard, { color }: { readonly color: boolean }): string {
  const { rule } = card;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['provider', card.provider ?? OWN],
    [
      'tier',
      card.configured === undefined ? card.tier : `${card.configured} (the configuration says so; ${card.tier})`,
    ],
    ['confidence', rule.confidence],
    ['type', card.secretType],
    ['family', rule.family === card.id ? undefined : rule.family],
    ['keywords', keywordsOf(rule)],
    ['pattern', rule.pattern],
    ['not after', rule.notAfter],
    ['secret', rule.secretGroup === 0 ? 'the whole match' : `group ${rule.secretGroup} of the pattern`],
    ['entropy', rule.minEntropy === 0 ? undefined : `${rule.minEntropy} bits a character, or more`],
    ['randomness', rule.minRandomness === 0 ? undefined : `${rule.minRandomness} bits, or more`],
    ['check', rule.checksum],
    ['pair', rule.pair && pairOf(rule.pair)],
    ['paths', rule.paths],
    ['generic', rule.generic ? 'gives way to specific rules, and passes over what reads like words' : undefined],
    ['words', rule.weak ? 'passwords that are words count, too' : undefined],
    ['in tests', rule.inTests && IN_TESTS[rule.inTests]],
    ['measured', card.measured && measuredWords(card.measured)],
    ['shape', card.example],
    ['source', card.source],
    ['rotate', card.rotate],
  ];
  const lines = facts.flatMap(([name, value]) => (value === undefined ? [] : `  ${name.padEnd(11)} ${safe(value)}`));
  return `${[`${paint(color).bold(card.id)}: ${safe(card.title)}`, ...lines].join('\n')}\n`;
}

/** One rule for programs. Absent values are null. */
export function ruleCardJson(card: RuleCard): string {
  const { rule } = card;
  return jsonText({
    version: 1,
    ...summaryOf(card),
    secretType: card.secretType,
    family: rule.family,
    keywords: rule.keywords.map(fromBytes),
    caseSensitive: rule.caseSensitive,
    pattern: rule.pattern,
    flags: rule.flags,
    secretGroup: rule.secretGroup,
    notAfter: rule.notAfter ?? null,
    minEntropy: rule.minEntropy,
    minRandomness: rule.minRandomness,
    checksum: rule.checksum ?? null,
    paths: rule.paths ?? null,
    generic: rule.generic,
    weak: rule.weak ?? false,
    inTests: rule.inTests ?? null,
    pair: rule.pair ?? null,
    measured: card.measured ?? null,
    example: card.example ?? null,
    source: card.source ?? null,
    rotate: card.rotate ?? null,
  });
}

const summaryOf = ({ id, provider, title, tier, configured, rule, origin }: RuleCard): object => ({
  id,
  provider: provider ?? null,
  title,
  tier,
  configured: configured ?? null,
  confidence: rule.confidence,
  origin,
});

const tierOf = ({ tier, configured }: RuleCard): string => configured ?? tier;

/** What stands in a configuration can't steer the terminal. */
const safe = (text: string): string => displayText(text, []);

function keywordsOf({ keywords, caseSensitive }: Rule): string {
  if (keywords.length === 0) return 'none: it looks everywhere';
  return `${keywords.map(fromBytes).join(', ')}${caseSensitive ? '' : ' (in whatever case)'}`;
}

function pairOf({ name, part, required }: NonNullable<Rule['pair']>): string {
  const other = part === 'id' ? 'secret' : 'id';
  return `${name}: this is the ${part}${required ? `, and counts only where its ${other} is near` : ''}`;
}
