import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HashLength } from '../../../../../src/git/pack/ids.ts';
import { parseIndex } from '../../../../../src/git/pack/parse-index.ts';
import { indexBytes } from '../../../../../src/git/pack/write/index-bytes.ts';
import * as byHand from '../pack-writer.ts';

interface Place {
  readonly id: Buffer;
  readonly offset: number;
}

const checksum = (hashLength: HashLength): Buffer => Buffer.alloc(hashLength, 7);

function made(hashLength: HashLength, places: readonly Place[]): Buffer {
  const ids = Buffer.concat(places.map(({ id }) => id));
  const offsets = Float64Array.from(places, ({ offset }) => offset);
  const checks = new Uint32Array(places.length);
  return indexBytes({ count: places.length, hashLength, ids, offsets, checks }, checksum(hashLength));
}

/** Ids of which many begin alike: with equal first bytes, or with equal first 31 bits. */
const placesOf = (hashLength: HashLength): fc.Arbitrary<Place[]> =>
  fc.uniqueArray(
    fc.record({
      id: fc
        .tuple(fc.constantFrom('00000000', '00000001', '7fffffff', '80000000', 'fffffffe', 'ffffffff'), fc.nat())
        .map(([first, rest]) =>
          Buffer.concat([Buffer.from(first, 'hex'), createHash('sha256').update(`${rest}`).digest()]).subarray(
            0,
            hashLength,
          ),
        ),
      offset: fc.oneof(fc.nat(), fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 32, 2 ** 32 + 5, 2 ** 40 + 3)),
    }),
    { selector: ({ id }) => id.toString('hex'), maxLength: 60 },
  );

test('an index is, byte for byte, the one that is made by hand', () => {
  fc.assert(
    fc.property(placesOf(20), (places) => {
      expect(made(20, places).equals(byHand.indexOf(places, checksum(20)))).toBe(true);
    }),
  );
});

test.each([20, 32] as const)('ids of %i bytes: our reader finds each offset, also beyond 4 GiB', (hashLength) => {
  fc.assert(
    fc.property(placesOf(hashLength), (places) => {
      const index = parseIndex(made(hashLength, places));
      const read = Array.from({ length: index.count }, (_, n) => [
        Buffer.from(index.ids.subarray(n * hashLength, (n + 1) * hashLength)).toString('hex'),
        index.offsets[n],
      ]);
      const sorted = places.map(({ id, offset }) => [id.toString('hex'), offset]).sort();
      expect(read).toEqual(sorted);
    }),
  );
});
