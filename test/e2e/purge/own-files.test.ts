import '../../support/purge/version.ts';
import { expect, test } from 'vitest';
import { renderPlanText } from '../../../src/purge/plan/render-plan-text.ts';
import { planAt } from '../../../src/purge/steps/plan-purge.ts';
import { repository } from '../../support/sandbox.ts';
import { text } from '../../unit/purge/clean/targets.ts';
import { useEnvironment } from './use-environment.ts';

const SECRET = 'a-secret-of-the-remote';

test('the plan names the files of the git directory that a purge leaves to their owner, and no others', async () => {
  const repo = repository();
  useEnvironment(repo.sandbox.env);
  repo.commit('one', { config: SECRET, [`named-${SECRET}`]: 'x' });
  repo.commit(`says ${SECRET}`, { file: 'two\n' });
  repo.git('remote', 'add', 'origin', `https://ann:${SECRET}@example.com/x.git`);
  repo.write('.git/hooks/post-checkout', `# ${SECRET}\n`);
  repo.write('.git/COMMIT_EDITMSG', `says ${SECRET}\n`);
  const targets = { texts: [text(SECRET)], patterns: [], blobs: new Set<string>(), paths: [] };
  const { plan } = await planAt(repo.path, { cwd: repo.path, targets, way: { kind: 'in-place' } });
  // Logs, messages and the index are made anew.
  expect(plan.ownFiles).toEqual(['config', 'hooks/post-checkout']);
  const printed = renderPlanText(plan, { color: false });
  expect(printed).toMatch(/Files of your git directory that hold it.*\n {2}config\n {2}hooks\/post-checkout\n/);
  expect(printed).not.toContain(SECRET);
});
