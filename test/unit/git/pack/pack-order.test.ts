import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EntryHeader, readEntryHeader } from '../../../../src/git/pack/entry-header.ts';
import { PackOrder } from '../../../../src/git/pack/pack-order.ts';
import { distanceHeader, sizeHeader } from './pack-writer.ts';

const END = 2 ** 41;
// Spread, in clusters of neighbours, and far apart: what a forged index may hold.
const spread = fc.uniqueArray(fc.integer({ min: 0, max: END - 1 }), { maxLength: 300 });
const clusters = fc
  .tuple(fc.integer({ min: 0, max: END - 5000 }), fc.uniqueArray(fc.integer({ min: 0, max: 4000 }), { maxLength: 500 }))
  .map(([begin, offsets]) => offsets.map((offset) => begin + offset));

test('entries come in the order of their offsets, and are found by them', () => {
  const places = fc.tuple(spread, clusters).map(([a, b]) => [...new Set([...a, ...b])]);
  fc.assert(
    fc.property(places, fc.array(fc.integer({ min: -5, max: END + 5 }), { maxLength: 20 }), (offsets, others) => {
      const order = new PackOrder(Float64Array.from(offsets), END);
      const sorted = offsets.toSorted((a, b) => a - b);
      expect([...order.offset]).toEqual([...sorted, END]);
      expect([...order.position].map((position) => offsets[position])).toEqual(sorted);
      for (const [slot, offset] of sorted.entries()) expect(order.slotAt(offset)).toBe(slot);
      for (const offset of others) expect(order.slotAt(offset)).toBe(sorted.indexOf(offset));
      expect(order.slotAt(END)).toBe(-1);
    }),
    { seed: 4 },
  );
});

test('a million entries in one corner of the pack take no longer than elsewhere', () => {
  const count = 1_000_000;
  const offsets = Float64Array.from({ length: count }, (_, i) => 12 + ((i * 7_368_787) % count));
  const begin = performance.now();
  const order = new PackOrder(offsets, 2 ** 50);
  expect(order.slotAt(12 + 777)).toBe(777);
  expect(performance.now() - begin).toBeLessThan(20_000);
});

test('the same offset twice is refused', () => {
  expect(() => new PackOrder(Float64Array.of(12, 40, 12), 60)).toThrow(/same place/);
});

test('headers are read as they are written, and never beyond their end', () => {
  const header = new EntryHeader();
  const size = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.maxSafeInteger().map(Math.abs));
  const distance = fc.oneof(fc.integer({ min: 1, max: 70_000 }), fc.integer({ min: 1, max: 2 ** 45 }));
  fc.assert(
    fc.property(fc.constantFrom(1, 2, 3, 4, 6, 7), size, distance, (type, size, distance) => {
      const base = type === 6 ? distanceHeader(distance) : Buffer.alloc(type === 7 ? 20 : 0, 0xff);
      const bytes = Buffer.concat([Buffer.from('xx'), sizeHeader(type, size), base]);
      readEntryHeader(bytes, 2, bytes.length, 20, header);
      expect({ ...header }).toEqual({ type, size, length: bytes.length - 2, distance: type === 6 ? distance : 0 });
      readEntryHeader(bytes, 2, bytes.length - 1, 20, header);
      expect({ ...header, distance: 0 }).toEqual({ type: 0, size: 0, length: 0, distance: 0 });
    }),
    { seed: 5 },
  );
});

test('any bytes are a header or none', () => {
  const header = new EntryHeader();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      readEntryHeader(bytes, 0, bytes.length, 32, header);
      expect(header.length).toBeLessThanOrEqual(bytes.length);
      expect(Number.isSafeInteger(header.size) && [0, 1, 2, 3, 4, 6, 7].includes(header.type)).toBe(true);
    }),
    { seed: 6, numRuns: 2000 },
  );
});
