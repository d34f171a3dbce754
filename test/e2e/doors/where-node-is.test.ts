import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blocked, blocksCommit, guarded, makesCommit, type Project, seen } from '../../support/cli.ts';
import { githubToken } from '../../support/secrets.ts';

const TOOLS = ['git', 'sh', 'env', 'cat', 'echo', 'printf', 'basename', 'dirname', 'sed', 'uname'];

/** A PATH with git, a shell and little else: what a graphical client has. */
function pathWithoutNode(project: Project): string {
  const folder = join(project.sandbox.root, 'bin');
  mkdirSync(folder);
  for (const tool of TOOLS) {
    const found = project.sandbox.run('sh', ['-c', `command -v ${tool}`]).stdout.trim();
    if (found.startsWith('/')) symlinkSync(found, join(folder, tool));
  }
  return folder;
}

/** A guarded project whose git finds no node on its PATH. */
function withoutNode(): Project {
  const project = guarded();
  project.sandbox.env.PATH = pathWithoutNode(project);
  return project;
}

function installNode(project: Project, ...folder: string[]): void {
  const place = join(project.sandbox.env.HOME!, ...folder);
  mkdirSync(place, { recursive: true });
  symlinkSync(process.execPath, join(place, 'node'));
}

const isNodeInUsualPlace = (project: Project): boolean =>
  project.sandbox.run('sh', ['-c', 'PATH=/usr/local/bin:/opt/homebrew/bin; command -v node']).status === 0;

test.each([
  ['Volta', ['.volta', 'bin']],
  ['mise', ['.local', 'share', 'mise', 'shims']],
  ['nvm', ['.nvm', 'versions', 'node', 'v20.19.0', 'bin']],
  ['fnm', ['.local', 'share', 'fnm', 'node-versions', 'v20.19.0', 'installation', 'bin']],
])('node where %s puts it is found', (_, folder) => {
  const project = withoutNode();
  installNode(project, ...folder);
  makesCommit(project, () => project.commitAll('clean', { a: 'a\n' }));
  blocksCommit(project, () => project.commitAll('secret', { b: githubToken() }), 'unleak: commit blocked: 1 secret');
});

test('without any node the commit is refused, in a clear sentence', (context) => {
  const project = withoutNode();
  context.skip(isNodeInUsualPlace(project), 'this machine has node where the hooks look for it');
  const outcome = blocksCommit(
    project,
    () => project.commitAll('clean', { a: 'a\n' }),
    'unleak: node was not found, so nothing was checked and the commit is refused',
  );
  expect(seen(outcome)).toContain('Put the folder of node 20.19 or newer on PATH.');
});

test('without any node the push is refused, in a clear sentence', (context) => {
  const project = withoutNode();
  context.skip(isNodeInUsualPlace(project), 'this machine has node where the hooks look for it');
  project.sandbox.run('git', ['init', '-q', '--bare', join(project.sandbox.root, 'remote.git')]);
  blocked(
    project.tryGit('push', '../remote.git', 'main'),
    'unleak: node was not found, so nothing was checked and the push is refused',
  );
});

test('without the package the commit is refused, and says what to run', () => {
  const project = guarded();
  const moved = join(project.sandbox.root, 'package');
  mkdirSync(join(moved, 'hooks'), { recursive: true });
  const hook = join(project.path, '.git/hooks/pre-commit');
  const outcome = project.sandbox.run('sed', ['-i', `s|'[^']*/hooks/pre-commit'|'${moved}/hooks/pre-commit'|g`, hook]);
  expect(outcome.status).toBe(0);
  rmSync(moved, { recursive: true });
  const refused = blocksCommit(
    project,
    () => project.commitAll('clean', { a: 'a\n' }),
    'is missing, so nothing was checked',
  );
  expect(seen(refused)).toContain('npx unleak init');
});
