import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../src/domain/rule.ts';
import { Secret } from '../../../src/domain/secret.ts';
import { type PlacedClaim, settleAtPaths } from '../../../src/gate/settle-at-paths.ts';
import { testRule } from '../../support/rule.ts';

const SCOPED = testRule({ id: 'scoped', family: 'scoped', generic: true, paths: '^a$' });
const GENERIC = testRule({ id: 'generic', family: 'generic', generic: true, confidence: 'low' });
const SPECIFIC = testRule({ id: 'specific', family: 'specific' });
const rules: ReadonlyMap<string, Rule> = new Map([SCOPED, GENERIC, SPECIFIC].map((rule) => [rule.id, rule]));

function placed({ id, confidence }: Rule, path: string, start = 4): PlacedClaim {
  const span = { start, end: start + 8 };
  return {
    claim: {
      candidate: { rule: id, secret: new Secret('value'), confidence, encodings: [], ...span },
      ...{ kind: 'blob', oid: '1'.repeat(40), line: 1, column: 1, marks: [] },
    },
    places: [{ path, before: [] }],
  };
}

const left = (claims: readonly PlacedClaim[]): string[] =>
  settleAtPaths(claims, rules).map(({ claim, places }) => `${claim.candidate.rule} ${places[0]!.path}`);

describe('settleAtPaths', () => {
  it('leaves a rule for the path where a generic one found the same text', () => {
    expect(left([placed(GENERIC, 'a'), placed(SCOPED, 'a')])).toEqual(['scoped a']);
  });

  it('leaves a specific rule where one for the path found the same text', () => {
    expect(left([placed(SCOPED, 'a'), placed(SPECIFIC, 'a')])).toEqual(['specific a']);
  });

  it('keeps what stands at another path or place', () => {
    const claims = [placed(GENERIC, 'b'), placed(SCOPED, 'a'), placed(GENERIC, 'a', 40)];
    expect(left(claims)).toEqual(['generic b', 'scoped a', 'generic a']);
  });
});
