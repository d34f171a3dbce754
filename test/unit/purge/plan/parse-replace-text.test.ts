import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Secret } from '../../../../src/domain/secret.ts';
import { defaultReplacement, parseReplaceText } from '../../../../src/purge/plan/parse-replace-text.ts';
import type { Replacement } from '../../../../src/purge/targets.ts';

const parse = (text: string) => parseReplaceText(text, 'file.txt', defaultReplacement());

const shownReplacement = (replacement: Replacement) =>
  replacement.kind === 'marker' ? replacement.text.reveal() : replacement.kind;

/** What was read, as `kind expression → replacement`. */
function read(text: string): string[] {
  const { texts, patterns } = parse(text);
  return [
    ...texts.map(({ secret, replacement }) => `literal ${secret.reveal()} → ${shownReplacement(replacement)}`),
    ...patterns.map(({ kind, source, replacement }) => `${kind} ${source.reveal()} → ${shownReplacement(replacement)}`),
  ];
}

test("the example of git-filter-repo's manual", () => {
  const example = String.raw`p455w0rd
foo==>bar
glob:*666*==>
regex:\bdriver\b==>pilot
literal:MM/DD/YYYY==>YYYY-MM-DD
regex:([0-9]{2})/([0-9]{2})/([0-9]{4})==>\3-\1-\2
`;
  expect(read(example)).toEqual([
    'literal p455w0rd → ***REMOVED***',
    'literal foo → bar',
    'literal MM/DD/YYYY → YYYY-MM-DD',
    'glob *666* → ',
    String.raw`regex \bdriver\b → pilot`,
    String.raw`regex ([0-9]{2})/([0-9]{2})/([0-9]{4}) → \3-\1-\2`,
  ]);
});

test("the examples of BFG's tests", () => {
  expect(read('1234')).toEqual(['literal 1234 → ***REMOVED***']);
  expect(read('1234==>')).toEqual(['literal 1234 → ']);
  expect(read('1234==>mypass')).toEqual(['literal 1234 → mypass']);
  expect(read(String.raw`regex:Copyright \w+ (\d{4})==>Copyright Yutan $1`)).toEqual([
    String.raw`regex Copyright \w+ (\d{4}) → Copyright Yutan $1`,
  ]);
  expect(read('Copyright 1999==>Copyright 2013 : Price $1')).toEqual([
    'literal Copyright 1999 → Copyright 2013 : Price $1',
  ]);
});

test('the last ==> counts, Windows line ends and empty lines do not, blanks do', () => {
  expect(read('a==>b==>c\r\n\r\n  x \n')).toEqual(['literal a==>b → c', 'literal   x  → ***REMOVED***']);
});

test('nothing is a comment, and the name says so', () => {
  const { texts } = parse('# my passwords\nsecret');
  expect(texts.map(({ name }) => name)).toEqual([
    'line 1 of file.txt (begins with #: a text, too, as nothing is a comment there)',
    'line 2 of file.txt',
  ]);
});

test.each(['==>x', 'literal:', 'regex:', 'glob:==>x', 'regex:==>'])(
  '%s is refused: it would stand everywhere',
  (line) => {
    expect(() => parse(`fine\n${line}\n`)).toThrow('There is nothing to look for in line 2 of file.txt.');
  },
);

test('a line without ==> takes what the command line says', () => {
  const { texts } = parseReplaceText('a\nb==>c', 'f', { kind: 'same-length' });
  expect(texts.map(({ replacement }) => shownReplacement(replacement))).toEqual(['same-length', 'c']);
});

const bytes = fc.string({
  unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
  maxLength: 30,
});
const lineText = bytes.map((text) => text.replace(/[\r\n]|==>/g, ''));
const prefix = fc.constantFrom('literal:', 'glob:', 'regex:');

test('whatever is written line by line is read back, byte by byte', () => {
  const entry = fc.record({ prefix, text: lineText.filter((text) => text !== ''), marker: fc.option(lineText) });
  fc.assert(
    fc.property(fc.array(entry), fc.constantFrom('\n', '\r\n'), (entries, end) => {
      const lines = entries.map(
        (one) => `${one.prefix}${one.text}${one.marker === null ? '' : `==>${one.marker}`}${end}`,
      );
      const expected = entries.map(
        (one) => `${one.prefix.slice(0, -1)} ${one.text} → ${one.marker ?? '***REMOVED***'}`,
      );
      expect(read(lines.join('')).sort()).toEqual(expected.sort());
    }),
  );
});

test('any bytes are read or refused, and nothing of them is said', () => {
  fc.assert(
    fc.property(bytes, (text) => {
      try {
        for (const { secret, name } of parse(text).texts) {
          expect(secret).toBeInstanceOf(Secret);
          expect(name).toMatch(/^line \d+ of file\.txt/);
        }
      } catch (error) {
        expect((error as Error).message).toMatch(/^There is nothing to look for in line \d+ of file\.txt\.$/);
      }
    }),
  );
});
