import { expect, test } from 'vitest';
import { TreeFamilies } from '../../../../../src/git/pack/write/tree-families.ts';

const MIB = 2 ** 20;

test('the last tree of a family is kept, as it was', () => {
  const families = new TreeFamilies();
  const bytes = Buffer.from('a tree');
  families.set(7, bytes, 12, 0);
  bytes.fill(0);
  expect(families.get(7)).toEqual({ bytes: Buffer.from('a tree'), offset: 12, depth: 0 });
  families.set(7, Buffer.from('b tree'), 30, 1);
  expect(families.get(7)).toEqual({ bytes: Buffer.from('b tree'), offset: 30, depth: 1 });
  expect(families.get(8)).toBeUndefined();
});

test('what was not set for long makes room, by number and by bytes', () => {
  const families = new TreeFamilies();
  for (let family = 0; family < 8193; family++) families.set(family, Buffer.alloc(1), family, 0);
  expect([families.get(0), families.get(1)?.offset]).toEqual([undefined, 1]);
  families.set(1, Buffer.alloc(1), 5, 0);
  families.set(-1, Buffer.alloc(64 * MIB - 2), 0, 0);
  expect([families.get(2), families.get(8192)?.offset, families.get(1)?.offset]).toEqual([undefined, 8192, 5]);
});

test('a tree that is too large is not kept, and makes nothing else go', () => {
  const families = new TreeFamilies();
  families.set(1, Buffer.alloc(10), 12, 0);
  families.set(2, Buffer.alloc(20), 40, 0);
  families.set(1, Buffer.alloc(64 * MIB + 1), 80, 0);
  expect([families.get(1), families.get(2)?.offset]).toEqual([undefined, 40]);
  // The bytes of the one before are given back: there is room for all but those of the second.
  families.set(3, Buffer.alloc(64 * MIB - 20), 90, 0);
  expect([families.get(2)?.offset, families.get(3)?.offset]).toEqual([40, 90]);
});
