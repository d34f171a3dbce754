import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectorTimeout } from '../../../src/detect/detector-timeout.ts';
import { RuleMatcher } from '../../../src/detect/match-rules.ts';
import { testRule, testToken } from '../../support/rule.ts';

const NEVER = Number.POSITIVE_INFINITY;

describe('RuleMatcher', () => {
  it('finds near its keywords what the pattern finds in the whole text', () => {
    const piece = fc.oneof(
      fc.constant(testToken()),
      fc.constant(testToken(1)),
      fc.string({ maxLength: 12 }),
      fc.constantFrom(' ', '\n', 'tok_', 'tok_tok_'),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const bytes = Buffer.from(pieces.join(''));
        const expected = [...bytes.toString('latin1').matchAll(new RegExp(testRule().pattern, 'g'))].map(
          ({ index }) => index,
        );
        const found = new RuleMatcher([testRule()]).match(bytes, NEVER).map(({ start }) => start);
        expect(found).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('takes the secret from its group, wherever else its text stands in the match', () => {
    const rule = testRule({ keywords: ['key'], pattern: 'key=([a-z]{3}) ?;', secretGroup: 1, maxLength: 12 });
    const [found] = new RuleMatcher([rule]).match(Buffer.from('key key=key;'), NEVER);
    expect(found).toMatchObject({ start: 8, end: 11 });
    expect(found?.secret.reveal()).toBe('key');
  });

  it('looks at each byte once for a rule, however often its keyword stands there', () => {
    const rule = testRule({ keywords: ['aaa'], pattern: 'a{0,3000}b', maxLength: 3001 });
    const started = performance.now();
    expect(new RuleMatcher([rule]).match(Buffer.from('a'.repeat(30_000)), NEVER)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('gives up past its deadline', () => {
    expect(() => new RuleMatcher([testRule()]).match(Buffer.from(testToken()), Date.now() - 1)).toThrow(
      DetectorTimeout,
    );
  });
});
