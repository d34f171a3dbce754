import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordRuns } from '../../../src/detect/decode/base64.ts';
import { keywordRecords, Prescan, type PrescanKeyword } from '../../../src/wasm/prescan.ts';

const prescan = (keywords: readonly PrescanKeyword[], bytes: Buffer): Prescan =>
  new Prescan(keywordRecords(keywords), keywords.length, bytes);

const character = fc.constantFrom(...'abAB_-0');
const keyword = fc
  .tuple(fc.string({ unit: character, minLength: 3, maxLength: 6 }), fc.boolean())
  .map(([text, caseless]): PrescanKeyword => ({ text: caseless ? text.toLowerCase() : text, caseless }));

/** Pairs, each as an array. */
const pairs = (words: Uint32Array | undefined): number[][] =>
  Array.from({ length: words!.length / 2 }, (_, i) => [...words!.subarray(i * 2, i * 2 + 2)]);

function expectedHits(keywords: readonly PrescanKeyword[], text: string): number[][] {
  const hits: number[][] = [];
  keywords.forEach(({ text: wanted, caseless }, number) => {
    const where = caseless ? text.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : text;
    for (let at = where.indexOf(wanted); at >= 0; at = where.indexOf(wanted, at + 1)) hits.push([at, number]);
  });
  return hits.sort(inOrder);
}

const inOrder = (a: number[], b: number[]): number => a[0]! - b[0]! || a[1]! - b[1]!;

describe('Prescan', () => {
  it('finds every keyword, and nothing else', () => {
    const text = fc.string({ unit: fc.constantFrom(...'abAB_-0 \n\0é'), maxLength: 300 });
    fc.assert(
      fc.property(fc.array(keyword, { maxLength: 40 }), text, (keywords, searched) => {
        const scan = prescan(keywords, Buffer.from(searched, 'latin1'));
        expect(pairs(scan.hits()).sort(inOrder)).toEqual(expectedHits(keywords, searched));
      }),
      { numRuns: 300 },
    );
  });

  it('gives hits by position, the last at the very end', () => {
    const scan = prescan([{ text: 'end', caseless: true }], Buffer.from('End then eND'));
    expect(pairs(scan.hits())).toEqual([
      [0, 0],
      [9, 0],
    ]);
  });

  it('finds the runs that the decoders look for', () => {
    const text = fc.array(fc.tuple(fc.constantFrom('a', '0', '+', '/', '-', '_', '=', ' ', '\0', 'é'), fc.nat(45)));
    fc.assert(
      fc.property(text, (parts) => {
        const bytes = Buffer.from(parts.map(([unit, times]) => unit.repeat(times)).join(''), 'latin1');
        const expected = wordRuns(bytes).map(({ start, end }) => [start, end]);
        expect(pairs(prescan([], bytes).runs(20))).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('says so where there is too much, and writes no further', () => {
    const scan = prescan([{ text: 'aaa', caseless: false }], Buffer.alloc(100_000, 'a'));
    expect(scan.hits()).toBeUndefined();
    expect(pairs(scan.runs(20))).toEqual([[0, 100_000]]);
    // Runs are 21 bytes apart, room is for one in 64 and some.
    expect(prescan([], Buffer.from(`${'a'.repeat(20)} `.repeat(10_000))).runs(20)).toBeUndefined();
  });

  it('searches what is hardly there', () => {
    for (const text of ['', 'a', 'aa']) {
      const scan = prescan([{ text: 'aaa', caseless: false }], Buffer.from(text));
      expect(scan.hits()).toHaveLength(0);
      expect(scan.runs(20)).toHaveLength(0);
    }
  });
});
