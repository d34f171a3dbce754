import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Project, succeeds } from '../../support/cli.ts';

test('files that go with a path are listed among the removed, and refused by hooks, but for what stays elsewhere', () => {
  const project = new Project();
  project.commit('keys', { 'keys/deep/id': 'a private key\n', 'keys/same': 'the same\n', same: 'the same\n' });
  const [id, same] = ['keys/deep/id', 'keys/same'].map((path) => project.git('rev-parse', `HEAD:${path}`));
  const first = project.head();
  project.git('rm', '-q', '-r', 'keys');
  project.commit('no keys');
  succeeds(project.unleak('purge', '--path', 'keys', '--apply', '--yes'));
  const folder = join(project.path, '.git/unleak');
  const receipt = readdirSync(folder).find((name) => name.startsWith('purge-'))!;
  expect(readFileSync(join(folder, receipt, 'removed-blobs'), 'latin1')).toBe(`${id}\n`);
  const blocked = readFileSync(join(folder, 'purged-objects'), 'latin1');
  expect(blocked).toContain(id);
  expect(blocked).toContain(first);
  expect(blocked).not.toContain(same);
});
