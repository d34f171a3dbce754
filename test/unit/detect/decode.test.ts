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
