import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import type { Report } from '../../../src/domain/report.ts';
import { renderSarif } from '../../../src/report/render-sarif.ts';
import { bytesOf, finding, meta, oid, pathless, report, STAGED } from './fixtures.ts';

const { $schema: _, ...schema } = JSON.parse(
  readFileSync(new URL('../../corpus/sarif-schema-2.1.0.json', import.meta.url), 'utf8'),
);
const ajv = new Ajv({ strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

function runOf(of: Report, by = STAGED, options = {}) {
  const value = JSON.parse(renderSarif(of, by, options));
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
  expect(value).toMatchObject({ $schema: expect.stringContaining('sarif-2.1.0'), version: '2.1.0' });
  return value.runs[0];
}

test('the schema can fail', () => {
  expect(validate({ version: '2.1.0', runs: [{}] })).toBe(false);
});

test('a result: rule, level, place, fingerprint', () => {
  const found = finding({ fingerprint: 'f00d', commit: oid('b'), about: ['AWS account 1'] });
  const run = runOf(report({ findings: [found, finding({ tier: 'warn' }), finding({ tier: 'note' })] }), STAGED, {
    rotate: () => 'Revoke it there.',
  });
  expect(run.results[0]).toMatchObject({
    ruleId: 'aws-access-key-id',
    ruleIndex: 0,
    level: 'error',
    partialFingerprints: { 'unleak/v1': 'f00d' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'config.py', uriBaseId: '%SRCROOT%' },
          region: { startLine: 3, startColumn: 14, endLine: 3, endColumn: 15 },
        },
      },
    ],
    properties: { commit: oid('b'), about: ['AWS account 1'] },
  });
  expect(run.results[1].level).toBe('warning');
  expect(run.results[2].level).toBe('note');
  const alone = runOf(report({ findings: [finding({ tier: 'note' })] }));
  expect(alone.tool.driver.rules[0]).toMatchObject({
    defaultConfiguration: { level: 'note' },
    properties: { 'security-severity': '2.0' },
  });
  expect(run.tool.driver.rules).toHaveLength(1);
  expect(run.tool.driver.rules[0].help.text).toContain('Revoke it there.');
});

test('what GitHub code scanning requires is there for each rule and each result', () => {
  const findings = [
    finding(),
    pathless({ kind: 'commit', rule: 'b' }),
    pathless({ kind: 'tag', rule: 'a', tier: 'warn', title: '' }),
    pathless({}),
    pathless({ kind: 'file' }),
  ];
  const run = runOf(report({ findings }));
  for (const rule of run.tool.driver.rules) {
    for (const text of [rule.id, rule.shortDescription.text, rule.fullDescription.text, rule.help.text])
      expect(text).toMatch(/\S/);
    expect(rule.properties['security-severity']).toMatch(/^\d\.\d$/);
  }
  for (const result of run.results) {
    expect(result.message.text).toMatch(/\S/);
    expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    const { artifactLocation, region } = result.locations[0].physicalLocation;
    expect(artifactLocation.uri).toMatch(/\S/);
    expect(region.endColumn).toBeGreaterThan(region.startColumn);
  }
});

test('a finding with no path has a logical location that says what it is', () => {
  const [message, draft] = runOf(
    report({ findings: [pathless({ kind: 'commit', commit: oid('b') }), pathless({ kind: 'message' })] }),
  ).results;
  expect(message.locations[0].logicalLocations[0].fullyQualifiedName).toBe(`message of commit ${oid('b')}`);
  expect(message.locations[0].physicalLocation.artifactLocation.uri).toBe(`.git/objects/${oid('a')}`);
  expect(draft.locations[0].physicalLocation.artifactLocation.uri).toBe('.git/COMMIT_EDITMSG');
});

test('paths are percent-encoded bytes; absolute ones are file URIs', () => {
  const uriOf = (path: string) =>
    runOf(report({ findings: [finding({ path })] })).results[0].locations[0].physicalLocation.artifactLocation;
  expect(uriOf(bytesOf('a b:c/é%41.txt')).uri).toBe('a%20b%3Ac/%C3%A9%2541.txt');
  expect(uriOf('\xff\n\x1b').uri).toBe('%FF%0A%1B');
  expect(uriOf('/tmp/a b')).toEqual({ uri: 'file:///tmp/a%20b' });
  expect(uriOf('C:\\a\\b')).toEqual({ uri: 'file:///C%3A/a/b' });
});

test('suppressions keep their reason', () => {
  const by = (kind: 'inline' | 'fingerprint' | 'preexisting') =>
    finding({ suppressed: { by: kind, reason: 'revoked' } });
  const kinds = runOf(
    report({ verdict: 'allow', findings: [by('inline'), by('fingerprint'), by('preexisting')] }),
  ).results;
  expect(kinds.map(({ suppressions: [one] }: { suppressions: { kind: string }[] }) => one?.kind)).toEqual([
    'inSource',
    'external',
    'external',
  ]);
  expect(kinds[0].suppressions[0].justification).toBe('revoked');
});

test('an incomplete run was not successful, and says why', () => {
  const skipped = [
    { reason: 'missing-object', what: oid('1'), incomplete: true } as const,
    { reason: 'submodule', what: 'lib', incomplete: false } as const,
  ];
  const [invocation] = runOf(
    report({ verdict: 'incomplete', coverage: { objects: 0, bytes: 0, skipped } }),
  ).invocations;
  expect(invocation).toMatchObject({ executionSuccessful: false, exitCode: 2 });
  expect(invocation.toolExecutionNotifications.map(({ level }: { level: string }) => level)).toEqual(['error', 'note']);
  expect(runOf(report()).invocations[0]).toMatchObject({ executionSuccessful: true, exitCode: 1 });
});

test('fingerprints that hold for one run only are no partial fingerprints', () => {
  expect(runOf(report({ findings: [finding()], fingerprintScope: 'run' })).results[0]).not.toHaveProperty(
    'partialFingerprints',
  );
});

test('what counts is kept where there are more results than GitHub takes', () => {
  const one = finding({ suppressed: { by: 'path', reason: 'r' } });
  const run = runOf(
    report({ findings: [...Array.from({ length: 25_000 }, () => one), finding({ rule: 'late' })] }),
    meta('scan', 'all'),
  );
  expect(run.results).toHaveLength(25_000);
  expect(run.results[0].ruleId).toBe('late');
  expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('1 more result');
});

test('the parts of a secret are related locations', () => {
  const part = finding({ title: 'Key id', line: 9 });
  const run = runOf(report({ findings: [finding({ parts: [part] })] }));
  expect(run.results[0].relatedLocations).toMatchObject([
    { message: { text: 'Key id, a part of it' }, physicalLocation: { region: { startLine: 9 } } },
  ]);
});
