import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PurgedObjects } from '../../../../src/gate/purged/purged-objects.ts';

const anyOid = fc
  .constantFrom(20, 32)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }))
  .map((bytes) => Buffer.from(bytes).toString('hex'));
const anyComment = fc
  .string({ unit: fc.constantFrom('#', ' ', 'a', '0', 'é'), maxLength: 50 })
  .map((text) => `#${text}`);
const anyLine = fc.oneof({ weight: 4, arbitrary: anyOid }, anyComment, fc.constant(''));

const parsed = (text: string): PurgedObjects => {
  const purged = PurgedObjects.parse(Buffer.from(text));
  if (typeof purged === 'number') throw new Error(`line ${purged}`);
  return purged;
};

test('it has the ids of its lines and no other, whatever stands between them', () => {
  const anyList = fc.tuple(fc.array(anyLine, { maxLength: 40 }), fc.constantFrom('\n', '\r\n'), fc.array(anyOid));
  fc.assert(
    fc.property(anyList, ([lines, end, others]) => {
      const purged = parsed(lines.map((line) => line + end).join(''));
      const ids = lines.filter((line) => /^[0-9a-f]/.test(line));
      expect([...purged.ids()]).toEqual(ids);
      expect(purged.comments()).toEqual(lines.filter((line) => line.startsWith('#')));
      // A SHA-256 id is no SHA-1 id of the same beginning, nor the other way round.
      const alike = ids.map((oid) => (oid.length === 64 ? oid.slice(0, 40) : oid.padEnd(64, '0')));
      for (const oid of [...ids, ...others, ...alike]) expect(purged.has(oid)).toBe(ids.includes(oid));
    }),
  );
});

test('ids that begin alike are told apart', () => {
  const ids = Array.from({ length: 300 }, () => `${'ab'.repeat(4)}${randomBytes(16).toString('hex')}`);
  const purged = parsed(ids.map((oid) => `${oid}\n`).join(''));
  for (const oid of ids) expect(purged.has(oid)).toBe(true);
  expect(purged.has(`${'ab'.repeat(4)}${randomBytes(16).toString('hex')}`)).toBe(false);
});

test('an empty list is none', () => {
  expect(parsed('').has('a'.repeat(40))).toBe(false);
});

const oid = 'a1'.repeat(20);
test.each([
  ['cut off in the middle of an id', `${oid}\n${oid.slice(0, 23)}`, 2],
  ['cut off behind an id', `${oid}\n${oid}`, 2],
  ['cut off in a comment', `${oid}\n# purged 2026`, 2],
  ['an abbreviated id', `# c\n${oid.slice(0, 12)}\n${oid}\n`, 2],
  ['an id that is too long', `${oid}0\n`, 1],
  ['capitals', `${oid.toUpperCase()}\n`, 1],
  ['words', `${oid}\n\nnot an id\n`, 3],
  ['a word behind an id', `${oid} blob\n`, 1],
  ['indented', ` ${oid}\n`, 1],
  ['zero bytes', `${'\0'.repeat(41)}\n`, 1],
  ['UTF-16', Buffer.from(`${oid}\n`, 'utf16le').toString('latin1'), 1],
  ['a merge conflict', `<<<<<<< HEAD\n${oid}\n`, 1],
])('%s: the line is told', (_, text, line) => {
  expect(PurgedObjects.parse(Buffer.from(text, 'latin1'))).toBe(line);
});
