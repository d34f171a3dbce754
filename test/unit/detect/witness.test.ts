import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetectorChain } from '../../../src/detect/chain.ts';
import { userRulesDetector } from '../../../src/detect/user-rules/user-rules-detector.ts';
import type { Candidate } from '../../../src/domain/candidate.ts';
import type { Secret } from '../../../src/domain/secret.ts';
import type { Note, Witness } from '../../../src/domain/witness.ts';
import { genericTestRule, testRule, testToken } from '../../support/rule.ts';

/** Keeps what it is told, by the candidates' secrets. */
function collector() {
  const found = new Map<Secret, Candidate>();
  const notes = new Map<Secret, Note[]>();
  const looked: { rule: string; text: string }[] = [];
  const witness: Witness = {
    looked: ({ id }, bytes, positions) => {
      for (const at of positions) looked.push({ rule: id, text: bytes.toString('latin1', at, at + 4) });
    },
    matched: () => {},
    inside: () => witness,
    found: (candidates) => {
      for (const candidate of candidates) found.set(candidate.secret, candidate);
    },
    noted: ({ secret }, note) => {
      notes.set(secret, [...(notes.get(secret) ?? []), note]);
    },
  };
  return { witness, found, notes, looked };
}

const generic = genericTestRule();
const half = testRule({
  id: 'half',
  keywords: ['sec_'],
  pattern: 'sec_[a-z]{4}',
  maxLength: 8,
  pair: { name: 'p', part: 'secret', required: true },
});
const other = testRule({
  id: 'other-half',
  keywords: ['idn_'],
  pattern: 'idn_[a-z]{4}',
  maxLength: 8,
  pair: { name: 'p', part: 'id', required: false },
});
const rules = [testRule(), generic, half, other];

const detect = (chain: DetectorChain, text: string, witness?: Witness) => {
  const context = { deadline: Number.POSITIVE_INFINITY };
  const blob = { kind: 'file', bytes: Buffer.from(text, 'latin1'), offset: 0 } as const;
  return chain.detect(blob, witness ? { ...context, witness } : context);
};

describe('a witness of the chain', () => {
  const wide = (text: string) => [...text].map((character) => `${character}\0`).join('');
  const encoded = (text: string) => Buffer.from(`the value is ${text}`).toString('base64');
  const values = [
    'changeme',
    'authenticationhandler',
    'aaaaaaaabbbb',
    '12121331',
    'q7Rz02kPw9XvB4mT',
    testToken(),
    testToken(1),
  ];
  const piece = fc.oneof(
    fc.constantFrom(...values, ...values.map((value) => `key=${value}`), 'sec_abcd', 'idn_abcd', 'key', 'tok_'),
    fc.constantFrom(...values, 'sec_abcd').map(encoded),
    fc.constantFrom(...values).map(wide),
    fc.constantFrom(' ', '\n', '\n'.repeat(600)),
  );

  it('is told why a candidate was dropped, by the check that dropped it and by no other', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const chain = new DetectorChain({ rules });
        const { witness, found, notes } = collector();
        const { candidates } = await detect(chain, pieces.join(' '), witness);
        const kept = new Set(candidates.map(({ secret }) => secret));
        for (const [secret] of found) {
          const all = notes.get(secret) ?? [];
          const drops = all.filter((note) => note.drops);
          expect(drops).toEqual(kept.has(secret) ? [] : all.slice(-1));
          for (const { check } of drops) seen.add(check);
        }
        expect([...kept].every((secret) => found.has(secret))).toBe(true);
        const alone = await detect(chain, pieces.join(' '));
        expect(candidates.map(({ rule, start }) => [rule, start])).toEqual(
          alone.candidates.map(({ rule, start }) => [rule, start]),
        );
      }),
      { numRuns: 300 },
    );
    expect([...seen].sort()).toEqual(['entropy', 'overlap', 'placeholder', 'randomness']);
  });

  it('is told of each place where a keyword stands, in decoded text too', async () => {
    const { witness, looked } = collector();
    await detect(new DetectorChain({ rules: [testRule()] }), `tok_ and ${encoded(testToken())}`, witness);
    expect(looked).toEqual([
      { rule: 'test-token', text: 'tok_' },
      { rule: 'test-token', text: 'tok_' },
    ]);
  });

  it('is told of a user’s rule where its keywords stand, in whatever case, and of none where they don’t', async () => {
    const rule = (id: string, keyword: string) =>
      ({ id, title: id, pattern: '[0-9]{8}', keywords: [keyword], tier: 'block' }) as const;
    const userRules = await userRulesDetector([rule('mine', 'acme'), rule('absent', 'nowhere')]);
    const { witness, looked } = collector();
    await detect(new DetectorChain({ rules: [], userRules }), 'ACME then acme', witness);
    expect(looked).toEqual([
      { rule: 'mine', text: 'ACME' },
      { rule: 'mine', text: 'acme' },
    ]);
  });
});
