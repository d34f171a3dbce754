import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Cleaner } from '../../../../src/purge/clean/cleaner.ts';
import { awsKeyId, githubToken } from '../../../support/secrets.ts';
import { cleaned, cleanerOf, MARKER, marker, pattern, text } from './targets.ts';

const token = githubToken();

describe('Cleaner', () => {
  it('says nothing of bytes that hold no text', () => {
    expect(cleanerOf(token).clean(Buffer.from('nothing\0here'), 'blob')).toBeUndefined();
    expect(new Cleaner({ texts: [], patterns: [] }).clean(Buffer.from(token), 'blob')).toBeUndefined();
  });

  it('says what stood where, in which encodings', () => {
    const [before, inner] = ['key: ', Buffer.from(`a=${token}`)];
    const result = cleanerOf('not this one', token).clean(Buffer.from(before + inner.toString('base64')), 'blob');
    const [start, end] = [before.length + 2, before.length + Math.ceil((inner.length * 4) / 3)];
    expect(result?.replaced).toEqual([{ target: 1, start, end, encodings: ['base64'] }]);
  });

  it('replaces a longer text before one that is a part of it', () => {
    const cleaner = cleanerOf('hunter2', 'xx-hunter2-yy');
    expect(cleaned(cleaner, 'hunter2 xx-hunter2-yy')).toBe(`${MARKER} ${MARKER}`);
    expect(cleaner.clean(Buffer.from('xx-hunter2-yy'), 'blob')?.replaced[0]?.target).toBe(1);
  });

  it('replaces each of many places', () => {
    expect(cleaned(cleanerOf(token), `${token}\n`.repeat(20))).toBe(`${MARKER}\n`.repeat(20));
  });

  it('finds each of many texts', () => {
    const secrets = Array.from({ length: 50 }, githubToken);
    const bytes = Buffer.from(secrets.map((secret, i) => `k${i}=${secret}\n`).join(''));
    expect(
      cleanerOf(...secrets)
        .clean(bytes, 'blob')
        ?.bytes.toString(),
    ).toBe(secrets.map((_, i) => `k${i}=${MARKER}\n`).join(''));
  });

  it('takes out what a replacement makes with what stands beside it', () => {
    const cleaner = new Cleaner({ texts: [text('hunter2', marker('AB')), text('xABy', marker('-'))], patterns: [] });
    expect(cleaned(cleaner, 'xhunter2y')).toBe('-');
  });

  it('escapes its replacement where the text was escaped, and nowhere else', () => {
    const cleaner = new Cleaner({ texts: [text('pass"word', marker('a "b" 1'))], patterns: [] });
    expect(cleaned(cleaner, '50%25 \\n pass"word')).toBe('50%25 \\n a "b" 1');
    expect(cleaner.clean(Buffer.from('50%25 \\n pass"word'), 'blob')?.replaced[0]?.encodings).toEqual([]);
    expect(cleaned(cleaner, '{"a":"pass\\"word"}')).toBe('{"a":"a \\"b\\" 1"}');
    expect(cleaned(cleaner, '?a=pass%22word&')).toBe('?a=a%20%22b%22%201&');
  });

  it('puts nothing, if so asked, in any encoding', () => {
    const cleaner = new Cleaner({ texts: [text(token, marker(''))], patterns: [] });
    expect(cleaned(cleaner, `a${token}b`)).toBe('ab');
    const wide = Buffer.from(`abcd${token}b`, 'utf16le');
    expect(cleaner.clean(wide, 'blob')?.bytes.toString('utf16le')).toBe('abcdb');
    expect(cleaner.clean(Buffer.from(wide).swap16(), 'blob')?.bytes.swap16().toString('utf16le')).toBe('abcdb');
    const base64 = Buffer.from(Buffer.from(`abc${token}defg`).toString('base64'));
    expect(Buffer.from(cleaned(cleaner, base64)!, 'base64').toString()).toBe('abcdefg');
  });

  it('keeps the length of what is binary, and where that is asked for', () => {
    const stars = '*'.repeat(token.length);
    expect(cleaned(cleanerOf(token), `\x7fELF\0\0${token}\0`)).toBe(`\x7fELF\0\0${stars}\0`);
    const cleaner = new Cleaner({ texts: [text(token, { kind: 'same-length' })], patterns: [] });
    expect(cleaned(cleaner, `a ${token} b`)).toBe(`a ${stars} b`);
    const wide = Buffer.from(`a ${token} b`, 'utf16le');
    expect(cleaner.clean(wide, 'blob')?.bytes.toString('utf16le')).toBe(`a ${stars} b`);
    const escaped = Array.from(`${token}`, (c) => `%${c.charCodeAt(0).toString(16)}`).join('');
    expect(cleaned(cleaner, escaped)).toBe('%2A'.repeat(token.length));
  });

  it('finds texts that are not ASCII in UTF-8, UTF-16 and JSON', () => {
    const secret = 'pässwörd-für-änne';
    const cleaner = cleanerOf(Buffer.from(secret).toString('latin1'));
    expect(cleaner.clean(Buffer.from(`a${secret}b`), 'blob')?.bytes.toString()).toBe(`a${MARKER}b`);
    const wide = Buffer.from(`\ufeffabc ${secret}!`, 'utf16le');
    expect(cleaner.clean(wide, 'blob')?.bytes.toString('utf16le')).toBe(`\ufeffabc ${MARKER}!`);
    const swapped = Buffer.from(wide).swap16();
    expect(cleaner.clean(swapped, 'blob')?.bytes.swap16().toString('utf16le')).toBe(`\ufeffabc ${MARKER}!`);
    const json = secret.replace(/[^ -~]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
    expect(cleaned(cleaner, `{"a":"${json}"}`)).toBe(`{"a":"${MARKER}"}`);
  });

  it('takes no characters for UTF-16 that have something else between them', () => {
    const spaced = `a\0${Array.from(token).join('x')}`;
    expect(cleanerOf(token).clean(Buffer.from(spaced, 'latin1'), 'blob')).toBeUndefined();
  });

  it('leaves what only looks like gzip, and what is damaged, as it is', () => {
    const damaged = gzipSync(`x ${token}`);
    damaged[damaged.length - 6]! ^= 1;
    expect(cleanerOf(token).clean(damaged, 'blob')).toBeUndefined();
    expect(cleanerOf(token).clean(Buffer.from('1f8b0800', 'hex'), 'blob')).toBeUndefined();
  });

  it('keeps a gzip header, and the members around', () => {
    const [a, b] = [gzipSync('first'), gzipSync(`x ${token}`)];
    const named = Buffer.concat([
      b.subarray(0, 3),
      Buffer.of(8),
      b.subarray(4, 10),
      Buffer.from('a.txt\0'),
      b.subarray(10),
    ]);
    const bytes = cleanerOf(token).clean(Buffer.concat([a, named]), 'blob')!.bytes;
    expect(gunzipSync(bytes).toString()).toBe(`firstx ${MARKER}`);
    expect(bytes.includes('a.txt\0')).toBe(true);
    expect(bytes.subarray(0, a.length)).toEqual(a);
  });

  it('refuses texts and replacements that could never be clean', () => {
    expect(() => cleanerOf('')).toThrow('asterisks only');
    expect(() => cleanerOf('*****')).toThrow('asterisks only');
    expect(() => new Cleaner({ texts: [text('abc', marker('xabcx'))], patterns: [] })).toThrow('holds a text');
  });
});

describe('lines of encoded text', () => {
  const written = (text: string, encoding: 'base64' | 'hex', width: number, lineEnd: string): string =>
    Buffer.from(text)
      .toString(encoding)
      .match(new RegExp(`.{1,${width}}`, 'g'))!
      .join(lineEnd);

  it.each([
    ['base64', 64, '\n'],
    ['base64', 76, '\r\n'],
    ['base64', 48, '\n      '],
    ['hex', 60, '\n'],
  ] as const)('are as long as they were: %s in lines of %i', (encoding, width, lineEnd) => {
    for (let before = 200; before < 260; before++) {
      const [start, end] = ['a'.repeat(before), 'z'.repeat(250)];
      const text = written(`${start}${token}${end}`, encoding, width, lineEnd);
      // Where the last line is as long as the others, those of an unusual width could be texts of their own.
      const isClear =
        width !== 48 ||
        text
          .replace(/=+$/, '')
          .split(lineEnd)
          .some(({ length }) => length !== width);
      const put = isClear ? MARKER : '*'.repeat(token.length);
      expect(cleaned(cleanerOf(token), text)).toBe(written(`${start}${put}${end}`, encoding, width, lineEnd));
    }
  });
});

describe('a name', () => {
  const cleaner = new Cleaner({
    texts: [text(token), text('hunter2', marker('a/b')), text('gone', marker(''))],
    patterns: [],
  });

  it('is one that git and every system accept', () => {
    expect(cleaned(cleaner, `x-${token}.txt`, 'name')).toBe('x-___REMOVED___.txt');
    expect(cleaned(cleaner, 'hunter2', 'name')).toBe('a_b');
    expect(cleaned(cleaner, 'gone', 'name')).toBe('_');
    expect(cleaned(cleaner, '.gonegit', 'name')).toBe('.git_');
    expect(cleaned(cleaner, '.gone.', 'name')).toBe('.._');
    expect(cleaned(cleaner, 'gone.txt', 'name')).toBe('.txt');
  });
});

describe('a text of several lines', () => {
  const lines = Array.from({ length: 5 }, () => randomBytes(48).toString('base64'));
  const short = randomBytes(9).toString('base64');
  const pem = ['-----BEGIN PRIVATE KEY-----', ...lines, short, '-----END PRIVATE KEY-----'];
  const cleaner = cleanerOf(pem.join('\n'));

  it.each([
    ['as it is', pem.join('\n')],
    ['with CRLF', pem.join('\r\n')],
    ['in JSON', JSON.stringify(pem.join('\n')).slice(1, -1)],
    ['in JSON, with CRLF', JSON.stringify(pem.join('\r\n')).slice(1, -1)],
  ])('goes as a whole %s', (_, form) => {
    expect(cleaned(cleaner, `a "${form}" b`)).toBe(`a "${MARKER}" b`);
  });

  it('goes line by line where something stands between; what every key has stays', () => {
    const expected = [pem[0], ...lines.map(() => MARKER), short, pem.at(-1)].map((line) => `  ${line}\n`).join('');
    expect(cleaned(cleaner, pem.map((line) => `  ${line}\n`).join(''))).toBe(expected);
    expect(cleaned(cleaner, `x ${lines[2]} x`)).toBe(`x ${MARKER} x`);
    expect(cleaned(cleaner, `${pem[0]}\nanother\n${pem.at(-1)}`)).toBeUndefined();
    const opensshLine = Buffer.from('openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none\0\0\0').toString('base64');
    expect(cleaned(cleanerOf([opensshLine, ...lines].join('\n')), opensshLine)).toBeUndefined();
  });

  it('goes when it is encoded once more', () => {
    const encoded = Buffer.from(pem.join('\n')).toString('base64');
    expect(Buffer.from(cleaned(cleaner, `tls.key: ${encoded}\n`)!.slice(9), 'base64').toString()).toBe(MARKER);
  });

  it('goes where it was written with line ends escaped and is looked for so', () => {
    expect(cleaned(cleanerOf(pem.join('\\n')), pem.join('\n'))).toBe(MARKER);
  });
});

describe('an expression', () => {
  const with_ = (...patterns: ReturnType<typeof pattern>[]) => new Cleaner({ texts: [], patterns });

  it('is replaced, with its groups, in blobs and messages', () => {
    const cleaner = with_(pattern('regex', '(?m)^(?P<name>pw)=(\\w+)$', marker('\\g<name>=X\\1\\\\')));
    expect(cleaned(cleaner, 'pw=abc\npwx\npw=d\n')).toBe('pw=Xpw\\\npwx\npw=Xpw\\\n');
    expect(cleaned(cleaner, 'pw=abc', 'message')).toBe('pw=Xpw\\');
    expect(cleaned(cleaner, 'pw=abc', 'name')).toBeUndefined();
    expect(cleaner.prefilter()).toBeUndefined();
  });

  it('may match its own replacement if that changes nothing', () => {
    const cleaner = with_(pattern('regex', 'pw=.*', marker('pw=X')));
    expect(cleaned(cleaner, 'a pw=hello')).toBe('a pw=X');
    expect(cleaned(cleaner, 'a pw=X')).toBeUndefined();
  });

  it('can be a glob, within a line, as git-filter-repo has it', () => {
    expect(cleaned(with_(pattern('glob', 'k*y?.')), 'a kxx y1. y2.b\nky')).toBe(`a ${MARKER}b\nky`);
    expect(cleaned(with_(pattern('glob', '[!a]z[0-9]\\1', marker('\\1'))), 'az1\\1 bz1\\1')).toBe('az1\\1 \\1');
  });

  it('keeps the length of binary bytes', () => {
    expect(cleaned(with_(pattern('regex', 'a+b')), 'x\0aaab')).toBe('x\0****');
  });

  it.each([
    ['(?=a)b', 'is not valid'],
    ['(a)\\1', 'is not valid'],
    ['a*', 'matches the empty text'],
    ['\\w{900}\\d{900}\\w{900}\\d{900}', 'is too large'],
  ])('is refused where it could stall, or replace nothing: %s', (source, why) => {
    expect(() => with_(pattern('regex', source))).toThrow(why);
  });

  it('is refused where its replacement has no such group, or is changed again', () => {
    expect(() => with_(pattern('regex', 'abc', marker('\\2')))).toThrow('no such group');
    expect(() => with_(pattern('regex', 'abc', marker('\\g<x>')))).toThrow('no such group');
    expect(() => with_(pattern('regex', 'abc', marker('xabcx')))).toThrow('its own replacement');
  });

  it('stalls on nothing', () => {
    const started = performance.now();
    expect(cleaned(with_(pattern('regex', '(a+)+$x')), 'a'.repeat(200_000))).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(3000);
  });
});

describe('the time that it takes', () => {
  const MIB = 2 ** 20;
  const key = awsKeyId();
  const base64 = randomBytes(6 * MIB).toString('base64');

  it.each([
    ['base64 characters', Buffer.alloc(8 * MIB, 'QUJDabcdefgh12345678/+xyZ')],
    ['random bytes in base64', Buffer.from(base64)],
    ['random bytes', randomBytes(8 * MIB)],
    ['hexadecimal digits', Buffer.alloc(8 * MIB, '0123456789abcdef')],
    ['NULs', Buffer.alloc(8 * MIB)],
    ['UTF-16', Buffer.alloc(8 * MIB, 'a\0b\0')],
    ['escaped characters', Buffer.alloc(8 * MIB, '%41\\u0041\\n')],
    ['beginnings of gzip members', Buffer.alloc(8 * MIB, Buffer.from('1f8b080000000000000301', 'hex'))],
    ['beginnings of the text', Buffer.alloc(8 * MIB, key.slice(0, -1))],
    ['the text', Buffer.alloc(MIB, `${key} `)],
    ['the text in base64', Buffer.from(Buffer.alloc(MIB, `${key} `).toString('base64'))],
  ])(
    'is bounded for %s',
    (_, bytes) => {
      const cleaner = cleanerOf(key);
      const started = performance.now();
      cleaner.clean(bytes, 'blob');
      expect(performance.now() - started).toBeLessThan(4000);
    },
    20_000,
  );
});
