import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import type { Rule } from '../../../src/domain/rule.ts';
import { joinParts, type Located } from '../../../src/gate/join-parts.ts';
import type { PlacedClaim } from '../../../src/gate/settle-at-paths.ts';
import { testRule } from '../../support/rule.ts';
import { finding } from '../report/fixtures.ts';

const half = (id: string, part: 'id' | 'secret', name = 'p', required = false): Rule =>
  testRule({ id, family: id, pair: { name, part, required } });
const rules = new Map(
  [
    half('id', 'id'),
    half('key', 'secret'),
    half('token', 'secret'),
    half('other', 'id', 'q'),
    half('public', 'id', 'r', true),
    half('public-p', 'id', 'p', true),
  ].map((r) => [r.id, r]),
);

/** A claim of a rule at a position, and its finding. */
function claimed(rule: string, start: number, changes: Partial<Finding> = {}): [PlacedClaim, Located] {
  const found = finding({ rule, ...changes });
  const { secret, confidence, encodings } = found;
  const candidate = { rule, secret, confidence, encodings, start, end: start + 10 };
  const claim = { candidate, kind: 'blob', oid: '1'.repeat(40), line: 1, column: 1, marks: [] } as const;
  return [
    { claim, places: [{ path: changes.path ?? 'a', before: [] }] },
    { finding: found, age: 0 },
  ];
}

/** Each finding as its rule and those of its parts. */
const joined = (...claims: [PlacedClaim, Located][]): string[] =>
  [...joinParts(new Map(claims), rules).values()].map(({ finding: { rule, parts = [] } }) =>
    [rule, ...parts.map((part) => part.rule)].join('+'),
  );

describe('joinParts', () => {
  it('makes one finding of a secret half and what stands near it, in any order', () => {
    expect(joined(claimed('id', 0), claimed('key', 40), claimed('token', 80))).toEqual(['key+id+token']);
    expect(joined(claimed('key', 0), claimed('id', 40))).toEqual(['key+id']);
  });

  it('keeps the keys of a file apart, each with its own id', () => {
    expect(joined(claimed('id', 0), claimed('key', 40), claimed('id', 60), claimed('key', 100))).toEqual([
      'key+id',
      'key+id',
    ]);
  });

  it('leaves alone what is far away, at another path, of another pair, or no secret', () => {
    expect(joined(claimed('id', 0), claimed('key', 600))).toEqual(['id', 'key']);
    expect(joined(claimed('id', 0), claimed('key', 40, { path: 'b' }))).toEqual(['id', 'key']);
    expect(joined(claimed('other', 0), claimed('key', 40))).toEqual(['other', 'key']);
    expect(joined(claimed('key', 0), claimed('token', 40))).toEqual(['key', 'token']);
  });

  it('is silent about an id that counts beside its secret only, once that is suppressed or another rule’s', () => {
    const suppressed = { by: 'inline', reason: 'made up' } as const;
    expect(joined(claimed('public-p', 0, { tier: 'warn' }), claimed('key', 40, { suppressed }))).toEqual(['key']);
    expect(joined(claimed('public-p', 0, { tier: 'warn' }), claimed('key', 40))).toEqual(['key+public-p']);
    expect(joined(claimed('public', 0, { tier: 'warn' }), claimed('token', 40))).toEqual(['token']);
    expect(joined(claimed('public', 0), claimed('id', 40, { tier: 'warn' }))).toEqual(['public', 'id']);
  });

  it('hides no part that counts behind a finding that does not', () => {
    const suppressed = { by: 'inline', reason: 'made up' } as const;
    expect(joined(claimed('id', 0), claimed('key', 40, { suppressed }))).toEqual(['id', 'key']);
    expect(joined(claimed('id', 0), claimed('key', 40, { tier: 'warn' }))).toEqual(['id', 'key']);
    expect(joined(claimed('id', 0, { tier: 'warn' }), claimed('key', 40, { tier: 'note' }))).toEqual(['id', 'key']);
    expect(joined(claimed('id', 0, { tier: 'warn' }), claimed('key', 40))).toEqual(['key+id']);
    expect(joined(claimed('id', 0, { tier: 'note' }), claimed('key', 40, { tier: 'note' }))).toEqual(['key+id']);
  });
});
