import { describe, expect, it } from 'vitest';
import { type CoverageNotes, checkNotes, coverageOf } from '../../../../src/rules/docs/coverage.ts';
import { coveragePage } from '../../../../src/rules/docs/coverage-page.ts';
import { readGithubPatterns } from '../../../../src/rules/docs/github-patterns.ts';
import { ruleFile } from '../../../support/rule-file.ts';

const PATTERNS = readGithubPatterns(
  [
    '# where it comes from',
    'Acme|acme_token|push',
    'Acme|acme_id,acme_secret|push',
    'Acme|acme_old_key|',
    'Zed|zed_key,zed_name|',
    'Zed|zed_token|push',
    '',
  ].join('\n'),
);
const FILES = [
  ruleFile({ rules: [{ id: 'acme-token' }, { id: 'acme-secret' }, { id: 'acme-old', secretType: 'other' }] }),
  ruleFile({ provider: 'Zed', rules: [{ id: 'zed-key', tier: 'warn' }] }),
];
const notes = (changes: Partial<CoverageNotes> = {}): CoverageNotes => ({ coveredBy: {}, reasons: {}, ...changes });

describe('coverageOf', () => {
  it('joins rows and rules by type: all parts, some, none', () => {
    const rows = coverageOf(PATTERNS, FILES, notes());
    expect(rows.map(({ state, rules, reasons }) => [state, rules.map(({ id }) => id), reasons])).toEqual([
      ['covered', ['acme-token'], []],
      ['partly', ['acme-secret'], ['not yet']],
      ['none', [], ['not yet']],
      ['partly', ['zed-key'], ['not yet']],
      ['none', [], ['not yet']],
    ]);
  });

  it('counts a part that is public, and a rule for another type', () => {
    const known = notes({ coveredBy: { acme_old_key: ['acme-old'] }, reasons: { acme_id: 'public (an id)' } });
    const rows = coverageOf(PATTERNS, FILES, known);
    expect(rows.slice(0, 3).map(({ state }) => state)).toEqual(['covered', 'covered', 'covered']);
  });

  it('does not count a part that has no public format', () => {
    const rows = coverageOf(PATTERNS, FILES, notes({ reasons: { acme_id: 'not public' } }));
    expect(rows[1]).toMatchObject({ state: 'partly', reasons: ['not public'] });
  });
});

describe('checkNotes', () => {
  it.each<[string, Partial<CoverageNotes>, string]>([
    ['an unknown type', { reasons: { nobody: 'retired' } }, 'nobody is not in the pattern list'],
    ['an unknown rule', { coveredBy: { zed_token: ['zed-x'] } }, 'there is no rule zed-x'],
    ['an outlived reason', { reasons: { acme_token: 'retired' } }, 'acme_token has a rule now: take its reason out'],
    [
      'a reason of its own',
      { reasons: { zed_token: 'too hard' } },
      'zed_token: the reason must be one of not public, no form, multi-part only, public, retired',
    ],
  ])('names %s', (_, changes, problem) => {
    expect(checkNotes(PATTERNS, FILES, notes(changes))).toEqual([problem]);
  });
});

describe('coveragePage', () => {
  const rows = coverageOf(PATTERNS, FILES, notes({ reasons: { zed_token: 'retired (in 2024)' } }));
  const page = coveragePage(rows).split('\n');

  it('sums up, push-protected rows apart', () => {
    expect(page).toEqual(
      expect.arrayContaining([
        '| all | 5 | 3 |',
        '| **covered** | **1 (20 %)** | **1 (33 %)** |',
        '| partly | 2 | 1 |',
        '| none: not yet | 1 | 0 |',
        '| none: retired | 1 | 1 |',
      ]),
    );
  });

  it('has a line for each row', () => {
    expect(page).toEqual(
      expect.arrayContaining([
        '| Acme | `acme_token` | yes | [acme-token](rules.md#acme-token) | block |',
        '| Acme | `acme_id` + `acme_secret` | yes | [acme-secret](rules.md#acme-secret), *partly: not yet* | block |',
        '| Zed | `zed_token` | yes | *retired (in 2024)* |  |',
      ]),
    );
  });
});

it('does not guess at a damaged list', () => {
  expect(() => readGithubPatterns('Acme|acme_token')).toThrow('no row of the pattern list: Acme|acme_token');
});
