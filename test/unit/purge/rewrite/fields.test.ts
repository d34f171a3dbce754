import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldValue, fold, putTogether, takeApart } from '../../../../src/purge/rewrite/text/fields.ts';
import { signatureAt } from '../../../../src/purge/rewrite/text/tag-signature.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('commits and tags in parts', () => {
  test('any bytes come back as they were', () => {
    const piece = fc.constantFrom('a', ' ', '\n', '\n\n', '\n ', 'tree ', 'parent x\n', 'gpgsig y\n z\n', '\0', '\xff');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const object = latin1(pieces.join(''));
        const parts = takeApart(object);
        expect(putTogether(parts)).toEqual(object);
        for (const field of parts.fields)
          if (!field.bytes.includes('\n\n')) {
            const again = fold(field.name, `${field.name} ${fieldValue(field)}`);
            if (field.bytes.includes(' ') && !field.name.includes('\n') && field.bytes.at(-1) === 0x0a)
              expect(again.bytes).toEqual(field.bytes);
          }
      }),
      { numRuns: 500 },
    );
  });

  test('fields, their continuation lines, and the message', () => {
    const { fields, rest } = takeApart(latin1('tree 1\ngpgsig a\n \n b\nauthor x\n\nm\n\nn: 1'));
    expect(fields.map(({ name, bytes }) => [name, bytes.toString()])).toEqual([
      ['tree', 'tree 1\n'],
      ['gpgsig', 'gpgsig a\n \n b\n'],
      ['author', 'author x\n'],
    ]);
    expect(rest.toString()).toBe('\nm\n\nn: 1');
    expect(fieldValue(fields[1]!)).toBe('a\n\nb\n');
  });
});

test('a tag’s signature begins at the last line that begins one', () => {
  const begin = '-----BEGIN PGP SIGNATURE-----';
  expect(signatureAt(latin1(`m\n${begin}\nx\n${begin}\ny`))).toBe(2 + begin.length + 3);
  expect(signatureAt(latin1(`m ${begin}\n`))).toBe(-1);
  expect(signatureAt(latin1('-----BEGIN SSH SIGNATURE-----'))).toBe(0);
  expect(signatureAt(latin1(`${begin}\nm ${begin}`))).toBe(0);
});
