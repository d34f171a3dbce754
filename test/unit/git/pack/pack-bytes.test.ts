import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PackBytes } from '../../../../src/git/pack/pack-bytes.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { sandbox } from '../../../support/sandbox.ts';

const SIZE = 1_000_003;
const content = Buffer.alloc(SIZE + 1);
for (let i = 0; i + 4 <= SIZE; i += 4) content.writeUInt32LE(Math.imul(i + 1, 2654435761) >>> 0, i);

function file(): string {
  const path = join(sandbox().root, 'x.pack');
  writeFileSync(path, content.subarray(0, SIZE));
  return path;
}

test.each([
  ['nothing', 0],
  ['a little', 300_000],
  ['all', SIZE],
])('any ranges in any order, where the cache takes %s of the file', (_, cacheBytes) => {
  const core = new Core();
  const top = core.top;
  const bytes = new PackBytes(core, file(), cacheBytes, SIZE);
  const reserved = core.top - top;
  expect(reserved).toBeLessThan(cacheBytes + SIZE + 400_000);
  const range = fc.integer({ min: 0, max: SIZE - 1 }).chain((position) =>
    fc.record({
      position: fc.constant(position),
      length: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: 0, max: Math.min(3000, SIZE - position) }) },
        fc.integer({ min: 0, max: SIZE - position }),
      ),
    }),
  );
  fc.assert(
    fc.property(fc.array(range, { maxLength: 40 }), (ranges) => {
      for (const { position, length } of ranges) {
        const at = bytes.at(position, length);
        expect(at >= top && at + length + 32 <= core.memory.buffer.byteLength).toBe(true);
        expect(core.bytes.compare(content, position, position + length, at, at + length)).toBe(0);
      }
    }),
    { seed: 11, numRuns: 150 },
  );
  expect(core.top - top).toBe(reserved);
  bytes.close();
});

test('ranges that end about where a block in the cache ends', () => {
  const core = new Core();
  const bytes = new PackBytes(core, file(), 300_000, SIZE);
  for (const block of [0, 65_536, 131_072, 917_504])
    for (const from of [0, 1, 30_000, 65_535])
      for (const end of [65_535, 65_536, 65_537, 81_919, 81_920, 81_921, 81_960]) {
        const at = bytes.at(block + from, end - from);
        expect(core.bytes.compare(content, block + from, block + end, at, at + end - from)).toBe(0);
      }
  bytes.close();
});

test('what is outside, too long or gone is refused', () => {
  const path = file();
  const bytes = new PackBytes(new Core(), path, 200_000, 100_000);
  for (const [position, length] of [
    [-1, 2],
    [SIZE, 0],
    [SIZE - 1, 2],
    [Number.NaN, 1],
    [0, Number.NaN],
    [0, -1],
    [2 ** 40, 1],
  ] as const)
    expect(() => bytes.at(position, length)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
  expect(() => bytes.at(0, 100_001)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  expect(bytes.longest).toBe(100_000);
  truncateSync(path, 500_000);
  expect(() => bytes.at(600_000, 10)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
  expect(() => bytes.at(600_000, 10)).toThrow(expect.objectContaining({ code: 'object-corrupt' }));
  bytes.close();
  expect(() => new PackBytes(new Core(), `${path}.not-there`, 1)).toThrow(expect.objectContaining({ code: 'io' }));
});
