import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { TestRepository } from '../sandbox.ts';

/** All bytes that git can reach in a repository: every object, reachable or not, every file and name below .git and the work tree. */
export function everythingIn(repo: TestRepository): Buffer {
  const objects = execFileSync('git', ['cat-file', '--batch-all-objects', '--batch', '--unordered'], {
    cwd: repo.path,
    env: repo.sandbox.env,
    maxBuffer: 2 ** 28,
  });
  const names = readdirSync(repo.path, { recursive: true, encoding: 'utf8' });
  const files = names
    .map((name) => join(repo.path, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  return Buffer.concat([objects, Buffer.from(names.join('\n')), ...files.map((file) => readFileSync(file))]);
}

/** Gives each object that nothing leads to a ref of its own. */
export function pinAll(repo: TestRepository): void {
  // A damaged repository has an error to tell, too.
  const { stdout: lost } = repo.sandbox.run('git', [
    '-C',
    repo.path,
    'fsck',
    '--unreachable',
    '--no-reflogs',
    '--connectivity-only',
  ]);
  for (const [, oid] of lost.matchAll(/^unreachable \w+ ([0-9a-f]+)$/gm))
    repo.git('update-ref', `refs/pinned/${oid}`, oid!);
}
