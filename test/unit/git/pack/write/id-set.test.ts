import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { IdSet } from '../../../../../src/git/pack/write/id-set.ts';

/** Ids of which every tenth begins like many others, so that they want the same place. */
const idOf = (n: number, length: number): Buffer => {
  const id = createHash('sha256').update(`${n}`).digest().subarray(0, length);
  if (n % 10 === 0) id.writeUInt32LE(0xffffffff);
  return id;
};

test.each([20, 32] as const)('ids of %i bytes are known once they were added, also when the tables grew', (length) => {
  const set = new IdSet(length);
  const ids = Array.from({ length: 10_000 }, (_, n) => idOf(n, length));
  for (const [n, id] of ids.entries()) {
    expect(set.has(id)).toBe(false);
    expect(set.add(id)).toBe(true);
    expect(set.count).toBe(n + 1);
  }
  expect(ids.every((id) => set.has(id) && !set.add(id))).toBe(true);
  expect(set.has(idOf(10_000, length))).toBe(false);
  expect(set.ids.equals(Buffer.concat(ids))).toBe(true);
});
