import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import type { ExplainedMatch, Explanation } from '../../../../src/domain/explanation.ts';
import { type Finding, withParts } from '../../../../src/domain/finding.ts';
import { explain } from '../../../../src/gate/explain/explain.ts';
import { scan } from '../../../../src/gate/scan.ts';
import { explanationJson } from '../../../../src/report/explain-json.ts';
import { renderExplanation } from '../../../../src/report/explain-text.ts';
import { compileRules } from '../../../../src/rules/compile.ts';
import { expandTemplate, seededRandom } from '../../../support/template.ts';

const cwd = mkdtempSync(join(tmpdir(), 'unleak-explain-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

const { examples } = await compileRules(fileURLToPath(new URL('../../../../config/rules', import.meta.url)));
const random = seededRandom(11);
// Not all of them: a file may have a thousand claims.
const lines = [...examples.values()]
  .filter((_, n) => n % 4 === 0)
  .flatMap(({ match, noMatch }) => [match[0]!, noMatch[0]!].map((template) => expandTemplate(template, random)));
const encoded = lines.filter((_, n) => n % 30 === 0).map((line) => `data: ${Buffer.from(line).toString('base64')}`);
/** A line for each example of each rule, those that are no match too, and some in base64. */
const TEXT = `${[...lines, ...encoded].join('\n\n')}\n`;

const streamOf = (text: string) => Readable.from([Buffer.from(text, 'latin1')]);
const report = await scan({ cwd, source: { kind: 'stdin', stream: streamOf(TEXT) } });
const findings = withParts(report.findings);
const explained = (text: string, more: { line?: number; rule?: string } = {}): Promise<Explanation> =>
  explain({ cwd, text: { stream: streamOf(text) }, ...more });

const matchesOf = ({ looks }: Explanation): (ExplainedMatch & { rule: string })[] =>
  looks.flatMap(({ rule, matches }) => matches.map((match) => ({ ...match, rule })));

const ofFinding = ({ rule, line, column, tier, confidence, encodings }: Finding): string =>
  [rule, line, column, tier, confidence, ...encodings].join(' ');

const reportedBy = (explanation: Explanation): string[] =>
  matchesOf(explanation)
    .flatMap(({ finding }) => (finding ? ofFinding(finding) : []))
    .sort();

const drops = ({ notes }: ExplainedMatch) => notes.filter((note) => note.drops);

describe('an explanation', () => {
  it('reports what a scan reports, and gives a reason for each match that it does not report', async () => {
    const explanation = await explained(TEXT);
    expect(findings.length).toBeGreaterThan(300);
    expect(reportedBy(explanation)).toEqual(findings.map(ofFinding).sort());
    for (const match of matchesOf(explanation)) {
      expect(drops(match)).toEqual(match.finding ? [] : match.notes.slice(-1));
      expect(match.finding !== undefined || drops(match).length === 1).toBe(true);
    }
  });

  it('says of a line what it says of the whole text', async () => {
    const whole = matchesOf(await explained(TEXT));
    const places = (matches: readonly (ExplainedMatch & { rule: string })[]) =>
      matches.map(({ rule, from, to, notes }) => ({ rule, from, to, checks: notes.map(({ check }) => check) }));
    const count = TEXT.split('\n').length;
    for (let line = 1; line < count; line += Math.ceil(count / 12)) {
      const there = whole.filter(({ from, to }) => from.line <= line && to.line >= line);
      const own = matchesOf(await explained(TEXT, { line }));
      expect(places(own)).toEqual(expect.arrayContaining(places(there)));
    }
  });

  it('never prints a value, in neither form', async () => {
    const explanation = await explained(TEXT);
    const printed = renderExplanation(explanation, { color: false }) + explanationJson(explanation);
    const values = matchesOf(explanation).filter(
      (match) => match.finding && /\d/.test(match.secret.reveal()) && match.secret.length >= 8,
    );
    expect(values.length).toBeGreaterThan(300);
    const shown = values.filter(({ secret }) => printed.includes(secret.reveal()));
    expect(shown.map(({ rule }) => rule)).toEqual([]);
  });

  it.each([...examples.keys()].filter((_, n) => n % 12 === 0))('runs one rule alone: %s', async (rule) => {
    const alone = await explained(TEXT, { rule });
    expect(new Set(alone.looks.map((look) => look.rule))).toEqual(new Set([rule]));
    const own = findings.filter((finding) => finding.rule === rule).map(ofFinding);
    expect(reportedBy(alone)).toEqual(expect.arrayContaining(own));
  });
});
