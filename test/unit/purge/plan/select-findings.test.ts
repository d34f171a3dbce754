import { expect, test } from 'vitest';
import { readReport } from '../../../../src/purge/plan/read-report.ts';
import { selectFindings } from '../../../../src/purge/plan/select-findings.ts';
import { renderJson } from '../../../../src/report/render-json.ts';
import { finding, meta, oid, pathless, report } from '../../report/fixtures.ts';

const one = { rule: 'aws', fingerprint: `abcdef${'0'.repeat(26)}`, counts: true };
const two = { rule: 'npm', fingerprint: `abcdee${'1'.repeat(26)}`, counts: true };
const third = { rule: 'npm', fingerprint: `123456${'2'.repeat(26)}`, counts: false };
const all = [one, two, third];

test.each([
  [[], [one, two]],
  [['npm'], [two, third]],
  [['abcdef'], [one]],
  [[third.fingerprint], [third]],
  [
    ['abcdee', 'aws'],
    [one, two],
  ],
])('%j picks', (names, expected) => {
  expect(selectFindings(all, names)).toEqual(expected);
});

test.each([
  ['abcde', 'No finding has'],
  ['nothing', 'No finding has'],
  ['', 'No finding has'],
])('%j is refused', (name, words) => {
  expect(() => selectFindings(all, [name])).toThrow(words);
});

test('the beginning of several fingerprints is refused', () => {
  const near = { ...one, fingerprint: `abcdef${'9'.repeat(26)}` };
  expect(() => selectFindings([one, near], ['abcdef'])).toThrow('2 fingerprints begin with');
  expect(selectFindings([one, { ...one }], ['abcdef'])).toHaveLength(2);
});

test('a report without a finding that blocks needs a name', () => {
  expect(() => selectFindings([third], [])).toThrow('no finding that blocks');
});

test('a report of ours is read', () => {
  const findings = [
    finding({ path: 'a b.txt' }),
    pathless({ kind: 'commit', tier: 'warn' }),
    finding({ suppressed: { by: 'inline', reason: 'a test' } }),
  ];
  const json = renderJson(report({ findings }), meta('scan', 'all'));
  const read = readReport(json, 'r.json');
  expect(read.fingerprintScope).toBe('repository');
  expect(read.findings.map(({ counts }) => counts)).toEqual([true, false, false]);
  expect(read.findings[0]).toMatchObject({
    rule: 'aws-access-key-id',
    object: oid('a'),
    kind: 'blob',
    line: 3,
    column: 14,
    path: 'a b.txt',
  });
});

const good = { rule: 'x', fingerprint: '0'.repeat(32), object: null, kind: 'blob', line: 1, column: 1 };
const reportOf = (entry: unknown) => JSON.stringify({ version: 1, fingerprintScope: 'run', findings: [entry] });

test.each([
  ['', 'null', '[]', '{}', '{"version":2,"fingerprintScope":"run","findings":[]}'],
  [
    { ...good, object: '../../x' },
    { ...good, line: 0 },
    { ...good, line: 1.5 },
    { ...good, kind: 'tree' },
    null,
    'x',
  ].map(reportOf),
  [
    { ...good, fingerprint: 'zz' },
    { ...good, column: '1' },
    { ...good, rule: 3 },
  ].map(reportOf),
])('case %#: what is no report is refused', (...texts) => {
  for (const text of texts)
    expect(() => readReport(text, 'r.json'), text).toThrow('r.json is no JSON report of unleak scan.');
  expect(readReport(reportOf(good), 'r.json').findings).toHaveLength(1);
});
