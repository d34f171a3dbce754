import { describe, expect, it } from 'vitest';
import { FREQUENT_GRAMS } from '../../../../src/rules/engine/frequent-grams.ts';
import { ProbeChooser } from '../../../../src/rules/engine/probes.ts';
import { formsOf } from '../../../../src/wasm/search-forms.ts';

const probes = new ProbeChooser();
const plain = (text: string, caseless = false) => formsOf(text, caseless)[0]!;

describe('ProbeChooser', () => {
  it.each([
    ['typezqxj_more', 'zqxj', false],
    ['zqxjfunction', 'zqxj', false],
    ['FUNCTIONzqxj', 'zqxj', true],
    ['client_zwq', '_zwq', false],
  ])('looks for %s by its rare part', (text, rare, caseless) => {
    expect(probes.choose(plain(text, caseless))).toBe(text.indexOf(rare));
  });

  it('looks no further than eight bytes, and never beyond the end', () => {
    expect(probes.choose(plain('functionfunctionzqxj'))).toBeLessThanOrEqual(8);
    for (const text of ['abc', 'abcd', 'functio', 'the return'])
      for (const form of formsOf(text, false)) {
        const probe = probes.choose(form);
        expect(probe).toBeGreaterThanOrEqual(0);
        expect(probe).toBeLessThanOrEqual(Math.max(0, Math.min(8, form.sets.length - 4)));
      }
  });
});

describe('FREQUENT_GRAMS', () => {
  it('has groups of four, each once, that make up most of source code and no more than all', () => {
    const all = [...FREQUENT_GRAMS].flatMap(([exponent, grams]) => {
      expect(grams.length % 4).toBe(0);
      return grams.match(/.{4}/gs)!.map((gram) => ({ gram, share: 2 ** -exponent }));
    });
    expect(new Set(all.map(({ gram }) => gram)).size).toBe(4096);
    const sum = all.reduce((total, { share }) => total + share, 0);
    expect(sum).toBeGreaterThan(0.4);
    expect(sum).toBeLessThan(1);
  });
});
