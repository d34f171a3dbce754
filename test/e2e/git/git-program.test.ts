import { expect, test } from 'vitest';
import { GitProgram } from '../../../src/git/git-program.ts';
import { repository } from '../../support/sandbox.ts';
import { contentsOf } from './adapters.ts';
import { withEnvironment } from './with-environment.ts';

test('what was started ahead is used once, and can be read again after', async () => {
  const made = repository();
  made.commit('one', { a: 'a\n' });
  const blob = made.git('rev-parse', 'HEAD:a');
  await withEnvironment(made, {}, async () => {
    const nothingStaged = new GitProgram(made.path).startStaged();
    expect(await nothingStaged.staged()).toEqual([]);
    for (let i = 0; i < 2; i++) {
      const { objects } = await contentsOf((visitor) => nothingStaged.read([blob], visitor));
      expect([...objects.keys()]).toEqual([blob]);
    }
    made.write('a', 'changed\n');
    made.git('add', 'a');
    const staging = new GitProgram(made.path).startStaged();
    const [entry] = await staging.staged();
    const { objects } = await contentsOf((visitor) => staging.read([entry!.oid], visitor));
    expect(objects.get(entry!.oid)?.bytes.toString()).toBe('changed\n');
    expect(await staging.staged()).toEqual([entry]);
  });
});
