import { describe, expect, it } from 'vitest';
import { BucketChooser } from '../../../src/wasm/search-buckets.ts';
import { formParts } from '../../../src/wasm/search-form-parts.ts';
import { formsOf } from '../../../src/wasm/search-forms.ts';
import { pairShares } from '../../../src/wasm/search-pair-shares.ts';
import { readLookup } from '../../../src/wasm/search-parts.ts';

const probed = (text: string, probe = 0) =>
  formsOf(text, false).map((form) => ({ form, probe: Math.min(probe, form.sets.length - 3) }));
const forms = ['token', 'secret', 'password', 'AKIA', 'eyJ', '://', 'sk_live_'].flatMap((text) => probed(text));

describe('BucketChooser', () => {
  it('keeps base64 and hexadecimal digits in the last four buckets, and frequent beginnings apart', () => {
    const buckets = new BucketChooser().chooseAll(forms);
    forms.forEach(({ form: { kind } }, i) => {
      expect(buckets[i]! >= 28).toBe(kind === 'base64' || kind === 'hex');
    });
    expect(new Set(buckets).size).toBeGreaterThan(10);
    const plain = forms.flatMap(({ form: { kind } }, i) => (kind === 'plain' ? [buckets[i]] : []));
    expect(new Set(plain).size).toBe(plain.length);
  });

  it('goes on from forms that were given their buckets before, by the bytes of their probes', () => {
    const all = [...forms, ...probed('the_rest', 3)];
    const chosen = new BucketChooser().chooseAll(all);
    const parts = formParts(
      all.map(({ form, probe }) => ({
        form,
        probe,
        edge: 'token' as const,
        literal: 0,
        length: 3,
        uses: [],
        start: 1,
      })),
      chosen,
    );
    const [known, fresh] = [probed('the_rest', 3), probed('tokens')];
    // What is there already costs nothing where it is.
    expect(BucketChooser.after(parts).chooseAll(known)).toEqual(chosen.subarray(forms.length));
    expect(BucketChooser.after(parts).chooseAll(fresh)).toHaveLength(fresh.length);
    expect(all.map((_, i) => readLookup(parts.forms[i * 4 + 3]!))).toEqual(
      all.map(({ probe }, i) => ({ bucket: chosen[i], probe, edge: 'token' })),
    );
  });
});

describe('pairShares', () => {
  const shares = pairShares();
  const pairOf = (pair: string): number => pair.charCodeAt(0) + 256 * pair.charCodeAt(1);
  const share = (pair: string): number => shares.pair(pairOf(pair));

  it('knows frequent pairs from rare ones, and how much they are together', () => {
    expect(share('  ')).toBeGreaterThan(share('th'));
    expect(share('th')).toBeGreaterThan(share('qz') * 100);
    expect(share('\0a')).toBeGreaterThan(0);
    const sum = Array.from({ length: 65536 }, (_, pair) => shares.pair(pair)).reduce((total, one) => total + one, 0);
    expect(sum).toBeGreaterThan(0.7);
    expect(sum).toBeLessThan(1.4);
  });

  it('adds up the pairs of two sets, of any second byte where there is none', () => {
    const [form] = formsOf('tH', true);
    const [first, second] = form!.sets;
    expect(shares.of(first!, second)).toBeCloseTo(share('th') + share('tH') + share('Th') + share('TH'), 10);
    expect(shares.of(first!, undefined)).toBeGreaterThan(shares.of(first!, second));
  });

  it('knows what follows a byte', () => {
    expect(shares.follows('q'.charCodeAt(0), 'u'.charCodeAt(0))).toBeGreaterThan(10);
    expect(shares.follows('q'.charCodeAt(0), 'z'.charCodeAt(0))).toBeLessThan(1);
  });
});
