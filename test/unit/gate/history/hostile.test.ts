import { describe, expect, it } from 'vitest';
import { Bench } from '../../../support/history/inspecting.ts';

const LENGTH = 1 << 20;
const DASHES = '-'.repeat(5);
const HEAD = `${DASHES}BEGIN RSA PRIVATE KEY${DASHES}`;
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What costs most, one behind the other, with nothing between. */
const REPEATED: Readonly<Record<string, string>> = {
  keywords: 'password=',
  'keywords and values': 'password="aB3xK9mQ2",',
  'heads of keys': `${HEAD}\n`,
  'heads of keys, far apart': `${HEAD}${'A1b2'.repeat(43)}`,
  'base64 of keywords': base64('password='),
  'base64 of heads of keys': base64(`${HEAD}MII`),
  'wrapped base64 of keywords': `${base64(`${'x'.repeat(30)}password="aB3xK9"`).slice(0, 64)}\n`,
  'hex of heads of keys': Buffer.from(HEAD).toString('hex'),
  'UTF-16 of heads of keys': Buffer.from(HEAD, 'utf16le').toString('latin1'),
  'heads of JWTs': 'eyJhbGciOiJIUzI1NiJ9.',
  'starts of JSON': 'eyJ',
  'escaped addresses': 'https:\\/\\/hooks.slack.com\\/services\\/',
};

// Measured on an idle machine: 0.01 to 6 s. What grows with the square of the length would take minutes.
const PATIENCE_MS = 40_000;

describe('a million bytes that repeat', () => {
  it.each(Object.entries(REPEATED))('%s', (_, text) => {
    const bench = new Bench();
    const bytes = Buffer.alloc(LENGTH, text, 'latin1');
    const begun = performance.now();
    bench.inspector.whole(bench.place(bytes), bytes.length);
    expect(performance.now() - begun).toBeLessThan(PATIENCE_MS);
  });
});
