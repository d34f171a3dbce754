import { describe, expect, it } from 'vitest';
import { refine } from '../../../src/detect/refine.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { genericTestRule } from '../../support/rule.ts';

const rule = genericTestRule();
const isKept = (text: string): boolean => {
  const candidate = { rule: rule.id, secret: new Secret(text), start: 0, end: text.length, encodings: [] };
  return refine([{ ...candidate, confidence: 'low' }], new Map([[rule.id, rule]])).length === 1;
};
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('what base64 spells', () => {
  it.each(['changeme', 'change-me', 'your-password', 'placeholder'])('is looked at as if %s stood there', (word) => {
    expect(isKept(word)).toBe(false);
    expect(isKept(base64(word))).toBe(false);
  });

  it('is as random as what it spells: words before digits hide none', () => {
    const digits = base64('shop-app-9b1f4e7ac2d85036e1f7a9b3c4d5e6f7');
    expect(isKept(digits)).toBe(true);
    expect(isKept(base64('the-name-of-the-configuration-of-the-shop'))).toBe(false);
  });
});
