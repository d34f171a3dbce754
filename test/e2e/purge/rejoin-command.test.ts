import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocked, Project, seen, succeeds } from '../../support/cli.ts';
import { githubToken } from '../../support/secrets.ts';
import { ServerAndProject } from '../../support/server.ts';

/** A guarded server with a secret in its history from before, and Ann's and Bob's clones of it. */
function leaked(secret: string) {
  const ann = new Project('ann');
  const server = new Project('srv/shop.git', ['--bare'], ann.sandbox);
  new ServerAndProject(ann, server, server.path);
  ann.commit('start', { 'README.md': 'a shop\n' });
  ann.commit('add login', { 'config.py': `token = "${secret}"\nport = 1\n` });
  ann.git('push', '-q', 'origin', 'main');
  ann.sandbox.run('git', ['clone', '-q', '--no-local', server.path, 'bob']);
  const bob = new Project('bob', [], ann.sandbox);
  bob.git('switch', '-q', '-c', 'mine');
  bob.commit('other port', { 'config.py': `token = "${secret}"\nport = 2\n` });
  succeeds(server.unleak('init', '--server'));
  return { ann, bob, server };
}

test('the old history is refused by the server; after unleak rejoin the same work is taken', async () => {
  const secret = githubToken();
  const { ann, bob, server } = leaked(secret);
  const purge = (...args: string[]) => ann.sandbox.unleak(ann.path, ['purge', ...args], { input: `${secret}\n` });
  const receipt = JSON.parse(succeeds(purge('--secret-file', '-', '--apply', '--yes', '--json')).stdout);
  succeeds(purge('--push', '--yes'));
  mkdirSync(join(server.path, 'unleak'), { recursive: true });
  copyFileSync(join(ann.path, '.git/unleak/purged-objects'), join(server.path, 'unleak/purged-objects'));

  bob.git('fetch', '-q', '--prune');
  const push = () => bob.sandbox.runBeside('git', ['push', '-q', 'origin', 'mine'], { cwd: bob.path });
  blocked(await push(), 'purged');
  const rejoin = (...args: string[]) => bob.unleak('rejoin', ...args);
  const planned = succeeds(rejoin('--map', receipt.folder));
  expect(planned.stdout).toContain(
    '1 commit of your own rebuilt on the new history, 2 refs moved, 0 dropped. Nothing is',
  );
  blocked(rejoin('--map', receipt.folder, '--apply'), 'Nobody can be asked here');
  const done = succeeds(rejoin('--map', receipt.folder, '--apply', '--yes', '--json'));
  expect(JSON.parse(done.stdout)).toMatchObject({ rebuilt: 1, state: 'applied', proof: { clean: true } });

  succeeds(await push());
  expect(bob.git('show', 'origin/mine:config.py')).toBe('token = "***REMOVED***"\nport = 2');
  expect(succeeds(rejoin('--finish', '--yes')).stdout).toContain('No old object is here any more');
  expect(succeeds(rejoin('--map', receipt.folder)).stdout).toContain('nothing of the old history is in this clone');
  const objects = ['cat-file', '--batch-all-objects', '--batch', '--unordered'];
  expect(bob.tryGit(...objects).stdout).toContain('***REMOVED***');
});

test('arguments that make no sense', () => {
  const project = new Project();
  project.commit('start', { 'README.md': 'a project\n' });
  const says = (...args: string[]): string => seen(blocked(project.unleak('rejoin', ...args), /./));
  expect(says()).toContain('the map of the purge');
  expect(says('folder')).toContain('--map FOLDER');
  expect(says('--apply', '--undo')).toContain('one of --apply and --undo');
  expect(says('--map', 'x', '--finish')).toContain('--finish goes by the rejoin');
  expect(says('--map', 'nowhere')).toContain('There is no commit-map at nowhere');
  expect(says('--map', 'README.md')).toContain('Line 1 of README.md is not one of a map');
  expect(says('--finish', '--yes')).toContain('There is no rejoin here');
  const map = `${'old'.padEnd(40)} new\n${'1'.repeat(40)} ${'2'.repeat(40)}\n`;
  project.write('commit-map', map);
  project.git('add', '.');
  project.git('commit', '-q', '-m', 'map');
  expect(says('--map', 'commit-map')).toContain('No commit of this map is in this repository');
  project.write('commit-map', `${'1'.repeat(64)} ${'2'.repeat(64)}\n`);
  expect(says('--map', 'commit-map')).toContain('are of another hash');
});
