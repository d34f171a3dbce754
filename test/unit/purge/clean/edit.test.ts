import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, chainEdits, type Edit } from '../../../../src/purge/clean/edit.ts';

/** Edits of bytes of a length: ascending, apart. */
const editsOf = (length: number, letter: string): fc.Arbitrary<Edit[]> =>
  fc
    .tuple(fc.uniqueArray(fc.nat(length), { maxLength: 8 }), fc.array(fc.nat(4), { minLength: 4, maxLength: 4 }))
    .map(([points, lengths]) => {
      const sorted = points.sort((a, b) => a - b);
      return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i): Edit => {
        const [start, end] = [sorted[2 * i]!, sorted[2 * i + 1]!];
        const replaced = [{ target: i, start, end, encodings: [letter] }];
        return { start, end, bytes: Buffer.alloc(lengths[i]!, letter), replaced };
      });
    });

const chain = fc.record({ length: fc.nat(40), seed: fc.nat() }).chain(({ length }) => {
  const bytes = Buffer.from(Array.from({ length }, (_, i) => 48 + (i % 75)));
  return editsOf(length, 'x').chain((first) => {
    const between = applyEdits(bytes, first);
    return editsOf(between.length, 'y').map((second) => ({ bytes, first, between, second }));
  });
});

describe('chainEdits', () => {
  it('leads where one list after the other leads', () => {
    fc.assert(
      fc.property(chain, ({ bytes, first, between, second }) => {
        const both = chainEdits(first, between, second);
        expect(applyEdits(bytes, both)).toEqual(applyEdits(between, second));
        for (const [i, { start, end }] of both.entries()) {
          expect(start).toBeGreaterThanOrEqual(both[i - 1]?.end ?? 0);
          expect(end).toBeGreaterThanOrEqual(start);
        }
        const replaced = both.flatMap((edit) => edit.replaced.map((one) => ({ ...one, edit })));
        expect(replaced.length).toBe(first.length + second.length);
        for (const { start, end, edit } of replaced) {
          expect(start).toBeGreaterThanOrEqual(edit.start);
          expect(end).toBeLessThanOrEqual(edit.end);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
