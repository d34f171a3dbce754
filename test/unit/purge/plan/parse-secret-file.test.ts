import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSecretFile } from '../../../../src/purge/plan/parse-secret-file.ts';

const parse = (text: string) => parseSecretFile(text, 'standard input', { kind: 'same-length' });
const read = (text: string) => parse(text).map(({ secret, name }) => [name, secret.reveal()]);

// Not a key: armour is what is looked at.
const armour = (label: string, body: string) =>
  `${'-'.repeat(5)}BEGIN ${label}${'-'.repeat(5)}\n${body}\n${'-'.repeat(5)}END ${label}${'-'.repeat(5)}`;

test('a secret a line, without the blanks around it', () => {
  expect(read('\xef\xbb\xbfone two\r\n\n  three3 \t\n#five')).toEqual([
    ['line 1 of standard input', 'one two'],
    ['line 3 of standard input', 'three3'],
    ['line 4 of standard input', '#five'],
  ]);
});

test('a key is one secret: its BEGIN line stands in every other key, too', () => {
  const key = armour('EC PRIVATE KEY', 'abcd\nefgh');
  expect(read(`first\n${key.replaceAll('\n', '\r\n')}\nlast`)).toEqual([
    ['line 1 of standard input', 'first'],
    ['lines 2-5 of standard input', key],
    ['line 6 of standard input', 'last'],
  ]);
});

test.each([
  ['abc', 'The secret in line 1 of standard input has fewer than 4 bytes'],
  [armour('RSA PRIVATE KEY', 'abcd').split('\n').slice(0, 2).join('\n'), 'does not end'],
  ['a\0b\0c\0d\0', 'There are zero bytes in standard input'],
])('case %#: refused, in words that hold nothing of it', (text, words) => {
  expect(() => parse(text)).toThrow(words);
});

test('every line of four bytes and more is a secret of its own', () => {
  const line = fc.stringMatching(/^[!-,.-~]{4,40}$/);
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      expect(parse(lines.join('\n')).map(({ secret }) => secret.reveal())).toEqual(lines);
    }),
  );
});
