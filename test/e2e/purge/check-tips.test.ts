import '../../support/purge/version.ts';
import { expect, test } from 'vitest';
import { DEFAULT_MEMORY } from '../../../src/gate/history/limits.ts';
import { Crew } from '../../../src/gate/history/threads.ts';
import { ObjectMap } from '../../../src/purge/object-map.ts';
import { checkTips } from '../../../src/purge/steps/check-tips.ts';
import { planAt } from '../../../src/purge/steps/plan-purge.ts';
import { checkReached, stillReached } from '../../../src/purge/steps/still-reached.ts';
import { openStore } from '../../../src/purge/steps/survey.ts';
import { repository } from '../../support/sandbox.ts';
import { text } from '../../unit/purge/clean/targets.ts';
import { useEnvironment } from './use-environment.ts';

const SECRET = 'a-secret-for-comparing';

test('before the refs move, trees that differ in more than what was to go are refused', async () => {
  const repo = repository();
  useEnvironment(repo.sandbox.env);
  const old = repo.commit('old', { 'a/config': SECRET, 'a/other': 'other\n', 'b/rest': 'rest\n' });
  const blob = repo.git('rev-parse', 'HEAD:a/config');
  const commits = {
    right: repo.commit('right', { 'a/config': '***REMOVED***' }),
    changed: repo.commit('another file', { 'a/other': 'changed\n' }),
  };
  repo.git('rm', '-q', '-r', 'b');
  const lost = repo.commit('a file less', { 'a/other': 'other\n' });
  const cleaned = repo.git('rev-parse', 'HEAD:a/config');
  repo.git('reset', '-q', '--hard', old);
  const targets = { texts: [text(SECRET)], patterns: [], blobs: new Set<string>(), paths: [] };
  const { subject, survey } = await planAt(repo.path, { cwd: repo.path, targets, way: { kind: 'in-place' } });

  const check = (tip: string) => (): void => {
    const map = new ObjectMap(20);
    map.set(Buffer.from(old, 'hex'), Buffer.from(tip, 'hex'));
    map.set(Buffer.from(blob, 'hex'), Buffer.from(cleaned, 'hex'));
    checkTips(subject, openStore(subject), survey!, { map });
  };
  expect(check(commits.right)).not.toThrow();
  expect(check(commits.changed)).toThrow(/is not the old one without what was to go .*another than the old one/);
  expect(check(lost)).toThrow(/It is gone/);
});

test('before the refs move, a new history that still leads to an object that was to go is refused', async () => {
  const repo = repository();
  useEnvironment(repo.sandbox.env);
  const old = repo.commit('old', { config: SECRET });
  repo.git('branch', 'side');
  const said = repo.commit(`says ${SECRET}`, { config: 'clean\n' });
  const blob = repo.git('rev-parse', `${old}:config`);
  const targets = { texts: [text(SECRET)], patterns: [], blobs: new Set<string>(), paths: [] };
  const { subject, survey } = await planAt(repo.path, { cwd: repo.path, targets, way: { kind: 'in-place' } });
  const clean = repo.git('commit-tree', '-m', 'clean', `${said}^{tree}`);

  const crew = new Crew(0);
  const parts = { store: openStore(subject), survey: survey!, crew, memory: DEFAULT_MEMORY };
  const check = (map: Record<string, string | null>) => {
    const objects = new ObjectMap(20);
    for (const [from, to] of Object.entries(map))
      objects.set(Buffer.from(from, 'hex'), to === null ? null : Buffer.from(to, 'hex'));
    return checkReached(parts, { map: objects });
  };
  expect(await check({ [old]: clean, [said]: clean })).toEqual(new Set([clean]));
  expect(await check({ [old]: null, [said]: clean })).toEqual(new Set([clean]));
  // The other branch was forgotten, or the commit whose message says it.
  await expect(check({ [said]: clean })).rejects.toThrow(`leads to an object that was to go (${blob})`);
  await expect(check({ [old]: clean })).rejects.toThrow('leads to an object that was to go');

  // Once the refs have moved, what they name besides is looked at.
  expect(await stillReached(subject, parts, new Set([clean, old, said]))).toEqual([]);
  expect(await stillReached(subject, parts, new Set([clean]))).toContain(blob);
});
