import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnTexts } from '../../../../src/purge/rejoin/learn-texts.ts';
import { PurgedTexts } from '../../../../src/purge/rejoin/purged-texts.ts';

const learn = (old: string, now: string) => learnTexts(Buffer.from(old, 'latin1'), Buffer.from(now, 'latin1'));

const textsOf = (old: string, now: string): PurgedTexts =>
  new PurgedTexts(learn(old, now), [Buffer.from(now, 'latin1')]);

const M = '***REMOVED***';

describe('learned texts', () => {
  it.each([
    ['password = "unlucky-words"\n', `password = "${M}"\n`, ['unlucky-words']],
    ['a=first-one; b=other-one\n', `a=${M}; b=${M}\n`, ['first-one', 'other-one']],
    ['key: tok_words_123456\n', 'key: tok_removed\n', ['tok_words_123456']],
    ['k=*unlucky*\n', '*********\n'.replace(/^\*\*/, 'k='), ['unlucky']],
    ['x\nbegin\nunlucky\nend\ny\n', `x\n${M}\ny\n`, ['begin\nunlucky\nend']],
    ['pin = 1234\n', `pin = ${M}\n`, []],
    ['as it is\n', 'as it is\n', []],
    ['\0unlucky-words', `\0${M}`, []],
  ])('%j, %j: %j', (old, now, texts) => {
    expect(learn(old, now).map(({ text }) => text)).toEqual(texts);
  });

  it('explain what a purge of a text does, and take it out of other texts', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9_+/-]{8,20}$/).map((text) => `Q7${text}`);
    const around = fc
      .array(fc.constantFrom(' a = ', '"', ' ', '\n', ' url://', ';', '{}'), { maxLength: 5 })
      .map((all) => all.join(''));
    fc.assert(
      fc.property(word, around, around, around, (secret, before, between, after) => {
        const text = `${before}${secret}${between}\n${secret}${after}`;
        const now = Buffer.from(text.replaceAll(secret, M));
        const texts = textsOf(text, now.toString());
        expect(texts.explains(Buffer.from(text), now)).toBe(true);
        const own = Buffer.from(`mine: "${secret}"\n`);
        expect(texts.clean(own, 'blob')?.bytes.toString()).toBe(`mine: "${M}"\n`);
        expect(texts.tellsPart(Buffer.from(`mine: ${secret.slice(0, -1)}`))).toBe(true);
        expect(texts.tellsPart(Buffer.from('mine: nothing of it'))).toBe(false);
      }),
    );
  });

  it('know no text that still stands in the history as it is now', () => {
    const texts = textsOf('a=production\nb=production\n', 'a=***\nb=production\n');
    expect(texts.clean(Buffer.from('production'), 'blob')).toBeUndefined();
    expect(texts.tellsPart(Buffer.from('production'))).toBe(false);
  });
});
