import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { addPurgedObjects } from '../../../src/gate/purged/add-purged-objects.ts';
import { blocked, CLI, guarded, Project, seen, succeeds } from '../../support/cli.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';
import { ServerAndProject, startedServer, type Transport } from '../../support/server.ts';
import { permissionsCount, unprivileged } from '../../support/unprivileged.ts';

const WHEN = new Date('2026-11-22T00:00:00Z');

/** So much that the server reads the pack itself. */
const LARGE = 1_500_000;

const listOf = (gitDirectory: string): string => join(gitDirectory, 'unleak/purged-objects');

/** All objects that a revision reaches and `main` does not. */
const reached = (project: Project, revision: string, not = 'main'): string[] =>
  project
    .git('rev-list', '--objects', revision, `^${not}`)
    .split('\n')
    .map((line) => line.split(' ', 1)[0]!);

const word = (count: number): string => `${count} purged object${count === 1 ? '' : 's'} would come back`;

/** A commit on a branch `old` that was purged: it holds what the scanner does not know, as purged texts often are. */
function purgedCommit(
  project: Project,
  files: Record<string, string | Buffer> = { 'a.txt': 'my password\n' },
): string[] {
  project.git('switch', '-q', '-c', 'old');
  project.commit('old', files);
  project.git('switch', '-q', 'main');
  return reached(project, 'old');
}

describe.each<Transport>(['file', 'http'])('a server with a list, over %s', (transport) => {
  test('the old history is refused by name; the new one passes', async () => {
    const both = await startedServer(transport);
    const oids = purgedCommit(both.project);
    addPurgedObjects(both.server.path, oids, WHEN);
    const { stderr } = await both.refuses(['origin', 'old'], `remote: unleak: push refused: ${word(3)}`);
    for (const [at, kind] of ['commit', 'tree', 'blob'].entries()) expect(stderr).toContain(`- ${kind} ${oids[at]}`);
    expect(stderr).toContain('`unleak rejoin`');
    expect(stderr).toContain("in the server's git directory");
    both.project.commit('new', { 'a.txt': '***REMOVED***\n' });
    await both.accepts('-q', 'origin', 'main');
  });
});

describe('what comes back', () => {
  test('nothing but the blob, in a new commit, a merge, a tag on it', async () => {
    const both = await startedServer();
    const { project } = both;
    const blob = purgedCommit(project)[2]!;
    addPurgedObjects(both.server.path, [blob], WHEN);
    project.commit('copied', { 'deep/down/b.txt': 'my password\n' });
    const words = `remote: unleak: push refused: ${word(1)}`;
    expect((await both.refuses(['origin', 'main'], words)).stderr).toContain(`- blob ${blob}`);
    project.git('reset', '-q', '--hard', 'origin/main');
    project.git('merge', '-q', '--no-ff', '-m', 'merged', 'old');
    await both.refuses(['origin', 'main'], words);
    project.git('tag', 'light', blob);
    await both.refuses(['origin', 'light'], words);
    project.git('tag', '-a', '-m', 'a tag', 'annotated', blob);
    await both.refuses(['origin', 'annotated'], words);
  });

  test('a commit or a tag whose text was purged', async () => {
    const both = await startedServer();
    const { project } = both;
    const commit = project.commit('my password');
    project.git('tag', '-a', '-m', 'my password', 'v1', 'HEAD^');
    const tag = project.git('rev-parse', 'v1');
    addPurgedObjects(both.server.path, [commit, tag], WHEN);
    expect((await both.refuses(['origin', 'main'], word(1))).stderr).toContain(`- commit ${commit}`);
    expect((await both.refuses(['origin', 'v1'], word(1))).stderr).toContain(`- tag ${tag}`);
    await both.refuses(['origin', 'main', 'v1'], word(2));
  });

  test('what the server still has in its store, and no ref reaches', async () => {
    const both = await startedServer();
    const { project, server } = both;
    const oids = purgedCommit(project);
    await both.accepts('-q', 'origin', 'old');
    server.git('update-ref', '-d', 'refs/heads/old');
    addPurgedObjects(server.path, oids, WHEN);
    await both.refuses(['origin', 'old'], `push refused: ${word(3)}`);
  });

  test('a secret beside it; more than five', async () => {
    const both = await startedServer();
    const { project } = both;
    const files = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`f${n}`, `my password ${n}\n`]));
    addPurgedObjects(both.server.path, purgedCommit(project, files), WHEN);
    project.git('switch', '-q', 'old');
    project.commit('more', { config: `TOKEN = "${githubToken()}"\n` });
    const { stderr } = await both.refuses(
      ['origin', 'old'],
      /push refused: 1 secret in what this push brings, and 9 purged/,
    );
    expect(stderr).toContain('… and 4 more');
    expect(stderr).toContain('path: config:1:10');
  });

  test.each([[undefined], ['1']])('in a pack that is larger than what git reads (unpackLimit %s)', async (limit) => {
    const both = await startedServer();
    if (limit !== undefined) both.server.git('config', 'receive.unpackLimit', limit);
    const { project, server } = both;
    const oids = purgedCommit(project, { 'a.txt': 'my password\n', large: randomBytes(LARGE) });
    const blob = project.git('rev-parse', 'old:a.txt');
    addPurgedObjects(server.path, [blob], WHEN);
    const { stderr } = await both.refuses(['origin', 'old'], `push refused: ${word(1)}`);
    expect(stderr).toContain(`- blob ${blob}`);
    addPurgedObjects(server.path, oids, WHEN);
    await both.refuses(['origin', 'old'], `push refused: ${word(4)}`);
    project.commit('clean', { large: randomBytes(LARGE) });
    await both.accepts('-q', 'origin', 'main');
  });

  test('in a SHA-256 repository', async () => {
    const project = new Project('repo', ['--object-format=sha256']);
    project.commit('start', { 'README.md': 'a project\n' });
    const server = new Project('shop.git', ['--bare', '--object-format=sha256'], project.sandbox);
    succeeds(server.unleak('init', '--server'));
    const both = new ServerAndProject(project, server, pathToFileURL(server.path).href);
    await both.accepts('-q', 'origin', 'main');
    const oids = purgedCommit(project);
    expect(oids[0]).toHaveLength(64);
    addPurgedObjects(server.path, oids, WHEN);
    expect((await both.refuses(['origin', 'old'], word(3))).stderr).toContain(`- commit ${oids[0]}`);
    project.commit('new', { b: 'b\n' });
    await both.accepts('-q', 'origin', 'main');
  });
});

describe('the administrator', () => {
  test('lifts one object by deleting its line, and writes comments', async () => {
    const both = await startedServer();
    const oids = purgedCommit(both.project);
    addPurgedObjects(both.server.path, oids, WHEN);
    const file = listOf(both.server.path);
    const without = (lifted: string) => readFileSync(file, 'utf8').replace(`${lifted}\n`, '');
    writeFileSync(file, `# Ann: the tree is harmless\n\n${without(oids[1]!)}`);
    await both.refuses(['origin', 'old'], word(2));
    for (const oid of oids) writeFileSync(file, without(oid));
    await both.accepts('-q', 'origin', 'old');
  });

  test.each<[string, (file: string) => void, string]>([
    ['cut off', (file) => writeFileSync(file, readFileSync(file).subarray(0, -4)), 'is damaged: line 4'],
    ['text', (file) => writeFileSync(file, 'all of them\n'), 'is damaged: line 1'],
    ['a folder', (file) => replace(file, () => mkdirSync(file)), "can't be read: it is no regular file"],
    [
      'a link',
      (file) => replace(file, () => symlinkSync(`${file}.kept`, file)),
      "can't be read: it is no regular file",
    ],
    ['a link to nothing', (file) => replace(file, () => symlinkSync('nothing', file)), "can't be read"],
  ])('has damaged the list (%s): nothing passes, and it says so', async (_, damage, words) => {
    const both = await startedServer();
    addPurgedObjects(both.server.path, purgedCommit(both.project), WHEN);
    damage(listOf(both.server.path));
    both.project.commit('harmless', { b: 'b\n' });
    const { stderr } = await both.refuses(['origin', 'main'], words);
    expect(stderr).toContain('remote: unleak: The list of purged objects (unleak/purged-objects in the git directory)');
    rmSync(listOf(both.server.path), { recursive: true });
    await both.accepts('-q', 'origin', 'main');
  });

  test('has put a FIFO there: it is not opened', async () => {
    const both = await startedServer();
    mkdirSync(join(both.server.path, 'unleak'));
    both.project.sandbox.run('mkfifo', [listOf(both.server.path)]);
    both.project.commit('harmless', { b: 'b\n' });
    await both.refuses(['origin', 'main'], 'it is no regular file');
  });

  test.runIf(permissionsCount).each([
    ['the list', 'unleak/purged-objects'],
    ['its folder', 'unleak'],
  ])('lets nobody read %s: nothing passes', async (_, name) => {
    const both = await startedServer();
    addPurgedObjects(both.server.path, purgedCommit(both.project), WHEN);
    chmodSync(join(both.server.path, name), 0);
    const commit = both.project.commit('harmless', { b: 'b\n' });
    both.server.git('fetch', '-q', both.project.path, 'main');
    const [command, args] = unprivileged(process.execPath, [CLI, 'hook', 'pre-receive']);
    const input = `${'0'.repeat(40)} ${commit} refs/heads/topic\n`;
    const outcome = both.project.sandbox.run(command, args, { cwd: both.server.path, input, env: { GIT_DIR: '.' } });
    chmodSync(join(both.server.path, name), 0o755);
    expect(outcome.status, seen(outcome)).toBe(2);
    expect(outcome.stderr).toContain(
      "The list of purged objects (unleak/purged-objects in the git directory) can't be read",
    );
    expect(outcome.stderr).toContain('EACCES');
  });
});

function replace(file: string, make: () => void): void {
  renameSync(file, `${file}.kept`);
  make();
}

describe('a client with a list', () => {
  /** A project with the client's hooks, a bare remote without any, and a purged branch `old`. */
  function withRemote(): { project: Project; remote: Project; oids: string[] } {
    const project = guarded();
    const remote = new Project('remote.git', ['--bare'], project.sandbox);
    project.git('remote', 'add', 'origin', pathToFileURL(remote.path).href);
    succeeds(project.tryGit('push', '-q', '-u', 'origin', 'main'));
    return { project, remote, oids: purgedCommit(project) };
  }

  function blocksPush(remote: Project, push: () => Outcome, words = `unleak: push blocked: ${word(3)}`): Outcome {
    const outcome = blocked(push(), words);
    expect(remote.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    return outcome;
  }

  test('does not push the old history; the new one it does', () => {
    const { project, remote, oids } = withRemote();
    addPurgedObjects(join(project.path, '.git'), oids, WHEN);
    const { stderr } = blocksPush(remote, () => project.tryGit('push', 'origin', 'old'));
    expect(stderr).toContain(`- commit ${oids[0]}`);
    expect(stderr).toContain("in this repository's git directory");
    project.write('sub/b', 'b\n');
    blocksPush(remote, () => project.gitIn('sub', 'push', 'origin', 'main', 'old'));
    project.commit('new', {});
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
  });

  test('from a linked work tree, its own list being that of all', () => {
    const { project, remote, oids } = withRemote();
    const linked = join(project.sandbox.root, 'linked');
    project.git('worktree', 'add', '-q', linked, 'old');
    addPurgedObjects(join(project.path, '.git'), oids, WHEN);
    blocksPush(remote, () => project.sandbox.run('git', ['push', 'origin', 'old'], { cwd: linked }));
    mkdirSync(join(linked, 'sub'));
    blocksPush(remote, () => project.sandbox.run('git', ['push', 'origin', 'HEAD:x'], { cwd: join(linked, 'sub') }));
  });

  test('with the git directory elsewhere, and named', () => {
    const { project, remote, oids } = withRemote();
    const { root } = project.sandbox;
    addPurgedObjects(join(project.path, '.git'), oids, WHEN);
    const named = ['--git-dir', join(project.path, '.git'), '--work-tree', project.path, 'push', 'origin', 'old'];
    blocksPush(remote, () => project.sandbox.run('git', named));
    renameSync(join(project.path, '.git'), join(root, 'elsewhere'));
    writeFileSync(join(project.path, '.git'), 'gitdir: ../elsewhere\n');
    blocksPush(remote, () => project.tryGit('push', 'origin', 'old'));
  });

  test.each(['git', 'isomorphic-git'])('a range that would bring it back is refused, too, by %s', (adapter) => {
    const { project, oids } = withRemote();
    addPurgedObjects(join(project.path, '.git'), oids, WHEN);
    const scan = (...args: string[]) => project.unleak('scan', '--git', adapter, ...args);
    const range = scan('--range', 'main..old', '--format', 'json');
    expect(range.status, seen(range)).toBe(1);
    expect(JSON.parse(range.stdout)).toMatchObject({
      verdict: 'block',
      findings: [],
      purged: { state: 'incoming', count: 3, objects: expect.arrayContaining([{ object: oids[0], kind: 'commit' }]) },
    });
    expect(blocked(scan('--range', 'main..old'), '').stdout).toContain(`unleak: ${word(3)} with main..old\n`);
    succeeds(scan('--range', 'old..main'));
  });

  test.each(['git', 'isomorphic-git'])('a scan of everything says what is in the store, by %s', (adapter) => {
    const { project, oids } = withRemote();
    const scan = (...args: string[]) => project.unleak('scan', '--all', '--git', adapter, ...args);
    addPurgedObjects(join(project.path, '.git'), ['f'.repeat(40), 'e'.repeat(64)], WHEN);
    expect(succeeds(scan()).stdout).not.toContain('purged');
    addPurgedObjects(join(project.path, '.git'), oids, WHEN);
    for (const packed of [false, true]) {
      if (packed) project.git('gc', '-q');
      expect(succeeds(scan()).stdout).toMatch(/^unleak: no secrets in .*; 3 purged objects are in the store\n/);
      const { purged, verdict } = JSON.parse(succeeds(scan('--format', 'json')).stdout);
      expect(verdict).toBe('allow');
      expect(purged.objects.map(({ object }: { object: string }) => object)).toEqual(oids.toSorted());
    }
  });

  test('nothing of a list that nobody has made', () => {
    const { project } = withRemote();
    mkdirSync(join(project.path, '.git/unleak'));
    expect(seen(succeeds(project.tryGit('push', '-q', 'origin', 'old')))).toBe('');
  });
});
