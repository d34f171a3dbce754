import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EntryHeader, OFS_DELTA, readEntryHeader } from '../../../../../src/git/pack/entry-header.ts';
import { writeDistance, writeTypeAndSize } from '../../../../../src/git/pack/write/entry-prefix.ts';
import { MOST_STORED, storedStream } from '../../../../../src/git/pack/write/stored-stream.ts';
import { distanceHeader, sizeHeader } from '../pack-writer.ts';

/** Numbers on both sides of where one more byte is needed. */
const edges = [4, 7, 11, 14, 18, 21, 25, 28, 32, 35].flatMap((bits) => [-1, 0, 1, 127, 128].map((n) => 2 ** bits + n));
const groups = [128, 128 + 128 ** 2, 128 + 128 ** 2 + 128 ** 3, 128 + 128 ** 2 + 128 ** 3 + 128 ** 4];
const numbers = fc.oneof(fc.nat(), fc.constantFrom(...edges), fc.constantFrom(...groups.flatMap((n) => [n - 1, n])));

test("an entry's type, size and distance are read as they were written", () => {
  fc.assert(
    fc.property(numbers, numbers, (size, distance) => {
      const bytes = Buffer.alloc(20);
      const middle = writeTypeAndSize(bytes, OFS_DELTA, size);
      const end = writeDistance(bytes, middle, distance);
      const header = new EntryHeader();
      readEntryHeader(bytes, 0, end, 20, header);
      expect({ ...header }).toEqual({ type: OFS_DELTA, size, length: end, distance });
      const byHand = Buffer.concat([sizeHeader(OFS_DELTA, size), distanceHeader(distance)]);
      expect(bytes.subarray(0, end).equals(byHand)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('what is stored is what zlib reads', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: MOST_STORED }),
    fc.integer({ min: 0, max: MOST_STORED }).map((length) => new Uint8Array(length).fill(255)),
  );
  const room = Buffer.alloc(MOST_STORED + 11);
  fc.assert(
    fc.property(bytes, (content) => {
      expect(inflateSync(storedStream(content, room)).equals(content)).toBe(true);
    }),
    { numRuns: 500 },
  );
});
