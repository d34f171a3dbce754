import type { Rule } from '../../src/domain/rule.ts';

/** A rule for tests: `tok_` and sixteen lower-case letters or digits, unless told otherwise. */
export const testRule = (changes: Partial<Rule> = {}): Rule => ({
  id: 'test-token',
  family: 'test-token',
  tier: 'block',
  keywords: ['tok_'],
  caseSensitive: true,
  pattern: '(?<![0-9A-Za-z_])tok_[0-9a-z]{16}(?![0-9A-Za-z_])',
  flags: '',
  secretGroup: 0,
  maxLength: 22,
  minEntropy: 0,
  minRandomness: 0,
  generic: false,
  confidence: 'high',
  ...changes,
});

/** A generic rule for tests: `key=` and a value, which is looked at as closely as rules can ask for. */
export const genericTestRule = (): Rule =>
  testRule({
    ...{ id: 'generic', keywords: ['key'], pattern: 'key=(\\S{4,40})', secretGroup: 1, maxLength: 46 },
    ...{ generic: true, minEntropy: 2.5, minRandomness: 8 },
  });

/** What `testRule` finds; `n` makes others. */
export const testToken = (n = 0): string => `tok_${(0x1f3a5c7e9b2d4 + n).toString(36).padStart(16, 'q7w3e9r5t1')}`;
