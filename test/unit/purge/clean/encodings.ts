import { gunzipSync, gzipSync } from 'node:zlib';

/** A way to write bytes, and to read them again, that knows nothing of the cleaner. */
export interface Encoding {
  readonly encode: (text: Buffer, seed: number) => Buffer;
  readonly decode: (bytes: Buffer) => Buffer;
  /** The bytes must stay as long as they are, so no marker can be put there; `unclear`: where lines don't show that they are one text. */
  readonly keepsLength?: true | 'unclear';
}

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const textOf = (bytes: Buffer): string => bytes.toString('latin1');

const between = (before: string, after: string, inner: Encoding): Encoding => ({
  encode: (bytes, seed) => Buffer.concat([latin1(before), inner.encode(bytes, seed), latin1(after)]),
  decode: (bytes) => inner.decode(bytes.subarray(before.length, bytes.length - after.length)),
});

const over = (outer: Encoding, inner: Encoding): Encoding => ({
  encode: (bytes, seed) => outer.encode(inner.encode(bytes, seed), seed),
  decode: (bytes) => inner.decode(outer.decode(bytes)),
});

const perCharacter = (write: (character: string) => string, read: (text: string) => string): Encoding => ({
  encode: (bytes) => latin1(Array.from(textOf(bytes), write).join('')),
  decode: (bytes) => latin1(read(textOf(bytes))),
});

const digits = (character: string, count: number): string => character.charCodeAt(0).toString(16).padStart(count, '0');
const asJson = (text: string): string => JSON.parse(`"${text}"`) as string;
const fromHex = (mark: RegExp) => (text: string) =>
  text.replace(mark, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

const wrapped = (width: number, lineEnd: string, first = width): Encoding => ({
  encode(bytes) {
    const characters = bytes.toString('base64');
    const lines = characters.slice(first).match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
    return latin1([characters.slice(0, first), ...lines].join(lineEnd));
  },
  decode: (bytes) => Buffer.from(textOf(bytes).replace(/\s/g, ''), 'base64'),
});

const base64: Encoding = {
  encode: (bytes) => latin1(bytes.toString('base64')),
  decode: (b) => Buffer.from(textOf(b), 'base64'),
};
const base64url: Encoding = { ...base64, encode: (bytes) => latin1(bytes.toString('base64url')) };
const unpadded: Encoding = { ...base64, encode: (bytes) => latin1(bytes.toString('base64').replace(/=+$/, '')) };
const hex: Encoding = {
  encode: (bytes) => latin1(bytes.toString('hex')),
  decode: (b) => Buffer.from(textOf(b), 'hex'),
};
const hexUpper: Encoding = { ...hex, encode: (bytes) => latin1(bytes.toString('hex').toUpperCase()) };
const hexLines: Encoding = {
  encode: (bytes) =>
    latin1(
      bytes
        .toString('hex')
        .match(/.{1,60}/g)!
        .join('\n'),
    ),
  decode: (b) => Buffer.from(textOf(b).replaceAll('\n', ''), 'hex'),
};
const utf16: Encoding = {
  encode: (bytes) => Buffer.from(textOf(bytes), 'utf16le'),
  decode: (b) => latin1(Buffer.from(b).toString('utf16le')),
};
const swapped = (inner: Encoding): Encoding => ({
  encode: (bytes, seed) => inner.encode(bytes, seed).swap16(),
  decode: (b) => inner.decode(Buffer.from(b).swap16()),
});
const utf32: Encoding = {
  encode: (bytes) => Buffer.concat(Array.from(bytes, (byte) => Buffer.of(byte, 0, 0, 0))),
  decode: (bytes) => bytes.filter((_, i) => i % 4 === 0) as Buffer,
};
const utf32be: Encoding = {
  encode: (bytes) => Buffer.concat(Array.from(bytes, (byte) => Buffer.of(0, 0, 0, byte))),
  decode: (bytes) => bytes.filter((_, i) => i % 4 === 3) as Buffer,
};
const gzip: Encoding = {
  encode: (bytes, seed) => gzipSync(bytes, { level: seed % 10 }),
  decode: (b) => gunzipSync(b),
};
const json = perCharacter((character) => JSON.stringify(character).slice(1, -1), asJson);
const uri: Encoding = perCharacter(encodeURIComponent, decodeURIComponent);

/** All that must be found, however it is laid out. */
export const ENCODINGS: Readonly<Record<string, Encoding>> = {
  plain: { encode: (bytes) => bytes, decode: (bytes) => bytes },
  base64,
  'base64 in a document': between('key: ', '\nnext: 1\n', base64),
  'base64 for URLs': between('?token=', '&x', base64url),
  'base64 without padding': between('"', '"', unpadded),
  'a part of a JSON web token': between('eyJh.', '.sig', base64url),
  'base64 in lines of 64': between('', '\n', wrapped(64, '\n')),
  'base64 in lines of 76, CRLF': between('', '\r\n', wrapped(76, '\r\n')),
  'base64 in YAML': between('data: |\n    ', '\nmore: 1\n', wrapped(60, '\n    ')),
  'base64 that begins behind a key': { ...between('k: ', '\n', wrapped(76, '\n  ', 73)), keepsLength: 'unclear' },
  'base64 behind something else': { ...between('path/x', '', base64), keepsLength: true },
  hex: between('x=', '\n', hex),
  'hex, upper case': between('x=', '\n', hexUpper),
  'hex in lines': between('', '\n', hexLines),
  'utf-16le': utf16,
  'utf-16be': swapped(utf16),
  'utf-16le with a mark': between('\xff\xfe', '', utf16),
  'utf-16be with a mark': between('\xfe\xff', '', swapped(utf16)),
  'utf-16 in other data': { ...between('\x01\0\0', '\0\x02\x03', utf16), keepsLength: true },
  'utf-32le': utf32,
  'utf-32be': utf32be,
  JSON: between('{"a":"', '"}', json),
  'JSON with slashes escaped': between(
    '{"a":"',
    '"}',
    perCharacter((c) => (c === '/' ? '\\/' : JSON.stringify(c).slice(1, -1)), asJson),
  ),
  'JSON as Go writes it': between(
    '"',
    '"',
    perCharacter((c) => (/[<>&]/.test(c) ? `\\u00${digits(c, 2)}` : JSON.stringify(c).slice(1, -1)), asJson),
  ),
  'JSON as .NET writes it': between(
    '"',
    '"',
    perCharacter(
      (c) => (/["&'+<>`]/.test(c) ? `\\u00${digits(c, 2).toUpperCase()}` : JSON.stringify(c).slice(1, -1)),
      asJson,
    ),
  ),
  'a URI component': between('https://x/?q=', '', uri),
  'a URI component, strict': perCharacter(
    (c) => (/[\w.~-]/.test(c) ? c : `%${digits(c, 2).toUpperCase()}`),
    decodeURIComponent,
  ),
  'all %XX': perCharacter((c) => `%${digits(c, 2)}`, decodeURIComponent),
  'all \\uXXXX': perCharacter((c) => `\\u${digits(c, 4)}`, asJson),
  'all \\xXX': perCharacter((c) => `\\x${digits(c, 2)}`, fromHex(/\\x(..)/g)),
  gzip,
  'gzip in other data': between('abc\0', '\0\0', gzip),
  'gzip in base64': between('release: ', '\n', over(base64, gzip)),
  'gzip in base64 for URLs': over(base64url, gzip),
  'gzip in base64 in base64': over(base64, over(base64, gzip)),
  'base64 in gzip': over(gzip, base64),
  'gzip in gzip': over(gzip, gzip),
  'base64 in base64': over(base64, base64),
  'base64 in base64 in lines': between('', '\n', over(wrapped(76, '\n'), base64)),
  'JSON in base64': over(base64, between('{"a":"', '"}', json)),
  'utf-16 in base64': over(base64, utf16),
  'utf-16be in hex': over(hex, swapped(utf16)),
  'base64 in utf-16': over(utf16, base64),
  'base64 in hex': over(hex, base64),
  'hex in base64': over(base64, hex),
  'base64 in a URI': between('?a=', '&', over(uri, base64)),
  'JSON in JSON': between('"', '"', over(json, between('{"a":"', '"}', json))),
};
