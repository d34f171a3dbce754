import { expect, test } from 'vitest';
import type { ExplainedMatch, Explanation, RuleLook } from '../../../src/domain/explanation.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { Note } from '../../../src/domain/witness.ts';
import { explanationJson } from '../../../src/report/explain-json.ts';
import { renderExplanation } from '../../../src/report/explain-text.ts';
import { noteWords } from '../../../src/report/explain-words.ts';
import { finding, token } from './fixtures.ts';

const match = (changes: Partial<ExplainedMatch> = {}): ExplainedMatch => ({
  secret: new Secret(token()),
  from: { line: 1, column: 1 },
  to: { line: 1, column: 9 },
  encodings: [],
  keywords: [],
  notes: [],
  ...changes,
});

const explanation = (look: Partial<RuleLook>, changes: Partial<Explanation> = {}): Explanation => ({
  looks: [{ rule: 'r', title: 'R', origin: 'configuration', state: 'tried', keywords: [], matches: [], ...look }],
  skipped: [],
  fingerprintScope: 'repository',
  secrets: [],
  ...changes,
});

const text = (of: Explanation): string => renderExplanation(of, { color: false });

test.each(['a\n::error::owned', '\x1b[2J\x9b31m', 'x ##[error]owned', '\xe2\x80\xaegpj'])(
  'can be printed, whatever the names: %j',
  (evil) => {
    const keyword = { keyword: evil, line: 1, column: 1, encodings: [evil] };
    const suppressed = { by: 'inline', reason: evil } as const;
    const overlap: Note = { check: 'overlap', rule: evil, drops: true };
    const matches = [match({ encodings: [evil], finding: finding({ suppressed }) }), match({ notes: [overlap] })];
    const skipped = [{ reason: 'detector-failed', what: evil, incomplete: true }] as const;
    const of = explanation({ rule: evil, title: evil, keywords: [keyword], matches }, { path: evil, line: 1, skipped });
    for (const printed of [text(of), explanationJson(of)]) {
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(printed).not.toMatch(/^\s*::|##\[/m);
    }
  },
);

test('a secret stands in no path, reason, title or keyword of it', () => {
  const secret = new Secret(token());
  const held = `x ${secret.reveal()}`;
  const keyword = { keyword: held, line: 1, column: 1, encodings: [] };
  const matches = [match({ secret, finding: finding({ secret, suppressed: { by: 'path', reason: held } }) })];
  const of = explanation({ title: held, keywords: [keyword], matches }, { path: held, secrets: [secret] });
  for (const printed of [text(of), explanationJson(of)]) {
    expect(printed.includes(secret.reveal())).toBe(false);
    expect(printed).toContain('x [secret]');
  }
});

test('a match without a finding and without a check that dropped it is one of too many', () => {
  expect(text(explanation({ matches: [match()] }))).toContain('not reported: the text has too many findings');
});

test('more than five keywords are counted', () => {
  const keywords = [1, 2, 3, 4, 5, 6, 7].map((column) => ({ keyword: 'key', line: 1, column, encodings: [] }));
  const said = text(explanation({ origin: 'unleak', keywords }));
  expect(said).toContain('  keyword key at 1:5\n  … and 2 more keywords\n  its pattern matches nothing there\n');
});

test('a number says on which side of its limit it is', () => {
  const words = (bits: number): string =>
    noteWords({ check: 'entropy', bits, least: 3, drops: bits < 3 }, (name) => name);
  expect(words(4.123)).toContain('4.12 bits');
  expect(words(2.9999)).toContain('2.9999 bits');
  expect(words(3)).toContain('3.00 bits');
});
