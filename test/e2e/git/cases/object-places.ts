import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, sandbox, TestRepository } from '../../../support/sandbox.ts';
import { type Adapter, contentsOf, idsOf, listed, range, raw, refusal, revList, using } from '../adapters.ts';
import { storesAgree } from '../stores-agree.ts';

export function objectPlaceCases(adapter: Adapter): void {
  test('alternates, and alternates of alternates', async () => {
    const first = repository();
    first.commit('one', { a: 'a\n' });
    const second = new TestRepository(first.sandbox, 'second', []);
    writeFileSync(join(second.path, '.git/objects/info/alternates'), `# comment\n${first.path}/.git/objects\n`);
    second.git('update-ref', 'HEAD', first.git('rev-parse', 'HEAD'));
    second.commit('two', { b: 'b\n' });
    second.git('repack', '-q', '-d', '-l');
    const third = new TestRepository(first.sandbox, 'third "quoted"', []);
    writeFileSync(join(third.path, '.git/objects/info/alternates'), '../../../second/.git/objects\n');
    // A ring must come to an end.
    writeFileSync(
      join(first.path, '.git/objects/info/alternates'),
      `"${third.path.replaceAll('"', '\\"')}/.git/objects"\n`,
    );
    const tip = second.git('rev-parse', 'HEAD');
    expect(await using(adapter, third, (git) => idsOf(git.objects(range([tip]))))).toEqual(revList(second, tip));
    await storesAgree(adapter, third);
  });

  test('the quarantine of a push', async () => {
    const made = repository();
    const one = made.commit('one', { a: 'a\n' });
    const bare = new TestRepository(made.sandbox, 'server.git', ['--bare']);
    made.git('push', '-q', bare.path, 'main');
    const quarantine = join(bare.path, 'objects/tmp_objdir-incoming-x');
    mkdirSync(join(quarantine, 'pack'), { recursive: true });
    const env = {
      GIT_DIR: '.',
      GIT_OBJECT_DIRECTORY: quarantine,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(bare.path, 'objects'),
      GIT_QUARANTINE_PATH: quarantine,
    };
    const two = made.commit('two', { b: 'b\n' });
    const pack = made.sandbox.run(
      'sh',
      ['-c', `printf '%s\\n' ${two} ^${one} | git pack-objects -q --revs --stdout > ../p`],
      { cwd: made.path },
    );
    expect(pack.status).toBe(0);
    expect(made.sandbox.run('sh', ['-c', 'git unpack-objects -q < ../p'], { cwd: bare.path, env }).stderr).toBe('');
    expect(bare.tryGit('cat-file', '-e', two).status).not.toBe(0);
    await using(
      adapter,
      bare,
      async (git) => {
        const objects = await idsOf(git.objects(range([two], { excludeRefs: 'all' })));
        expect(objects).toEqual(revList(made, two, `^${one}`));
        const { missing } = await contentsOf((visitor) => git.read([...objects, one], visitor));
        expect(missing).toEqual([]);
        expect(await git.resolve(two)).toBe(two);
      },
      { env },
    );
    expect(await using(adapter, bare, (git) => git.resolve(two))).toBeUndefined();
  });

  test('a partial clone: what is missing is listed, nothing is fetched', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', 'd/b': 'b\n' });
    const tip = made.commit('two', { a: 'a2\n' });
    made.git('config', 'uploadpack.allowFilter', 'true');
    const partial = new TestRepository(made.sandbox, 'partial');
    made.sandbox.run('git', ['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${made.path}`, 'cloned']);
    Object.assign(partial, { path: join(made.sandbox.root, 'cloned') });
    const before = raw(partial, 'count-objects', '-v');
    const blobs = ['HEAD:a', 'HEAD~:a', 'HEAD:d/b'].map((name) => made.git('rev-parse', name)).sort();
    await using(adapter, partial, async (git) => {
      expect(await git.isPartial()).toBe(true);
      const seen = await listed(git.objects(range([tip])));
      expect(seen.filter(({ missing }) => missing).map(({ oid }) => oid)).toEqual(blobs);
      expect(seen.map(({ oid }) => oid)).toEqual(revList(made, tip));
      // Reading one says that it is missing, or refuses; it must not be fetched.
      const missing: string[] = [];
      const visitor = { window: () => expect.unreachable(), missing: (oid: string) => void missing.push(oid) };
      const code = await git.read([blobs[0]!], visitor).then(
        () => '',
        (error) => error.code,
      );
      expect(code === 'object-missing' || missing.length === 1).toBe(true);
      const found = await git.introductions([tip], new Set(blobs));
      expect(found.map(({ path }) => path)).toEqual(['a']);
    });
    expect(raw(partial, 'count-objects', '-v')).toBe(before);
    expect(await using(adapter, made, (git) => git.isPartial())).toBe(false);
  });

  test('SHA-256', async () => {
    const made = new TestRepository(sandbox(), 'repo', ['--object-format=sha256']);
    const tip = made.commit('one', { a: 'a\n' });
    if (adapter !== 'git') {
      expect(await refusal(using(adapter, made, (git) => git.staged()))).toBe('unsupported');
      return;
    }
    await storesAgree(adapter, made);
    expect(await using(adapter, made, (git) => idsOf(git.objects(range([tip]))))).toEqual(revList(made, tip));
    made.write('a', 'changed\n');
    made.git('add', 'a');
    expect(await using(adapter, made, (git) => git.staged())).toHaveLength(1);
  });

  test('an extension that nobody knows is refused', async () => {
    const made = repository();
    made.git('config', 'core.repositoryFormatVersion', '1');
    made.git('config', 'extensions.fromTheFuture', 'true');
    const code = await refusal(using(adapter, made, (git) => git.staged()));
    expect(code).toBe(adapter === 'git' ? 'git-failed' : 'unsupported');
  });
}
