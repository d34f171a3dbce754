import { expect, it } from 'vitest';
import { packRules, unpackRules } from '../../../src/rules/packed-rules.ts';
import { testRule } from '../../support/rule.ts';

it('gives back every rule as it was', () => {
  const rules = [
    testRule(),
    testRule({ id: 'other', family: 'shared', tier: 'warn', caseSensitive: false, flags: 'i', secretGroup: 2 }),
    testRule({ id: 'third', family: 'third', minEntropy: 3.5, generic: true, confidence: 'low', checksum: 'jwt' }),
    testRule({ id: 'paths', family: 'paths', paths: '`\\.env$', pair: { name: 'p', part: 'id', required: true } }),
  ];
  expect(unpackRules(packRules(rules))).toEqual(rules);
});
