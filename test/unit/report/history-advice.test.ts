import { expect, test } from 'vitest';
import { historyLines } from '../../../src/report/history-advice.ts';
import { finding, oid } from './fixtures.ts';

const lines = (...args: Parameters<typeof historyLines>): string => JSON.stringify(historyLines(...args));
const of = (state: 'tip' | 'history' | 'unreachable', fingerprint: string) =>
  finding({ fingerprint, history: { state } });

const STORED = { state: 'stored', count: 1, objects: [{ oid: oid('a') }] } as const;
const [one, two] = ['1'.repeat(32), '2'.repeat(32)];

test('what is in the history goes by unleak purge, by fingerprints or, where these hold for one run, by rules', () => {
  const group = [of('history', one), of('tip', two), of('history', one)];
  expect(lines(group, { fingerprintScope: 'repository' })).toContain(
    `"unleak purge ${'1'.repeat(12)} ${'2'.repeat(12)}"`,
  );
  expect(lines(group, { fingerprintScope: 'run' })).toContain(`"unleak purge ${group[0]!.rule}"`);
  const many = Array.from({ length: 6 }, (_, n) => of('history', `${n}`.repeat(32)));
  expect(lines(many, { fingerprintScope: 'repository' })).toContain(`"unleak purge ${many[0]!.rule}"`);
});

test('what no ref reaches goes by gc; what a purge left, by finishing it, and by nothing else', () => {
  const group = [of('unreachable', one)];
  expect(lines(group, { fingerprintScope: 'repository' })).toContain('git gc --prune=now');
  const left = lines(group, { fingerprintScope: 'repository', purged: STORED });
  expect(left).toContain('unleak purge --finish <targets>');
  expect(left).not.toMatch(/git gc|rewrites every commit/);
});
