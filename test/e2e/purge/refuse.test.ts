import '../../support/purge/version.ts';
import { existsSync, mkdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readLayout } from '../../../src/git/refs/layout.ts';
import { Journal, newPurgeId } from '../../../src/purge/safety/journal.ts';
import { startOf } from '../../../src/purge/safety/process-start.ts';
import { PurgeLock } from '../../../src/purge/safety/purge-lock.ts';
import { refuse } from '../../../src/purge/safety/refuse.ts';
import { planAt } from '../../../src/purge/steps/plan-purge.ts';
import { TestRepository as Repo, repository, type TestRepository } from '../../support/sandbox.ts';
import { text } from '../../unit/purge/clean/targets.ts';
import { useEnvironment } from './use-environment.ts';

/** The codes with which a repository is refused. */
async function codes(repo: TestRepository, options: { neededBytes?: number; cwd?: string } = {}): Promise<string[]> {
  useEnvironment(repo.sandbox.env);
  const layout = await readLayout(options.cwd ?? repo.path);
  const found = await refuse({
    layout,
    backup: join(repo.sandbox.root, 'backup'),
    neededBytes: options.neededBytes ?? 0,
  });
  for (const { message, wayOut } of found) {
    expect(message).toMatch(/^[A-Z`/].*[.)]$/s);
    expect(wayOut.length).toBeGreaterThan(10);
  }
  return found.map(({ code }) => code);
}

function committed(): TestRepository {
  const repo = repository();
  repo.commit('one', { file: 'one\n', other: 'x\n' });
  repo.commit('two', { file: 'two\n' });
  return repo;
}

const put = (repo: TestRepository, path: string, text = 'x\n'): void => repo.write(join('.git', path), text);

/** A branch that is in conflict with main. */
function conflicting(repo: TestRepository): void {
  repo.git('checkout', '-q', '-b', 'side', 'HEAD~');
  repo.commit('side', { file: 'side\n' });
  repo.git('checkout', '-q', 'main');
}

describe('a repository that can be purged', () => {
  it.each<[string, (repo: TestRepository) => void]>([
    ['as it is', () => {}],
    ['with untracked and ignored files', (repo) => repo.write('untracked', 'x')],
    ['with a detached HEAD', (repo) => void repo.git('checkout', '-q', '--detach')],
    ['with linked work trees', (repo) => void repo.git('worktree', 'add', '-q', '../linked')],
    [
      'with a stash',
      (repo) => {
        repo.write('file', 'changed\n');
        repo.git('stash');
      },
    ],
    [
      'with a branch without a commit checked out',
      (repo) => {
        repo.git('checkout', '-q', '--orphan', 'unborn');
        repo.git('rm', '-rfq', '.');
      },
    ],
    ['with a gc that was killed long ago', (repo) => put(repo, 'gc.pid', `999999999 ${hostname()}`)],
    [
      'with a commit that fsck frowns upon',
      (repo) => {
        const tree = repo.git('rev-parse', 'HEAD^{tree}');
        const text = `tree ${tree}\nauthor A <a@example.com> 1 +051800\ncommitter A <a@example.com> 1 +0000\n\nodd\n`;
        const written = repo.sandbox.run('git', ['hash-object', '-t', 'commit', '-w', '--stdin', '--literally'], {
          cwd: repo.path,
          input: text,
        });
        repo.git('update-ref', 'refs/heads/odd', written.stdout.trim());
      },
    ],
  ])('%s', async (_, prepare) => {
    const repo = committed();
    prepare(repo);
    expect(await codes(repo)).toEqual([]);
  });

  it.each([['--bare'], ['--object-format=sha256']])('made with %s', async (option) => {
    const repo = repository(option);
    if (option !== '--bare') repo.commit('one', { file: 'x' });
    expect(await codes(repo)).toEqual([]);
  });

  it('seen from a linked work tree', async () => {
    const repo = committed();
    repo.git('worktree', 'add', '-q', '../linked');
    expect(await codes(repo, { cwd: join(repo.sandbox.root, 'linked') })).toEqual([]);
  });
});

describe('a repository that is refused', () => {
  it.each<[string, string, (repo: TestRepository) => void]>([
    ['alternates', 'borrowed objects', (repo) => put(repo, 'objects/info/alternates', `${repo.path}/.git/objects\n`)],
    ['grafts', 'grafts', (repo) => put(repo, 'info/grafts', `${repo.git('rev-parse', 'HEAD')}\n`)],
    [
      'keep',
      'a kept pack',
      (repo) => {
        repo.git('repack', '-adq');
        put(repo, 'objects/pack/pack-0.keep');
      },
    ],
    ['partial', 'a partial clone', (repo) => void repo.git('config', 'remote.origin.promisor', 'true')],
    ['partial', 'a promisor pack', (repo) => put(repo, 'objects/pack/pack-0.promisor')],
    ['dirty', 'a changed file', (repo) => repo.write('file', 'changed\n')],
    [
      'dirty',
      'a staged file',
      (repo) => {
        repo.write('new', 'x\n');
        repo.git('add', 'new');
      },
    ],
    ['dirty', 'a deleted file', (repo) => rmSync(join(repo.path, 'file'))],
    [
      'dirty',
      'a file that is to be added',
      (repo) => {
        repo.write('new', 'x\n');
        repo.git('add', '-N', 'new');
      },
    ],
    [
      'dirty',
      'a change in a linked work tree',
      (repo) => {
        repo.git('worktree', 'add', '-q', '../linked');
        writeFileSync(join(repo.sandbox.root, 'linked/file'), 'changed\n');
      },
    ],
    [
      'work-tree-gone',
      'a work tree on a disk that is not there',
      (repo) => {
        repo.git('worktree', 'add', '-q', '../linked');
        renameSync(join(repo.sandbox.root, 'linked'), join(repo.sandbox.root, 'elsewhere'));
      },
    ],
    ['at-work', 'a locked index', (repo) => put(repo, 'index.lock')],
    ['at-work', 'a locked ref', (repo) => put(repo, 'refs/heads/main.lock')],
    ['at-work', 'locked packed refs', (repo) => put(repo, 'packed-refs.lock')],
    ['at-work', 'a running gc', (repo) => put(repo, 'gc.pid', `${process.pid} ${hostname()}`)],
    ['at-work', 'a gc on another machine', (repo) => put(repo, 'gc.pid', '1 another-machine.example')],
    [
      'at-work',
      'a purge on another machine',
      (repo) =>
        put(
          repo,
          'unleak/purge.lock',
          JSON.stringify({ pid: 1, host: 'another-machine.example', start: '', token: 't' }),
        ),
    ],
    ['reftable', 'refs that are no files', (repo) => mkdirSync(join(repo.path, '.git/reftable'))],
    [
      'symbolic-links',
      'a git-new-workdir',
      (repo) => {
        renameSync(join(repo.path, '.git/refs'), join(repo.sandbox.root, 'refs'));
        repo.sandbox.run('ln', ['-s', join(repo.sandbox.root, 'refs'), join(repo.path, '.git/refs')]);
      },
    ],
    ['corrupt', 'a ref to nothing', (repo) => put(repo, 'refs/heads/broken', `${'1'.repeat(40)}\n`)],
    [
      'precious-objects',
      'objects that git never deletes',
      (repo) => {
        repo.git('config', 'core.repositoryFormatVersion', '1');
        repo.git('config', 'extensions.preciousObjects', 'yes');
      },
    ],
    [
      'large-files',
      'a log of more than 2 GiB',
      (repo) => {
        put(repo, 'logs/x');
        truncateSync(join(repo.path, '.git/logs/x'), 2.5 * 2 ** 30);
      },
    ],
    ['unfinished', 'a bisect', (repo) => void repo.git('bisect', 'start')],
  ])('%s: %s', async (code, _, prepare) => {
    const repo = committed();
    prepare(repo);
    expect(await codes(repo)).toContain(code);
  });

  it.each<[string, string[]]>([
    ['merge', ['merge', 'side']],
    ['rebase', ['rebase', 'side']],
    ['rebase by patches', ['rebase', '--apply', 'side']],
    ['cherry-pick', ['cherry-pick', 'side']],
    ['revert', ['revert', '--no-edit', 'HEAD~2']],
  ])('unfinished: a %s', async (_, args) => {
    const repo = committed();
    if (args[0] === 'revert') repo.commit('three', { file: 'three\n' });
    conflicting(repo);
    if (args[0] === 'revert') args = ['revert', '--no-edit', 'main~1'];
    expect(repo.tryGit(...args).status).not.toBe(0);
    expect(await codes(repo)).toContain('unfinished');
  });

  it('shallow', async () => {
    const repo = committed();
    repo.sandbox.run('git', ['clone', '-q', '--depth=1', `file://${repo.path}`, 'clone']);
    const clone = Object.assign(Object.create(Repo.prototype) as TestRepository, {
      sandbox: repo.sandbox,
      path: join(repo.sandbox.root, 'clone'),
    });
    expect(existsSync(join(clone.path, '.git/shallow'))).toBe(true);
    expect(await codes(clone)).toEqual(['shallow']);
  });

  it('disk-space', async () => {
    expect(await codes(committed(), { neededBytes: 2 ** 60 })).toEqual(['disk-space']);
  });

  it.each([
    ['commit', 'HEAD~'],
    ['tree', 'HEAD~^{tree}'],
  ])('corrupt: a %s that is missing, which the plan finds as it reads the history', async (_, what) => {
    const repo = committed();
    useEnvironment(repo.sandbox.env);
    const oid = repo.git('rev-parse', what);
    rmSync(join(repo.path, '.git/objects', oid.slice(0, 2), oid.slice(2)));
    const targets = { texts: [text('one')], patterns: [], blobs: new Set<string>(), paths: [] };
    const { plan } = await planAt(repo.path, { cwd: repo.path, targets, way: { kind: 'in-place' } });
    expect(plan.refusals.map(({ code }) => code)).toEqual(['corrupt']);
    expect(plan.refusals[0]!.message).toContain(oid);
  });

  it('at-work: a purge that runs is named by its process, and is not taken for one that was cut off', async () => {
    const repo = committed();
    useEnvironment(repo.sandbox.env);
    const layout = await readLayout(repo.path);
    Journal.begin(layout.commonDirectory, newPurgeId(), join(repo.sandbox.root, 'backup'));
    expect(await codes(repo)).toEqual(['unfinished-purge']);
    // Our parent lives as long as we do.
    const { ppid } = process;
    const holder = { pid: ppid, host: hostname(), start: startOf(ppid), token: 't' };
    put(repo, 'unleak/purge.lock', JSON.stringify(holder));
    const found = await refuse({ layout, backup: join(repo.sandbox.root, 'other backup') });
    expect(found.map(({ code }) => code)).toEqual(['at-work']);
    expect(found[0]!.message).toContain(`(process ${ppid} on ${hostname()})`);
    expect(found[0]!.wayOut).toContain('remove `unleak/purge.lock`');
    expect(() => PurgeLock.take(layout.commonDirectory)).toThrow(`process ${ppid} on`);
  });

  it('environment: a hook’s', async () => {
    const repo = committed();
    useEnvironment(repo.sandbox.env);
    const layout = await readLayout(repo.path);
    process.env.GIT_INDEX_FILE = '/elsewhere';
    const found = await refuse({ layout, backup: join(repo.sandbox.root, 'backup') });
    delete process.env.GIT_INDEX_FILE;
    expect(found.map(({ code }) => code)).toEqual(['environment']);
  });
});
