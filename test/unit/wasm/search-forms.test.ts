import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allows, bytesOf, type Form, formsOf } from '../../../src/wasm/search-forms.ts';

const word = fc.string({ unit: fc.constantFrom(...'abzAZ09_-./:$ "'), minLength: 3, maxLength: 24 });

const standsAt = ({ sets }: Form, bytes: Uint8Array, at: number): boolean =>
  at >= 0 && at + sets.length <= bytes.length && sets.every((set, i) => allows(set, bytes[at + i]!));

const ofKind = (text: string, caseless: boolean, kind: string): Form[] =>
  formsOf(text, caseless).filter((form) => form.kind === kind);

/** The only text that a form allows; of several bytes, the first. */
const spelled = ({ sets }: Form): string => String.fromCharCode(...Array.from(sets, (set) => bytesOf(set)[0]));

/** The text, or with letters in any case. */
const spellings = (text: string, caseless: boolean): fc.Arbitrary<string> =>
  caseless
    ? fc
        .array(fc.boolean(), { minLength: text.length, maxLength: text.length })
        .map((upper) => [...text].map((c, i) => (upper[i] ? c.toUpperCase() : c.toLowerCase())).join(''))
    : fc.constant(text);

const sample = fc.tuple(word, fc.boolean()).chain(([text, caseless]) =>
  fc.record({
    text: fc.constant(caseless ? text.toLowerCase() : text),
    caseless: fc.constant(caseless),
    spelling: spellings(text, caseless),
    before: fc.string({ unit: fc.constantFrom(...'xY7'), maxLength: 5 }),
  }),
);

describe('formsOf', () => {
  it('gives forms that stand in the encoded text, where they say', () => {
    fc.assert(
      fc.property(sample, ({ text, caseless, spelling, before }) => {
        const bytes = Buffer.from(`${before}${spelling}tail`, 'latin1');
        const at = before.length;
        for (const form of formsOf(text, caseless)) {
          if (form.kind === 'plain') expect(standsAt(form, bytes, at)).toBe(true);
          if (form.kind === 'hex')
            for (const hex of [bytes.toString('hex'), bytes.toString('hex').toUpperCase()])
              expect(standsAt(form, Buffer.from(hex), at * 2)).toBe(true);
          if (form.kind === 'utf-16') {
            const wide = Buffer.from(bytes.toString('latin1'), 'utf16le');
            expect(standsAt(form, wide, at * 2)).toBe(true);
            expect(standsAt(form, wide.swap16(), at * 2 + 1)).toBe(true);
          }
          if (form.kind === 'base64' && form.skip === at % 3)
            for (const name of ['base64', 'base64url'] as const)
              expect(standsAt(form, Buffer.from(bytes.toString(name)), ((at - form.skip) / 3) * 4 + form.before)).toBe(
                true,
              );
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says where decoding is to begin', () => {
    for (const form of ofKind('sk_live_', false, 'base64')) {
      const encoded = Buffer.from(`${'x'.repeat(3 + form.skip)}sk_live_abc`).toString('base64');
      const at = [...encoded].findIndex((_, i) => standsAt(form, Buffer.from(encoded), i));
      const decoded = Buffer.from(encoded.slice(at - form.before), 'base64');
      expect(decoded.subarray(form.skip).toString()).toBe('sk_live_abc');
    }
    expect(ofKind('sk_live_', false, 'base64').map(({ before, skip }) => [before, skip])).toEqual([
      [0, 0],
      [2, 1],
      [3, 2],
    ]);
  });

  it('leaves out what stands in encoded text by accident', () => {
    expect(formsOf('eyJ', false).map(({ kind }) => kind)).toEqual(['plain', 'utf-16']);
    expect(formsOf('okta', true).map(({ kind }) => kind)).toEqual(['plain', 'utf-16']);
    expect(ofKind('ghp_', false, 'base64').map(({ sets }) => sets.length)).toEqual([5, 4, 5]);
    expect(ofKind('token', true, 'base64').map(({ sets }) => sets.length)).toEqual([6, 6, 6]);
  });

  it('cuts long forms', () => {
    const text = 'BEGIN OPENSSH PRIVATE KEY';
    expect(ofKind(text, false, 'base64').map(({ sets }) => sets.length)).toEqual([16, 16, 16]);
    expect(ofKind(text, false, 'hex').map(({ sets }) => sets.length)).toEqual([24]);
    expect(ofKind(text, false, 'utf-16').map(({ sets }) => sets.length)).toEqual([23]);
  });

  it('escapes slashes, and what RFC 3986 reserves', () => {
    expect(ofKind('a.b/c', false, 'escaped').map(spelled)).toEqual(['a.b\\/c', 'a.b%2fc']);
    expect(ofKind('key=', false, 'escaped').map(spelled)).toEqual(['key%3d']);
    expect(ofKind('a_b-c~d', false, 'escaped')).toEqual([]);
  });
});
