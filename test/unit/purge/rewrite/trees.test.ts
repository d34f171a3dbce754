import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanNames, cleanPath } from '../../../../src/purge/rewrite/trees/clean-names.ts';
import { patchIds } from '../../../../src/purge/rewrite/trees/patch-ids.ts';
import { inGitsOrder, readEntries, treeBytes } from '../../../../src/purge/rewrite/trees/tree-entries.ts';
import { cleanerOf, MARK, rawTree, TEXT } from '../../../support/purge/rewriting.ts';

const id = (byte: number): Buffer => Buffer.alloc(20, byte);

describe('ids in place', () => {
  test('are changed where they stand just as often as there are entries, and nowhere else', () => {
    const tree = rawTree(['100644', 'a', id(1).toString('hex')], ['100644', 'b', id(2).toString('hex')]);
    const patched = Buffer.from(tree);
    expect(patchIds(tree, patched, [{ from: id(2), to: id(9), count: 1 }])).toBe(true);
    expect(patched).toEqual(rawTree(['100644', 'a', id(1).toString('hex')], ['100644', 'b', id(9).toString('hex')]));
    expect(patchIds(tree, Buffer.from(tree), [{ from: id(2), to: id(9), count: 2 }])).toBe(false);
  });

  test('an id that a name holds, too, or that overlaps itself, is not', () => {
    const feigned = rawTree(['100644', id(3).toString('latin1'), id(3).toString('hex')]);
    expect(patchIds(feigned, Buffer.from(feigned), [{ from: id(3), to: id(9), count: 1 }])).toBe(false);
    const longer = Buffer.concat([feigned.subarray(0, 7), Buffer.alloc(21, 3)]);
    expect(patchIds(longer, Buffer.from(longer), [{ from: id(3), to: id(9), count: 1 }])).toBe(false);
  });
});

describe('entries', () => {
  const entry = fc.tuple(
    fc.constantFrom('100644', '40000', '040000', '160000', '0100664', '120000'),
    fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'B', '.', '-', '0', '\xe9', '\xff', ' ') }),
    fc.nat(255).map((byte) => id(byte).toString('hex')),
  );

  test('come back as they were', () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
        const tree = rawTree(...entries);
        expect(treeBytes(readEntries(tree, 20)!)).toEqual(tree);
      }),
    );
  });

  test('what is cut short is no tree', () => {
    const tree = rawTree(['100644', 'a', id(1).toString('hex')]);
    for (let length = 1; length < tree.length; length++)
      expect(readEntries(tree.subarray(0, length), 20)).toBeUndefined();
  });

  test('git’s order: a folder as if its name ended with a slash', () => {
    const entries = readEntries(
      rawTree(
        ...['40000 a', '100644 a.b', '100644 a0', '100644 a-'].map((text) => {
          const [mode, name] = text.split(' ');
          return [mode!, name!, id(1).toString('hex')] as const;
        }),
      ),
      20,
    )!;
    expect(inGitsOrder(entries).map(({ name }) => name)).toEqual(['a-', 'a.b', 'a', 'a0']);
  });
});

test('names that hold a text are told apart', () => {
  const names = [`${TEXT}`, MARK, `${MARK}-2`, `x${TEXT}`];
  const entries = readEntries(rawTree(...names.map((name) => ['100644', name, id(1).toString('hex')] as const)), 20)!;
  const told: string[] = [];
  const cleaned = cleanNames(cleanerOf(), entries, (name) => told.push(name));
  expect(cleaned.map(({ name }) => name)).toEqual([MARK, `${MARK}-2`, `${MARK}-3`, `x${MARK}`]);
  expect(told).toEqual([`${MARK}-3`, `x${MARK}`]);
  expect(cleanPath(cleanerOf(), `a/${TEXT}/b`)).toBe(`a/${MARK}/b`);
});
