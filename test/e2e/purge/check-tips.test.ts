import '../../support/purge/version.ts';
import { expect, test } from 'vitest';
import { ObjectMap } from '../../../src/purge/object-map.ts';
import { checkTips } from '../../../src/purge/steps/check-tips.ts';
import { planAt } from '../../../src/purge/steps/plan-purge.ts';
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
    checkTips(subject, survey!, { map });
  };
  expect(check(commits.right)).not.toThrow();
  expect(check(commits.changed)).toThrow(/is not the old one without what was to go .*another than the old one/);
  expect(check(lost)).toThrow(/It is gone/);
});
