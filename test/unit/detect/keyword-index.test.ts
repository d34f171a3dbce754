import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeywordIndex } from '../../../src/detect/keyword-index.ts';
import { testRule } from '../../support/rule.ts';

const alphabet = fc.constantFrom(...'abAB_-0 \n\0é');
const keyword = fc.string({ unit: fc.constantFrom(...'abAB_-0'), minLength: 3, maxLength: 6 });

describe('KeywordIndex', () => {
  it('finds the same hits with its table as with indexOf', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(keyword, fc.boolean()), { minLength: 1, maxLength: 40 }),
        fc.string({ unit: alphabet, maxLength: 300 }),
        (keywords, text) => {
          const rules = keywords.map(([word, caseSensitive], i) =>
            testRule({ id: `r${i}`, keywords: [word], caseSensitive }),
          );
          const bytes = Buffer.from(text, 'latin1');
          const index = new KeywordIndex(rules);
          expect(sorted(index.hitsByTable(bytes))).toEqual(sorted(index.hitsByIndexOf(bytes)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('looks at case for rules that say so, and at none for others', () => {
    const index = new KeywordIndex([
      testRule({ keywords: ['AKIA'] }),
      testRule({ keywords: ['secret'], caseSensitive: false }),
    ]);
    for (const hits of [
      index.hitsByTable(Buffer.from('akia AKIA SeCrEt')),
      index.hitsByIndexOf(Buffer.from('akia AKIA SeCrEt')),
    ]) {
      expect(sorted(hits)).toEqual([
        [0, [5]],
        [1, [10]],
      ]);
    }
  });

  it('finds a keyword of three bytes at the very end', () => {
    const index = new KeywordIndex([testRule({ keywords: ['pat'] })]);
    expect(sorted(index.hitsByTable(Buffer.from('xxpat')))).toEqual([[0, [2]]]);
    expect(sorted(index.hitsByTable(Buffer.from('pat')))).toEqual([[0, [0]]]);
    expect(sorted(index.hitsByTable(Buffer.from('pa')))).toEqual([]);
  });
});

const sorted = (hits: Map<number, number[]>): [number, number[]][] =>
  [...hits].map(([rule, at]): [number, number[]] => [rule, [...at].sort((a, b) => a - b)]).sort(([a], [b]) => a - b);
