import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CHECKSUMS } from '../../../src/detect/checksum/index.ts';
import { isUnwanted } from '../../../src/detect/not-after.ts';
import { placeholderKind } from '../../../src/detect/placeholder.ts';
import { randomness } from '../../../src/detect/randomness.ts';
import type { Rule } from '../../../src/domain/rule.ts';
import { compileRules } from '../../../src/rules/compile.ts';
import { TO_FILL_IN } from '../../../src/rules/new/skeleton.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';

const SEEDS = [1, 7, 42, 1_000, 123_456];
const { rules, details, examples, problems } = await compileRules(
  fileURLToPath(new URL('../../../config/rules', import.meta.url)),
);

/** Shannon entropy in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

/** Why a rule says nothing about a text; undefined when it would report it. */
function whySilent(rule: Rule, text: string): string | undefined {
  const heard = rule.caseSensitive ? text : text.toLowerCase();
  if (!rule.keywords.some((keyword) => heard.includes(keyword))) return 'no keyword';
  const reasons = [...text.matchAll(new RegExp(rule.pattern, `${rule.flags}g`))].map((match) =>
    whyDropped(rule, match),
  );
  return reasons.includes(undefined) ? undefined : (reasons[0] ?? 'no match');
}

function whyDropped(rule: Rule, match: RegExpExecArray): string | undefined {
  const whole = rule.caseSensitive ? match[0] : match[0].toLowerCase();
  if (!rule.keywords.some((keyword) => whole.includes(keyword))) return 'the match has no keyword in it';
  if (match[0].length > rule.maxLength) return 'the match is longer than maxLength';
  if (isUnwanted(rule, match.input, match.index)) return 'it stands behind what makes it no secret';
  const secret = match[rule.secretGroup] ?? '';
  const placeholder = placeholderKind(secret, rule.generic, rule.weak);
  if (placeholder !== undefined) return `it is a placeholder: ${placeholder}`;
  const entropy = entropyOf(secret);
  if (entropy < rule.minEntropy) return `entropy ${entropy.toFixed(2)} is under ${rule.minEntropy}`;
  const bits = randomness(secret);
  if (rule.minRandomness > 0 && bits < rule.minRandomness) return `randomness ${bits} is under ${rule.minRandomness}`;
  const checksum = rule.checksum === undefined ? 'unknown' : CHECKSUMS[rule.checksum]!(secret, match[0], Date.now());
  return checksum === 'invalid' ? 'the checksum is invalid' : undefined;
}

describe('the shipped rules', () => {
  it('compile without a problem', () => {
    expect(problems).toEqual([]);
  });

  it('cover forty providers and more, and name real checks', () => {
    expect(new Set(details.map((detail) => detail.provider)).size).toBeGreaterThanOrEqual(40);
    for (const rule of rules) if (rule.checksum !== undefined) expect(CHECKSUMS).toHaveProperty([rule.checksum]);
  });

  it('name a pair twice or not at all', () => {
    for (const { pair } of rules) {
      if (pair === undefined) continue;
      const parts = rules.filter((rule) => rule.pair?.name === pair.name).map((rule) => rule.pair?.part);
      expect(parts).toEqual(expect.arrayContaining(['id', 'secret']));
    }
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const { match, noMatch } = examples.get(id)!;

  it('has nothing left to fill in', () => {
    expect(JSON.stringify([rule, details.find((detail) => detail.id === id), match, noMatch])).not.toContain(
      TO_FILL_IN,
    );
  });

  it.each(match)('reports %s', (template) => {
    for (const seed of SEEDS) {
      expect(whySilent(rule, expandTemplate(template, seededRandom(seed))), `seed ${seed}`).toBeUndefined();
    }
  });

  it.each(noMatch)('says nothing about %s', (template) => {
    for (const seed of SEEDS) {
      expect(whySilent(rule, expandTemplate(template, seededRandom(seed))), `seed ${seed}`).toBeDefined();
    }
  });
});
