import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../src/detect/chain.ts';
import { testRule, testToken } from '../../support/rule.ts';

const chain = new DetectorChain({ rules: [testRule()] });
const token = testToken();
const plain = Buffer.from(`export TOKEN=${token}\n`);

async function find(bytes: Buffer) {
  const { candidates, failures } = await chain.detect(
    { kind: 'file', bytes, offset: 0 },
    { deadline: Number.POSITIVE_INFINITY },
  );
  expect(failures).toEqual([]);
  return candidates;
}

const bigEndian = (text: Buffer): Buffer => Buffer.from(text.toString(), 'utf16le').swap16();
const utf32 = (text: Buffer): Buffer => Buffer.from([...text].flatMap((byte) => [byte, 0, 0, 0]));
const utf32be = (text: Buffer): Buffer => Buffer.from([...text].flatMap((byte) => [0, 0, 0, byte]));
const wrap = (text: string, at: number): string => text.replace(new RegExp(`.{${at}}`, 'g'), '$&\n    ');
const percent = (text: Buffer): string => [...text].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const base64Of = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('base64'));

const ENCODINGS: Record<string, (text: Buffer) => Buffer> = {
  'utf-16le': (text) => Buffer.from(text.toString(), 'utf16le'),
  'utf-16le with a mark': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be': bigEndian,
  'utf-16be without a last line end': (text) => bigEndian(text.subarray(0, -1)),
  'utf-16 behind an odd byte': (text) => Buffer.concat([Buffer.from('x'), Buffer.from(text.toString(), 'utf16le')]),
  'utf-32le': utf32,
  'utf-32be': (text) => utf32be(text.subarray(0, -1)),
  base64: (text) => Buffer.from(text.toString('base64')),
  base64url: (text) => Buffer.from(text.toString('base64url')),
  'base64 behind a path': (text) => Buffer.from(`/data/${text.toString('base64')}`),
  'wrapped base64': (text) =>
    Buffer.from(wrap(Buffer.concat([Buffer.alloc(100, 'lorem ipsum '), text]).toString('base64'), 64)),
  hex: (text) => Buffer.from(text.toString('hex')),
  'hex behind a digit': (text) => Buffer.from(`0${text.toString('hex')}`),
  percent: (text) => Buffer.from(percent(text)),
  'a \\u escape': (text) => Buffer.from(text.toString().replace('tok_', 'tok\\u005f')),
  'a \\x escape': (text) => Buffer.from(text.toString().replace('tok_', '\\x74ok_')),
  'base64 of base64': (text) => Buffer.from(Buffer.from(text.toString('base64')).toString('base64')),
  'utf-16 in base64': (text) => Buffer.from(Buffer.from(text.toString(), 'utf16le').toString('base64')),
  'base64 in utf-16': (text) => Buffer.from(text.toString('base64'), 'utf16le'),
  'utf-32be with a mark': (text) => Buffer.concat([Buffer.of(0, 0, 0xfe, 0xff), utf32be(text)]),
  'decimal entities': (text) => Buffer.from([...text].map((byte) => `&#${byte};`).join('')),
  'hexadecimal entities': (text) => Buffer.from([...text].map((byte) => `&#x00${byte.toString(16)};`).join('')),
  'a named entity': (text) => Buffer.from(text.toString().replace('tok_', 'tok&lowbar;')),
  'gzip in base64': (text) => Buffer.from(gzipSync(text).toString('base64')),
  'gzip in base64, without its trailer': (text) => Buffer.from(gzipSync(text).subarray(0, -8).toString('base64url')),
  'gzip in base64 behind a path': (text) => Buffer.from(`/data/${gzipSync(text).toString('base64')}`),
  'gzip in base64 twice, as Helm keeps releases': (text) => Buffer.from(base64Of(base64Of(gzipSync(text)))),
  'gzip in hex': (text) => Buffer.from(gzipSync(text).toString('hex')),
  'base64 five times': (text) => [1, 2, 3, 4, 5].reduce((inner) => base64Of(inner), text),
  'hex in lines': (text) => Buffer.from(wrap(text.toString('hex'), 60)),
};

describe('the detector chain on encoded text', () => {
  it.each(Object.entries(ENCODINGS))('finds a token in %s, and leads it back to its bytes', async (_, encode) => {
    const encoded = encode(plain);
    const bytes = Buffer.concat([Buffer.from('first line\n'), encoded, Buffer.from('\nlast line\n')]);
    const found = await find(bytes);
    expect(found.map(({ secret }) => secret.reveal())).toEqual([token]);
    expect(found[0]!.encodings.length).toBeGreaterThan(0);
    // The span holds the encoded token, give or take the bytes that an encoded character shares with its neighbours.
    expect(found[0]!.start).toBeGreaterThanOrEqual(11);
    expect(found[0]!.end).toBeLessThanOrEqual(11 + encoded.length);
    const [again] = await find(bytes.subarray(Math.max(0, found[0]!.start - 60), found[0]!.end + 60));
    expect(again?.secret.reveal()).toBe(token);
  });

  it('reports plain text once, also where the line has escapes', async () => {
    const found = await find(Buffer.from(`url=http://x/%20?t=${token}&more=%41`));
    expect(found).toHaveLength(1);
    expect(found[0]!.encodings).toEqual([]);
  });

  it('maps a base64 position to within three characters', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(200), fc.nat(40), async (before, after) => {
        const text = Buffer.from(`${'a b '.repeat(before).slice(0, before)} ${token} ${'c'.repeat(after)}`);
        const [found] = await find(Buffer.from(`x = "${text.toString('base64')}"`));
        const exact = 5 + Math.floor((text.indexOf(token) * 4) / 3);
        expect(Math.abs(found!.start - exact)).toBeLessThanOrEqual(3);
      }),
      { numRuns: 100 },
    );
  });

  it('finds a token wherever an encoder broke it over lines, and leads it back to the line that it begins in', async () => {
    const breaks: readonly ((line: string) => string)[] = [
      (line) => `${line}\n`,
      (line) => `            ${line}\r\n`,
      (line) => `# ${line}\n`,
      (line) => `${line}\\n`,
      (line) => `${line}\\r\\n`,
      (line) => `  "${line}" +\n`,
      (line) => `  + '${line}\\n'\n`,
      (line) => `${line}\\\n`,
    ];
    const widths = fc.constantFrom(60, 64, 72, 76);
    await fc.assert(
      fc.asyncProperty(fc.nat(150), widths, fc.constantFrom(...breaks), async (before, width, broken) => {
        const text = Buffer.from(`${'a b '.repeat(50).slice(0, before)} ${token} ${'c d '.repeat(30)}`);
        const lines = text.toString('base64').match(new RegExp(`.{1,${width}}`, 'g'))!;
        const head = 'data: |\n';
        const found = await find(Buffer.from(head + lines.map(broken).join('')));
        expect(found.map(({ secret }) => secret.reveal())).toEqual([token]);
        const line = Math.floor((text.indexOf(token) * 4) / 3 / width);
        const from = head.length + line * broken(lines[0]!).length;
        expect(found[0]!.start).toBeGreaterThanOrEqual(from);
        expect(found[0]!.start).toBeLessThan(from + broken(lines[0]!).length);
      }),
      { numRuns: 300 },
    );
  });

  it('takes hexadecimal and base64 values in a list for texts of their own', async () => {
    for (const encoding of ['hex', 'base64'] as const) {
      const tokens = [0, 1, 2].map(testToken);
      // So long that base64 needs no padding.
      const list = tokens.map((text) => `  "${Buffer.from(`${text} and more of it`).toString(encoding)}",\n`);
      const found = await find(Buffer.from(list.join('')));
      expect(found.map(({ secret }) => secret.reveal())).toEqual(tokens);
    }
  });

  it('leaves what is no escape as it is', async () => {
    for (const text of ['&#256;', '&#x141;', '&lowba;', '%zz', '&amp', '&;'])
      expect(await find(Buffer.from(`${text}\n${token.replace('_', text)}`))).toEqual([]);
  });

  it('inflates no bomb, and says that it did not', async () => {
    const bomb = base64Of(gzipSync(Buffer.alloc(50_000_000)));
    const bytes = Buffer.concat([plain, bomb, Buffer.from('\n'), base64Of(plain)]);
    const before = process.memoryUsage().rss;
    const { candidates, failures } = await chain.detect(
      { kind: 'file', bytes, offset: 0 },
      { deadline: Number.POSITIVE_INFINITY },
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
    expect(candidates).toHaveLength(2);
    expect(failures).toEqual([{ detector: 'encoded', reason: 'nested-encodings' }]);
  });

  it('leads two tokens in gzip back in order, to within the member, however damaged others are', async () => {
    const member = gzipSync(
      Buffer.from(`${'lorem ipsum '.repeat(50)}${token}\n${'dolor '.repeat(90)}${testToken(1)}\n`),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(member.length - 1), fc.nat(255), fc.nat(40), async (at, byte, cut) => {
        const damaged = Buffer.from(member);
        damaged[at] = byte;
        const ahead = Buffer.concat([Buffer.from('a: '), base64Of(damaged.subarray(0, -cut)), Buffer.from('\nb: ')]);
        const { candidates } = await chain.detect(
          { kind: 'file', bytes: Buffer.concat([ahead, base64Of(member)]), offset: 0 },
          { deadline: Number.POSITIVE_INFINITY },
        );
        // Damaged members may still be inflated, into the whole one, to the same tokens and to others.
        const last = (text: string) => candidates.findLast(({ secret }) => secret.reveal() === text)!;
        const [first, second] = [last(token), last(testToken(1))];
        expect(first.start).toBeGreaterThanOrEqual(ahead.length);
        expect(first.start).toBeLessThan(second.start);
        expect(second.end).toBeLessThanOrEqual(ahead.length + base64Of(member).length);
      }),
      { numRuns: 200 },
    );
  });

  it('never throws and ends on any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        await find(Buffer.from(bytes));
      }),
      { numRuns: 200 },
    );
    await find(gzipSync(Buffer.alloc(100_000, 'x')));
  });
});
