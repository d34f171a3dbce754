import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WINDOW_OVERLAP, WINDOW_SIZE, WindowCutter } from '../../../src/git/windows.ts';

const source = Buffer.alloc(3 * WINDOW_SIZE + 12_345);
for (let i = 0; i + 4 <= source.length; i += 4) source.writeUInt32LE(Math.imul(i, 2654435761) >>> 0, i);

async function cut(
  bytes: Buffer,
  piece: (left: number) => number,
): Promise<{ windows: number; whole: Buffer; largest: number }> {
  const whole = Buffer.alloc(bytes.length);
  let [windows, end, largest, ended] = [0, 0, 0, false];
  const cutter = new WindowCutter(bytes.length, (window, offset, last) => {
    expect(ended).toBe(false);
    if (windows++ > 0) expect(offset).toBe(end - WINDOW_OVERLAP);
    window.copy(whole, offset);
    end = offset + window.length;
    largest = Math.max(largest, window.length);
    ended = last;
  });
  if (bytes.length === 0) await cutter.push(bytes);
  for (let at = 0; at < bytes.length; ) {
    const size = Math.min(piece(bytes.length - at), bytes.length - at);
    await cutter.push(bytes.subarray(at, at + size));
    at += size;
  }
  expect(cutter.remaining).toBe(0);
  expect(ended).toBe(true);
  return { windows, whole, largest };
}

test('windows overlap and make up the whole, whatever the pieces', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 300_000 }), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: source.length }), sizes, async (length, pieces) => {
      let i = 0;
      const bytes = source.subarray(0, length);
      const { whole, largest } = await cut(bytes, () => Math.max(20_000, pieces[i++ % pieces.length]!));
      expect(whole.equals(bytes)).toBe(true);
      expect(largest).toBeLessThanOrEqual(WINDOW_SIZE + Math.max(20_000, ...pieces));
    }),
    { numRuns: 30 },
  );
});

test.each([0, 1, WINDOW_SIZE - 1, WINDOW_SIZE])('an object of %i bytes is one window', async (length) => {
  const { windows, whole } = await cut(source.subarray(0, length), () => 65_536);
  expect(windows).toBe(1);
  expect(whole.length).toBe(length);
});
