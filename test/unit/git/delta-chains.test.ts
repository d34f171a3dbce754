import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkDeltaChains } from '../../../src/git/isomorphic/delta-chains.ts';
import { PackIndex } from '../../../src/git/isomorphic/pack-index.ts';

const BLOB = 0x30;
const OFS_DELTA = 0x60;
const REF_DELTA = 0x70;
const id = (n: number): string => n.toString(16).padStart(40, '0');

/** The table of contents of a pack whose n-th object has id n. */
function indexOf(offsets: readonly number[]): PackIndex {
  const count = offsets.length;
  const bytes = Buffer.alloc(8 + 1024 + count * 28 + 40);
  bytes.writeUInt32BE(0xff744f63, 0);
  bytes.writeUInt32BE(2, 4);
  for (let byte = 0; byte < 256; byte++) bytes.writeUInt32BE(count, 8 + byte * 4);
  for (const [i, offset] of offsets.entries()) {
    bytes.write(id(i), 1032 + i * 20, 'hex');
    bytes.writeUInt32BE(offset, 1032 + count * 24 + i * 4);
  }
  createHash('sha1')
    .update(bytes.subarray(0, -20))
    .digest()
    .copy(bytes, bytes.length - 20);
  return new PackIndex(bytes);
}

function check(objects: readonly number[][]): void {
  const offsets: number[] = [];
  let at = 12;
  for (const object of objects) {
    offsets.push(at);
    at += object.length;
  }
  checkDeltaChains(
    Buffer.concat([Buffer.alloc(12), ...objects.map((object) => Buffer.from(object))]),
    indexOf(offsets),
  );
}

const refTo = (n: number): number[] => [REF_DELTA, ...Buffer.from(id(n), 'hex')];

test('deltas that lead to a whole object are fine', () => {
  expect(() => check([[BLOB | 5], [OFS_DELTA, 1], refTo(3), [BLOB], [0x80 | OFS_DELTA, 5, 1]])).not.toThrow();
});

test.each([
  ['onto itself', [refTo(0)]],
  ['in a ring', [refTo(1), refTo(2), refTo(0)]],
  ['onto something that is not in the pack', [refTo(7)]],
  ['in front of the pack', [[BLOB], [OFS_DELTA, 100]]],
  ['onto itself, by offset', [[OFS_DELTA, 0]]],
  [
    'between two objects',
    [
      [BLOB, 0, 0],
      [OFS_DELTA, 1],
    ],
  ],
  ['by a number without end', [[BLOB], [OFS_DELTA, ...Array(40).fill(0xff)]]],
])('a delta %s is refused', (_, objects) => {
  expect(() => check(objects)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
});

test('a chain too long to follow is refused', () => {
  const chain = [[BLOB], ...Array.from({ length: 5000 }, () => [OFS_DELTA, 2])];
  chain[1] = [OFS_DELTA, 1];
  expect(() => check(chain)).toThrow(expect.objectContaining({ code: 'unsupported' }));
});

test('a damaged or foreign table of contents is refused', () => {
  expect(() => new PackIndex(Buffer.alloc(10))).toThrow(expect.objectContaining({ code: 'unsupported' }));
  const cut = Buffer.alloc(1100);
  cut.writeUInt32BE(0xff744f63, 0);
  cut.writeUInt32BE(2, 4);
  expect(() => new PackIndex(cut)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
});
