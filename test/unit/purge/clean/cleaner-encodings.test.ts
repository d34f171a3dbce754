import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiteralInspector } from '../../../../src/gate/history/literals/literal-inspector.ts';
import { compileEngineTables } from '../../../../src/rules/engine/compile-tables.ts';
import { Core } from '../../../../src/wasm/core.ts';
import { Searcher } from '../../../support/reference/searcher.ts';
import { testRule } from '../../../support/rule.ts';
import { runs } from '../../../support/runs.ts';
import { ENCODINGS, type Encoding } from './encodings.ts';
import { cleanerOf, MARKER } from './targets.ts';

const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
const filler = fc.string({ unit: fc.constantFrom(...'abcXYZ019 ,;:(){}=\n_-'), maxLength: 90 });

/** What stands in a blob: a secret between other text. */
const content = fc.record({
  secret: fc.oneof(
    fc.string({ unit: printable, minLength: 8, maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'abcdefABCDEF0123456789_/+'), minLength: 8, maxLength: 40 }),
    // Several lines, as keys have them.
    fc
      .array(fc.base64String({ minLength: 24, maxLength: 64 }), { minLength: 3, maxLength: 4 })
      .map((lines) => ['-----BEGIN KEY-----', ...lines, '-----END KEY-----'].join('\n')),
  ),
  before: filler,
  after: filler,
  seed: fc.nat(1000),
});

const NO_RULES = compileEngineTables([
  testRule({ id: 'a', keywords: ['\x01\x02\x03\x04'], pattern: '\x01\x02\x03\x04' }),
]);

const RUNS = runs(100);

/** Each makes tables of its own. */
const PREFILTER_RUNS = Math.ceil(RUNS / 4);

const ONE_WAY = /^(plain|base64|base64 in a document|base64 in lines.*|base64 in YAML|hex.*|utf-.*)$/;

/** Whether there is one way only to write it, given the alphabet, the padding, and lines enough to show how long they are. */
const isExact = (name: string, bytes: Buffer): boolean =>
  ONE_WAY.test(name) && (!/lines|YAML/.test(name) || bytes.toString('latin1').split('\n').length > 4);

describe.each(Object.entries(ENCODINGS))('a secret in %s', (name, encoding) => {
  it('goes, and everything else stays', () => {
    fc.assert(
      fc.property(content, ({ secret, before, after, seed }) => {
        const whole = before + secret + after;
        fc.pre(isOnce(secret, whole) && !MARKER.includes(secret));
        const bytes = encoding.encode(Buffer.from(whole, 'latin1'), seed);
        const cleaner = cleanerOf(secret);
        const result = cleaner.clean(bytes, 'blob');
        const decoded = encoding.decode(result?.bytes ?? bytes).toString('latin1');
        expect(expectedOf(encoding, secret, before, after)).toContain(decoded);
        if (isExact(name, bytes)) {
          // Digits alone don't show in which case hexadecimal ones were written.
          const again = encoding.encode(Buffer.from(decoded, 'latin1'), seed).toString('latin1');
          const after = result!.bytes.toString('latin1');
          const isHex = name.startsWith('hex');
          expect(isHex ? after.toLowerCase() : after).toBe(isHex ? again.toLowerCase() : again);
        }
        expect(cleaner.clean(result!.bytes, 'blob')).toBeUndefined();
        for (const { target, start, end } of result!.replaced) {
          expect(target).toBe(0);
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it('is hit by the prefilter', () => {
    fc.assert(
      fc.property(content, ({ secret, before, after, seed }) => {
        const bytes = encoding.encode(Buffer.from(before + secret + after, 'latin1'), seed);
        fc.pre(cleanable(secret));
        const extraLiterals = cleanerOf(secret).prefilter()!;
        const searcher = new Searcher(NO_RULES, { extraLiterals });
        expect(searcher.found(bytes).some(({ literal }) => literal >= searcher.tables.firstExtra)).toBe(true);
      }),
      { numRuns: PREFILTER_RUNS },
    );
  }, 60_000);

  it('is told by what is around the hits of the prefilter, far from other text', () => {
    fc.assert(
      fc.property(content, fc.nat(3), ({ secret, before, after, seed }, shift) => {
        fc.pre(cleanable(secret));
        const encoded = encoding.encode(Buffer.from(before + secret + after, 'latin1'), seed);
        const far = Buffer.from('other words, line by line;\n'.repeat(2000));
        const whole = Buffer.concat([far.subarray(shift), encoded, Buffer.from('\n'), far]);
        const inspector = new LiteralInspector(new Core(), cleanerOf(secret).prefilter());
        for (const bytes of [encoded, whole, far]) {
          const looked = inspector.copied(bytes);
          const expected = cleanerOf(secret).clean(bytes, 'blob') !== undefined;
          const tells = looked.holds && cleanerOf(secret).tells(bytes, 'blob', inspector.hits(looked));
          expect(tells).toBe(expected);
        }
      }),
      { numRuns: PREFILTER_RUNS },
    );
  }, 60_000);
});

const cleanable = (secret: string): boolean => !MARKER.includes(secret) && !/^\*+$/.test(secret);

function isOnce(secret: string, whole: string): boolean {
  return whole.indexOf(secret) === whole.lastIndexOf(secret) && cleanable(secret);
}

/** Where the length has to stay, as many asterisks; elsewhere the marker. */
function expectedOf({ keepsLength }: Encoding, secret: string, before: string, after: string): string[] {
  const [marked, starred] = [MARKER, '*'.repeat(secret.length)].map((text) => before + text + after) as [
    string,
    string,
  ];
  if (keepsLength === 'unclear') return [marked, starred];
  return [keepsLength ? starred : marked];
}
