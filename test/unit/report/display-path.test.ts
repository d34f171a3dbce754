import { expect, test } from 'vitest';
import { Secret } from '../../../src/domain/secret.ts';
import { displayPath, displayText, shellPath, shorten } from '../../../src/report/display-path.ts';
import { redactText } from '../../../src/report/redact.ts';
import { bytesOf, token } from './fixtures.ts';

test.each([
  ['src/a b.ts', 'src/a b.ts'],
  [bytesOf('clé/日本/😀.txt'), 'clé/日本/😀.txt'],
  ['a\nb\tc\x07', '"a\\nb\\tc\\a"'],
  ['\x1b[31mred\x7f', '"\\033[31mred\\177"'],
  ['say "hi"\\', '"say \\"hi\\"\\\\"'],
  ['\xc3\x28\xff\xed\xa0\x80', '"\\303(\\377\\355\\240\\200"'],
  [bytesOf('a\u202Egnp.exe'), '"a\\342\\200\\256gnp.exe"'],
  [bytesOf('a\u200Bb\u00A0c\u0085\u2028'), '"a\\342\\200\\213b\\302\\240c\\302\\205\\342\\200\\250"'],
  ['x ##[add-mask]y', '"x \\043#[add-mask]y"'],
  [' a', '" a"'],
  ['', '""'],
])('%j is shown as %s', (path, shown) => {
  expect(displayPath(path, [])).toBe(shown);
});

test('reasons are escaped with no quotes around them, in whichever encoding they come', () => {
  expect(displayText('it is "ok"\n\x1b[2J', [])).toBe('it is "ok"\\n\\033[2J');
  expect(displayText('日本 é', [])).toBe('日本 é');
  expect(displayText('é', [])).toBe('é');
  expect(displayText(bytesOf('clé'), [])).toBe('clé');
});

test('secrets are redacted before anything else', () => {
  const [one, two] = [token(), token()];
  const secrets = [new Secret(one), new Secret(two)];
  expect(displayPath(`a/${one}-${two}\n`, secrets)).toBe('"a/[secret]-[secret]\\n"');
  expect(shellPath(`a/${one}`, secrets)).toBe(undefined);
});

test('a secret is found with bytes beyond ASCII, percent-encoded, and overlapping another', () => {
  const [head, mid, tail] = [token(), token(), token()];
  const wide = bytesOf(`clé ${head}`);
  expect(redactText(`x${wide}x`, [new Secret(wide)])).toBe('x[secret]x');
  expect(redactText(`xclé ${head}x`, [new Secret(wide)])).toBe('x[secret]x');
  expect(redactText(encodeURIComponent(`clé ${head}`), [new Secret(wide)])).toBe('[secret]');
  const overlapping = [new Secret(head + mid), new Secret(mid + tail), new Secret(mid)];
  expect(redactText(`<${head}${mid}${tail}>`, overlapping)).toBe('<[secret]>');
});

test('secrets of fewer than six characters are left alone', () => {
  expect(redactText('admin/admin1', [new Secret('admin')])).toBe('admin/admin1');
  expect(redactText('admin/admin1', [new Secret('admin1')])).toBe('admin/[secret]');
});

test('a list that has grown is searched whole', () => {
  const [one, two] = [token(), token()];
  const secrets = [new Secret(one)];
  redactText(one + two, secrets);
  secrets.push(new Secret(two));
  expect(redactText(`${one} ${two}`, secrets)).toBe('[secret] [secret]');
});

test('ten thousand secrets in ten thousand paths take no time to speak of', () => {
  const texts = Array.from({ length: 10_000 }, token);
  const secrets = texts.map((text) => new Secret(text));
  const started = performance.now();
  for (const text of texts) expect(redactText(`a/b/${text}/c`, secrets).length).toBe(14);
  expect(performance.now() - started).toBeLessThan(5000);
});

test('long texts lose their middle and never half a character', () => {
  expect(shorten('abcdefgh', 8)).toBe('abcdefgh');
  expect(shorten('abcdefghi', 7)).toBe('abc…ghi');
  expect(shorten('ab😀cdefg😀hi', 7)).toBe('ab…hi');
});

test('a secret in hexadecimal digits or base64, wherever it begins there', () => {
  const bytes = 'hunter2-hunter3?>';
  const secrets = [new Secret(bytes)];
  const hex = Buffer.from(bytes).toString('hex');
  expect(redactText(`a ${hex} b ${hex.toUpperCase()}`, secrets)).toBe('a [secret] b [secret]');
  for (const before of ['', 'x', 'xy', 'xyz'])
    for (const alphabet of ['base64', 'base64url'] as const) {
      const text = Buffer.from(`${before}${bytes}z`).toString(alphabet);
      const printed = redactText(text, secrets);
      expect(printed).toContain('[secret]');
      expect(printed.replace('[secret]', '').length).toBeLessThan(10);
    }
});
