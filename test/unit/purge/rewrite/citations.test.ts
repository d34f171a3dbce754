import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommitGraph } from '../../../../src/git/pack/attribution/commit-graph.ts';
import { Citations } from '../../../../src/purge/rewrite/citations/citations.ts';
import { hexRuns } from '../../../../src/purge/rewrite/citations/hex-runs.ts';
import { AMBIGUOUS, PrefixTable } from '../../../../src/purge/rewrite/citations/prefix-table.ts';
import { schedule } from '../../../../src/purge/rewrite/citations/schedule.ts';
import { Fates } from '../../../../src/purge/rewrite/fates.ts';
import type { History } from '../../../../src/purge/rewrite/history/history.ts';

describe('words that may be ids', () => {
  test('are those of the expression', () => {
    const piece = fc.constantFrom(
      'a',
      '0',
      'f1',
      'abcdef0',
      '1234567',
      'g',
      'G',
      '_',
      '-',
      ' ',
      '\n',
      '\xe9',
      'c0ffee12c0ffee12',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const found: string[] = [];
        hexRuns(Buffer.from(text, 'latin1'), 0, 40, (start, end) => found.push(text.slice(start, end)));
        expect(found).toEqual(text.match(/\b[0-9a-f]{7,40}\b/g) ?? []);
      }),
      { numRuns: 2000 },
    );
  });
});

test('ids by their first digits', () => {
  const table = new PrefixTable(4, 20);
  const ids = ['abcdef01', 'abcdef02', 'abcde000', 'abcdef01'].map((digits) =>
    Buffer.from(digits.padEnd(40, '7'), 'hex'),
  );
  for (const [i, id] of ids.entries()) table.add(i, id);
  expect(table.find('abcdef0')).toBe(AMBIGUOUS);
  expect(table.find('abcdef02')).toBe(1);
  expect(table.find('abcde00')).toBe(2);
  // Equal ids are one.
  expect(ids[0]!.equals(ids[table.find('abcdef01')]!)).toBe(true);
  expect(table.find('abcdef03')).toBe(-1);
});

test('an id whose new digits would be another commit’s, too, is left', () => {
  const ids = ['1', '2', 'a'].map((digit) => Buffer.from(digit.repeat(7).padEnd(40, '0'), 'hex'));
  const history = {
    graph: { count: 3, id: [0, 1, 2] },
    tables: { hashLength: 20, id: (n: number) => ids[n]!, oid: (n: number) => ids[n]!.toString('hex') },
  };
  const fates = new Fates(20, 3);
  fates.set(1, Buffer.from('a'.repeat(7).padEnd(40, 'b'), 'hex'));
  const citations = new Citations(history as unknown as History, fates);
  for (const commit of [0, 1, 2]) citations.settle(commit);
  const update = (text: string): string => citations.update(Buffer.from(text), 'by').toString();
  expect(update('see 22222220, 1111111')).toBe('see aaaaaaab, 1111111');
  expect(update('see 2222222')).toBe('see 2222222');
  expect(citations).toMatchObject({ updated: 1, left: [{ commit: 'by', cites: ids[1]!.toString('hex') }] });
});

/** A graph of which only the parents are known. */
function graphOf(parents: readonly (readonly number[])[]): CommitGraph {
  const firstParent = new Uint32Array(parents.length + 1);
  for (const [i, own] of parents.entries()) firstParent[i + 1] = firstParent[i]! + own.length;
  return { count: parents.length, firstParent, parents: Uint32Array.from(parents.flat()) } as unknown as CommitGraph;
}

describe('the order of commits', () => {
  test('parents first, always; cited ones first, unless they are in a ring', () => {
    const commits = fc.array(
      fc.record({ parents: fc.array(fc.nat(30), { maxLength: 3 }), cites: fc.array(fc.nat(30), { maxLength: 3 }) }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(commits, (plan) => {
        const parents = plan.map(({ parents: back }, i) => back.filter((n) => n < i));
        const cites = plan.map(({ cites: any }) => any.filter((n) => n < plan.length));
        const order = schedule(graphOf(parents), Uint32Array.from(plan.keys()), cites);
        expect([...order].sort((a, b) => a - b)).toEqual([...plan.keys()]);
        const place = new Map([...order].map((commit, i) => [commit, i]));
        const leads = (from: number, to: number, seen = new Set<number>()): boolean =>
          from === to ||
          (!seen.has(from) && seen.add(from) && [...parents[from]!, ...cites[from]!].some((n) => leads(n, to, seen)));
        for (const commit of plan.keys()) {
          for (const parent of parents[commit]!) expect(place.get(parent)).toBeLessThan(place.get(commit)!);
          for (const cited of cites[commit]!)
            if (!leads(cited, commit)) expect(place.get(cited)).toBeLessThan(place.get(commit)!);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a long line of commits, the last of which the first seems to cite', () => {
    const parents = Array.from({ length: 50_000 }, (_, i) => (i === 0 ? [] : [i - 1]));
    const cites = parents.map((_, i) => (i === 0 ? [49_999] : i === 100 ? [40_000] : []));
    expect([...schedule(graphOf(parents), Uint32Array.from(parents.keys()), cites)]).toEqual([...parents.keys()]);
  });
});
