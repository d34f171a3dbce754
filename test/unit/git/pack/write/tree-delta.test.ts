import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HashLength } from '../../../../../src/git/pack/ids.ts';
import { DeltaOutput } from '../../../../../src/git/pack/write/delta-output.ts';
import { treeDelta } from '../../../../../src/git/pack/write/tree-delta.ts';
import { Core } from '../../../../../src/wasm/core.ts';
import { changed, type Entry, history, treeBytes, treeOf } from './trees.ts';

const core = new Core();
const ROOM = 2 ** 20;
const [at, baseAt, resultAt, windows] = [core.alloc(ROOM), core.alloc(ROOM), core.alloc(ROOM), core.alloc(8)];
const output = new DeltaOutput();

/** Applies a delta as the reader of packs does. */
function applied(base: Buffer, delta: Buffer): Buffer {
  core.bytes.set(base, baseAt);
  core.bytes.set(delta, at);
  const end = at + delta.length;
  expect(core.exports.deltaBaseSize(at, end) >>> 0).toBe(base.length);
  const length = core.exports.deltaResultSize(at, end) >>> 0;
  expect(core.exports.applyDelta(baseAt, base.length, at, end, resultAt, length, windows, 1, 0, 0)).not.toBeLessThan(0);
  return Buffer.from(core.bytes.subarray(resultAt, resultAt + length));
}

const makeDelta = (base: Buffer, tree: Buffer, hashLength: HashLength, most = ROOM - 64): Buffer | undefined =>
  treeDelta(output, base, tree, hashLength, most);

const idOf =
  (hashLength: HashLength) =>
  ({ id, mode }: Entry): Buffer =>
    createHash(hashLength === 20 ? 'sha1' : 'sha256')
      .update(`${mode === '40000'}${id}`)
      .digest();

const hashLengths = fc.constantFrom<HashLength>(20, 32);

test('a delta makes the next tree of the one before', () => {
  fc.assert(
    fc.property(hashLengths, history, (hashLength, [count, states]) => {
      let entries = treeOf(count);
      for (const changes of states) {
        const base = treeBytes(entries, idOf(hashLength));
        entries = changes.reduce(changed, entries);
        const tree = treeBytes(entries, idOf(hashLength));
        expect(applied(base, makeDelta(base, tree, hashLength)!).equals(tree)).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

test('a delta is right whatever the bytes are', () => {
  // Few different bytes, so that beginnings of entries and common parts abound.
  const byte = fc.constantFrom(0, 0, 0x20, 0x20, 0x61, 0x62, 0xff);
  const text = fc.array(byte, { maxLength: 120 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(hashLengths, text, text, text, text, (hashLength, before, middle, other, after) => {
      const [base, tree] = [Buffer.concat([before, middle, after]), Buffer.concat([before, other, after])];
      expect(applied(base, makeDelta(base, tree, hashLength)!).equals(tree)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('a delta holds no more than what is new, also where several entries change', () => {
  const entries = treeOf(3000);
  const base = treeBytes(entries, idOf(20));
  const lengthOf = (next: readonly Entry[]): number => makeDelta(base, treeBytes(next, idOf(20)), 20)!.length;
  const twenty = entries.map((entry, n) => (n % 150 === 7 ? { ...entry, id: -n } : entry));
  // An id, the byte before it, and a copy of at most 8 bytes.
  expect(lengthOf(twenty)).toBeLessThan(20 * (20 + 1 + 8) + 16);
  const neighbours = entries.map((entry, n) => (n === 70 || n === 71 ? { ...entry, id: -n } : entry));
  expect(lengthOf(neighbours)).toBeLessThan(2 * (20 + 1) + 3 * 8);
  const oneMore = { mode: '100644', name: 'file-000000-', id: 5 } as const;
  expect(lengthOf([entries[0]!, oneMore, ...twenty.slice(1)])).toBeLessThan(21 * (20 + 1 + 8) + 16 + 30);
  expect(lengthOf(entries.slice(0, -1500).concat(twenty.slice(-1400)))).toBeLessThan(400);
  expect(lengthOf([oneMore, ...entries])).toBeLessThan(64);
});

test('copies longer than 64 KiB are made of several', () => {
  const tree = treeBytes(treeOf(8000), idOf(32));
  expect(tree.length).toBeGreaterThan(3 * 0x10000);
  const delta = makeDelta(tree, tree, 32)!;
  expect(delta.length).toBeLessThan(40);
  expect(applied(tree, delta).equals(tree)).toBe(true);
});

test('a delta that becomes too long is given up', () => {
  const [base, tree] = [
    treeBytes(treeOf(300), idOf(20)),
    treeBytes(treeOf(300), ({ id }) => idOf(20)({ id: -id - 1 } as Entry)),
  ];
  const whole = makeDelta(base, tree, 20)!.length;
  expect(makeDelta(base, tree, 20, whole - 1)).toBeUndefined();
  expect(makeDelta(base, tree, 20, whole)).toHaveLength(whole);
  expect(makeDelta(base, tree, 20, 0)).toBeUndefined();
});
