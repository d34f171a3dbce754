import { expect, it } from 'vitest';
import { packRules } from '../../../src/rules/pack-rules.ts';
import { RuleTable } from '../../../src/rules/packed-rules.ts';
import { buildOf } from '../../../src/rules/shipped-file.ts';
import { testRule } from '../../support/rule.ts';

const tableOf = (bytes: Buffer): RuleTable => new RuleTable(bytes, buildOf(bytes));

it('gives back every rule as it was', () => {
  const rules = [
    testRule(),
    testRule({ id: 'other', family: 'shared', tier: 'warn', caseSensitive: false, flags: 'i', secretGroup: 2 }),
    testRule({ id: 'third', family: 'third', minEntropy: 3.5, generic: true, confidence: 'low', checksum: 'jwt' }),
    testRule({ id: 'paths', family: 'paths', paths: '`\\.env$', pair: { name: 'p', part: 'id', required: true } }),
  ];
  const table = tableOf(packRules(rules));
  expect([...table]).toEqual(rules);
  expect(table.at(rules.length)).toBeUndefined();
});

it('reads the rules that are asked for, and knows these by their ids', () => {
  const table = tableOf(packRules([testRule({ id: 'one' }), testRule({ id: 'two' })]));
  expect(table.known('two')).toBeUndefined();
  expect(table.at(1)).toBe(table.at(1));
  expect(table.known('two')).toBe(table.at(1));
  expect(table.known('one')).toBeUndefined();
});

it('says of each keyword which rule it belongs to', () => {
  const table = tableOf(
    packRules([testRule({ keywords: ['ab1', 'ab2'] }), testRule({ keywords: ['AB1'], caseSensitive: false })]),
  );
  expect(table.keywordCount).toBe(3);
  expect([0, 1, 2].map((keyword) => table.ruleOf(keyword))).toEqual([0, 0, 1]);
  expect(table.keywords.toString('latin1')).toBe('\0\x03ab1\0\x03ab2\x01\x03ab1');
});

it('says so where a rule that is asked for is damaged', () => {
  const table = packRules([testRule({ id: 'one' }), testRule({ id: 'two' })]);
  const damaged = tableOf(Buffer.from(table).fill(0, table.length - 20));
  expect(damaged.at(0)?.id).toBe('one');
  expect(() => damaged.at(1)).toThrow('damaged or belongs to another version');
});

it('refuses a table that is not whole, or another build’s', () => {
  const table = packRules([testRule()]);
  const another = packRules([testRule({ pattern: 'tok_[0-9]{16}' })]);
  const empty = Buffer.alloc(16);
  for (const bytes of [table.subarray(0, -1), table.subarray(0, 8), Buffer.alloc(0), another, empty])
    expect(() => new RuleTable(bytes, buildOf(table))).toThrow('damaged or belongs to another version');
  expect(() => RuleTable.read('/nowhere/rules.bin', 1)).toThrow('cannot be read');
  expect(() => RuleTable.read(import.meta.filename, 1)).toThrow('damaged or belongs to another version');
});
