import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { logLines } from '../../../src/action/log-lines.ts';
import type { PurgedAgain } from '../../../src/domain/purged.ts';
import { renderGithub } from '../../../src/report/render-github.ts';
import { renderJson } from '../../../src/report/render-json.ts';
import { renderSarif } from '../../../src/report/render-sarif.ts';
import { renderSummary } from '../../../src/report/render-summary.ts';
import { renderText } from '../../../src/report/render-text.ts';
import { finding, meta, oid, PUSH, report } from './fixtures.ts';

const RECEIVE = meta('pre-receive', 'receive');
const ACTION = meta('action', 'range');
const ALL = meta('scan', 'all');

const two: PurgedAgain = {
  state: 'incoming',
  count: 2,
  objects: [{ oid: oid('a'), kind: 'commit' }, { oid: oid('b') }],
};
const stored: PurgedAgain = { ...two, state: 'stored' };
const many: PurgedAgain = {
  state: 'incoming',
  count: 1234,
  objects: Array.from({ length: 1000 }, () => ({ oid: oid('c'), kind: 'blob' as const })),
};

const text = (...[of, by]: [Parameters<typeof report>[0], typeof PUSH]) =>
  renderText(report(of), by, { color: false, rotate: () => undefined });

test('a push that is refused for what it would bring back', () => {
  expect(text({ purged: two }, RECEIVE)).toBe(`unleak: push refused: 2 purged objects would come back

Purged objects:
  - commit ${oid('a')}
  - ${oid('b')}
A purge took them out of the history: whatever brings them comes from a clone that still has the old one.
  - In that clone run \`unleak rejoin\`: it moves your own commits onto the new history. Do not merge the old history into it.
  - Whoever may let an object in all the same deletes its line from \`unleak/purged-objects\` in the server's git directory.
`);
});

test.each([
  [{ purged: two }, PUSH, 'unleak: push blocked: 2 purged objects would come back'],
  [{ purged: two }, meta('scan', 'range'), 'unleak: 2 purged objects would come back with main..topic'],
  [{ purged: two }, ACTION, 'unleak: check failed: 2 purged objects would come back with main..topic'],
  [
    { purged: two, findings: [finding()] },
    PUSH,
    'unleak: push blocked: 1 secret in what this push brings, and 2 purged objects would come back',
  ],
  [{ purged: stored, findings: [finding()] }, ALL, 'unleak: 1 secret in main..topic'],
  [
    { purged: stored, verdict: 'allow' as const },
    ALL,
    'unleak: no secrets in 12 objects, 34.5 kB; 2 purged objects are in the store',
  ],
])('the headline %#', (of, by, expected) => {
  expect(text(of, by).split('\n')[0]).toBe(expected);
});

test('five are named, the others counted', () => {
  const printed = text({ purged: many }, PUSH);
  expect(printed.match(/- blob c{40}/g)).toHaveLength(5);
  expect(printed).toContain('\n  … and 1229 more\n');
});

test('a store that holds them: which commands drop them, and a hook would not be silent', () => {
  const of = report({ verdict: 'allow', purged: stored });
  const printed = renderText(of, ALL, { color: false, rotate: () => undefined, quietWhenClean: true });
  for (const word of [oid('a'), '`unleak purge --finish`', '`unleak rejoin`']) expect(printed).toContain(word);
});

const schema = JSON.parse(readFileSync(new URL('../../../config/schema/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, formats: {} }).compile(schema);

test('JSON: null where there are none', () => {
  for (const purged of [two, stored, many, undefined]) {
    const value = JSON.parse(renderJson(report(purged ? { purged } : {}), PUSH));
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    if (purged) expect(value.purged).toMatchObject({ state: purged.state, count: purged.count });
    else expect(value.purged).toBe(null);
    expect(value.purged?.objects.length).toBe(purged?.objects.length);
  }
  expect(JSON.parse(renderJson(report({ purged: two }), PUSH)).purged.objects).toEqual([
    { object: oid('a'), kind: 'commit' },
    { object: oid('b'), kind: null },
  ]);
});

test.each([
  [two, 'error', 1],
  [stored, 'warning', 0],
] as const)('SARIF tells it as a notification, GitHub in one annotation: %#', (purged, level, exitCode) => {
  const of = report({ purged, verdict: exitCode === 1 ? 'block' : 'allow' });
  const [invocation] = JSON.parse(renderSarif(of, ACTION)).runs[0].invocations;
  expect(invocation).toMatchObject({ executionSuccessful: true, exitCode });
  const [notification] = invocation.toolExecutionNotifications;
  expect(notification).toMatchObject({ level, properties: { reason: 'purged', objects: [oid('a'), oid('b')] } });
  expect(notification.message.text).toContain(`commit ${oid('a')}`);
  const lines = renderGithub(of, ACTION).split('\n').slice(0, -1);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^::${level} title=unleak%3A 2 purged objects `));
  expect(lines[0]).toContain(`commit ${oid('a')}%0A${oid('b')}%0A`);
});

test('the summary and the log have them too, and they come first', () => {
  const of = report({ purged: two, findings: [finding()] });
  const summary = renderSummary(of, ACTION);
  expect(summary).toContain(`### 2 purged objects would come back\n\n- <code>commit ${oid('a')}</code>\n- <code>`);
  expect(summary).toContain('<code>unleak rejoin</code>');
  expect(logLines(of, ACTION)).toContain(`\n  - commit ${oid('a')}\n`);
});
