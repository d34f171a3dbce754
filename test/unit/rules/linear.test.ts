import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileRules } from '../../../src/rules/compile.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';

const LENGTH = 128 * 1024;
/** A pattern with quadratic cost needs 10^10 steps for such a text, which is minutes; a linear one needs milliseconds. */
const LIMIT = 5_000;

const { rules, examples } = await compileRules(fileURLToPath(new URL('../../../config/rules', import.meta.url)));

/** Texts that begin a match over and over and never end it. */
function hostileTexts(keyword: string, template: string): string[] {
  const example = expandTemplate(template, seededRandom(1));
  const at = Math.max(0, example.indexOf(keyword));
  const pieces = [
    keyword,
    example.slice(0, -1),
    example.slice(at, at + Math.ceil((example.length - at) / 2)),
    `${example.slice(at, at + keyword.length + 2)}${'a'.repeat(300)}`,
    `${keyword} ="`,
    `${keyword}\n`,
  ];
  return pieces.map((piece) => piece.repeat(Math.ceil(LENGTH / piece.length)).slice(0, LENGTH));
}

describe('hostile text costs each pattern no more than linear time', () => {
  it.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
    const regex = new RegExp(rule.pattern, `${rule.flags}g`);
    for (const text of hostileTexts(rule.keywords[0]!, examples.get(id)!.match[0]!)) {
      const start = performance.now();
      for (const _ of text.matchAll(regex));
      expect(performance.now() - start).toBeLessThan(LIMIT);
    }
  });
});
