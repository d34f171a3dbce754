import { expect, test } from 'vitest';
import { leftOutFindings } from '../../../../src/purge/plan/left-out-findings.ts';
import { readReport } from '../../../../src/purge/plan/read-report.ts';

const finding = (changes: object) => ({
  ...{ rule: 'a-rule', title: 'A rule', fingerprint: 'f'.repeat(32), kind: 'blob', line: 1, column: 1 },
  ...{ object: 'a'.repeat(40), path: 'a', suppressed: null, tier: 'block', ...changes },
});

const report = (...findings: object[]) =>
  readReport(JSON.stringify({ version: 1, fingerprintScope: 'run', findings }), 'report.json');

const ALLOWED = finding({ suppressed: { by: 'inline' } });
const WARNING = finding({ tier: 'warn' });
const NOTE = finding({ tier: 'note' });

test('findings of a report that are not purged are counted, with the reason', () => {
  expect(leftOutFindings(report(finding({}), ALLOWED, WARNING, NOTE), 1, 0)).toBe(
    '3 of 4 findings of the report are left out: 1 is allowed (by a mark or the allowlist), 2 block nothing (a warning or a note). Name their rules or fingerprints to take them out, too.',
  );
  expect(leftOutFindings(report(finding({}), WARNING), 1, 0)).toContain(
    '1 of 2 findings of the report is left out: 1 blocks nothing (a warning or a note).',
  );
  expect(leftOutFindings(report(finding({}), finding({})), 1, 1)).toBe(
    '1 of 2 findings of the report is left out, as no rule or fingerprint that you named is theirs.',
  );
  expect(leftOutFindings(report(finding({})), 1, 0)).toBeUndefined();
});
