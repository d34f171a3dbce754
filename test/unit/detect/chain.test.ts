import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../src/detect/chain.ts';
import { DetectorTimeout } from '../../../src/detect/detector-timeout.ts';
import type { Candidate } from '../../../src/domain/candidate.ts';
import type { Detector } from '../../../src/domain/detector.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { genericTestRule, testRule, testToken } from '../../support/rule.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';

const blob = (text: string) => ({ kind: 'file', bytes: Buffer.from(text), offset: 0 }) as const;
const context = { deadline: Number.POSITIVE_INFINITY };

describe('DetectorChain', () => {
  it('names a detector that throws, and keeps what the others found', async () => {
    const broken: Detector = {
      id: 'broken',
      detect: () => {
        throw new Error('no');
      },
    };
    const slow: Detector = { id: 'slow', detect: async () => Promise.reject(new DetectorTimeout('slow')) };
    const chain = new DetectorChain({ rules: [testRule()], plugins: [broken, slow] });
    const { candidates, failures } = await chain.detect(blob(testToken()), context);
    expect(candidates).toHaveLength(1);
    expect(failures).toEqual([
      { detector: 'broken', reason: 'detector-failed' },
      { detector: 'slow', reason: 'detector-timeout' },
    ]);
  });

  it('tells detectors the nearer of the scan’s deadline and their own', async () => {
    const seen: number[] = [];
    const watch: Detector = {
      id: 'watch',
      detect: (_, { deadline }) => {
        seen.push(deadline);
        return [];
      },
    };
    const chain = new DetectorChain({ rules: [], plugins: [watch], timeoutMs: 50 });
    await chain.detect(blob(''), { deadline: 5 });
    await chain.detect(blob(''), context);
    expect(seen[0]).toBe(5);
    expect(seen[1]).toBeLessThanOrEqual(Date.now() + 50);
  });

  it('lets a generic rule give way to a specific one on the same text', async () => {
    const generic = genericTestRule();
    const chain = new DetectorChain({ rules: [generic, testRule()] });
    const { candidates } = await chain.detect(blob(`key=${testToken()}`), context);
    expect(candidates.map(({ rule }) => rule)).toEqual(['test-token']);
  });

  it('reports a secret once that two rules of one family see', async () => {
    const wider = testRule({ id: 'test-token-beside', pattern: 'tok_[0-9a-z]{16}' });
    const chain = new DetectorChain({ rules: [testRule(), wider] });
    expect((await chain.detect(blob(testToken()), context)).candidates.map(({ rule }) => rule)).toEqual(['test-token']);
  });

  it('drops placeholders, words and values of little entropy where a rule asks for it', async () => {
    const generic = testRule({
      id: 'generic',
      keywords: ['key'],
      pattern: 'key=(\\S{4,40})',
      secretGroup: 1,
      maxLength: 46,
      generic: true,
      minEntropy: 2.5,
      minRandomness: 8,
    });
    const chain = new DetectorChain({ rules: [generic] });
    for (const value of [
      ['$', '{API_KEY}'].join(''),
      'changeme-please',
      'process.env.API_KEY',
      'aaaaaaaabbbb',
      'authenticationhandler',
      '<your-key-here>',
    ]) {
      expect((await chain.detect(blob(`key=${value}`), context)).candidates).toEqual([]);
    }
    expect((await chain.detect(blob('key=q7Rz02kPw9XvB4mT'), context)).candidates).toHaveLength(1);
  });

  it('takes no key in hex for words, though its letters are those of common pairs', async () => {
    const generic = testRule({ keywords: ['key'], pattern: 'key=(\\S{4,40})', secretGroup: 1, generic: true });
    const chain = new DetectorChain({ rules: [generic] });
    for (let seed = 1; seed <= 30; seed++) {
      const key = expandTemplate('key={hex:32}', seededRandom(seed));
      expect((await chain.detect(blob(key), context)).candidates).toHaveLength(1);
    }
  });

  it('takes no token for words whose kind is named before its digits in hex, and names it is made of for words still', async () => {
    const shape = { keywords: ['key'], pattern: 'key=(\\S{4,80})', secretGroup: 1, maxLength: 86, generic: true };
    const chain = new DetectorChain({ rules: [testRule({ ...shape, minRandomness: 20 })] });
    const found = async (text: string) => (await chain.detect(blob(text), context)).candidates.length;
    for (const template of ['key=acme_live_{hex:32}', 'key=acme-prod-{uuid}', 'key=acme.v2.{hex:40}']) {
      for (let seed = 1; seed <= 30; seed++) expect(await found(expandTemplate(template, seededRandom(seed)))).toBe(1);
    }
    expect(await found('key=acme_live_cafebabe')).toBe(0);
    expect(await found('key=acme_live_authentication_handler_of_orders')).toBe(0);
  });

  it('never drops a token of a documented form for looking like words', async () => {
    const chain = new DetectorChain({ rules: [testRule()] });
    expect(
      (await chain.detect(blob('tok_thereinthestand'.slice(0, 20).padEnd(20, 'e')), context)).candidates,
    ).toHaveLength(1);
  });

  it('pairs an id with a secret near it, and marks a secret that needs one', async () => {
    const id = testRule({ id: 'pair-id', pair: { name: 'p', part: 'id', required: false } });
    const secret = testRule({
      id: 'pair-secret',
      keywords: ['sec_'],
      pattern: 'sec_[a-z]{4}',
      maxLength: 8,
      confidence: 'medium',
      pair: { name: 'p', part: 'secret', required: true },
    });
    const chain = new DetectorChain({ rules: [id, secret] });
    const near = await chain.detect(blob(`${testToken()}\nsec_abcd`), context);
    expect(near.candidates.map(({ rule, confidence }) => [rule, confidence])).toEqual([
      ['pair-id', 'high'],
      ['pair-secret', 'high'],
    ]);
    expect(near.candidates.map(({ unpaired }) => unpaired)).toEqual([undefined, undefined]);
    expect((await chain.detect(blob('sec_abcd'), context)).candidates).toMatchObject([{ unpaired: true }]);
    const far = await chain.detect(blob(`${testToken()}${'\n'.repeat(600)}sec_abcd`), context);
    expect(far.candidates.map(({ unpaired }) => unpaired)).toEqual([undefined, true]);
  });

  it('lowers a token whose checksum fails, and never hides it', async () => {
    const rule = testRule({
      id: 'github',
      keywords: ['ghp_'],
      pattern: 'ghp_[0-9A-Za-z]{36}',
      maxLength: 40,
      checksum: 'github-crc32',
    });
    const chain = new DetectorChain({ rules: [rule] });
    const { candidates } = await chain.detect(blob(`ghp_${'k7Qz9'.repeat(8).slice(0, 36)}`), context);
    expect(candidates.map(({ confidence }) => confidence)).toEqual(['low']);
  });

  it('passes candidates of plugins on as they are', async () => {
    const claim: Candidate = {
      rule: 'mine',
      secret: new Secret('abc'),
      start: 1,
      end: 4,
      confidence: 'low',
      encodings: [],
    };
    const chain = new DetectorChain({ rules: [], plugins: [{ id: 'mine', detect: () => [claim] }] });
    expect((await chain.detect(blob('xabcx'), context)).candidates).toEqual([claim]);
  });
});
