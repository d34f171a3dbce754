import { describe, expect, it } from 'vitest';
import { BucketChooser } from '../../../src/wasm/search-buckets.ts';
import { formParts } from '../../../src/wasm/search-form-parts.ts';
import { formsOf } from '../../../src/wasm/search-forms.ts';
import { pairShares } from '../../../src/wasm/search-pair-shares.ts';

const forms = ['token', 'secret', 'password', 'AKIA', 'eyJ', '://', 'sk_live_'].flatMap((text) => formsOf(text, false));

describe('BucketChooser', () => {
  it('keeps base64 and hexadecimal digits in the last two buckets, and frequent beginnings apart', () => {
    const buckets = new BucketChooser().chooseAll(forms);
    forms.forEach(({ kind }, i) => {
      expect(buckets[i]! >= 14).toBe(kind === 'base64' || kind === 'hex');
    });
    expect(new Set(buckets).size).toBeGreaterThan(10);
    const plain = forms.flatMap(({ kind }, i) => (kind === 'plain' ? [buckets[i]] : []));
    expect(new Set(plain).size).toBe(plain.length);
  });

  it('goes on from forms that were given their buckets before', () => {
    const chosen = new BucketChooser().chooseAll(forms);
    const parts = formParts(
      forms.map((form) => ({ form, literal: 0, length: 3, uses: [], start: 1 })),
      chosen,
    );
    const [known, fresh] = [formsOf('token', false), formsOf('tokens', false)];
    // What is there already costs nothing where it is.
    expect(BucketChooser.after(parts).chooseAll(known)).toEqual(chosen.subarray(0, known.length));
    expect(BucketChooser.after(parts).chooseAll(fresh)).toHaveLength(fresh.length);
  });
});

describe('pairShares', () => {
  const shares = pairShares();
  const share = (pair: string): number => shares[pair.charCodeAt(0) + 256 * pair.charCodeAt(1)]!;

  it('knows frequent pairs from rare ones, and how much they are together', () => {
    expect(share('  ')).toBeGreaterThan(share('th'));
    expect(share('th')).toBeGreaterThan(share('qz') * 100);
    expect(share('\0a')).toBeGreaterThan(0);
    const sum = shares.reduce((total, one) => total + one, 0);
    expect(sum).toBeGreaterThan(0.7);
    expect(sum).toBeLessThan(1.4);
  });
});
