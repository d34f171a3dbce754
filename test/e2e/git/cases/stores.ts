import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WINDOW_OVERLAP, WINDOW_SIZE } from '../../../../src/git/windows.ts';
import { repository, sandbox, TestRepository } from '../../../support/sandbox.ts';
import { type Adapter, contentsOf, idsOf, listed, range, raw, refusal, revList, using } from '../adapters.ts';

const NOWHERE = '1234567890123456789012345678901234567890';

/** Every object of the store as git has it: id, type and content. */
function storedByGit(made: TestRepository): Map<string, string> {
  const lines = raw(made, 'cat-file', '--batch-all-objects', '--batch-check').split('\n').filter(Boolean);
  return new Map(
    lines.map((line) => {
      const [oid = '', type = ''] = line.split(' ');
      return [oid, `${type} ${raw(made, 'cat-file', type, oid)}`];
    }),
  );
}

async function agrees(adapter: Adapter, made: TestRepository): Promise<void> {
  const { objects, missing } = await using(adapter, made, (git) => contentsOf((visitor) => git.readAll(visitor)));
  const read = new Map([...objects].map(([oid, { type, bytes }]) => [oid, `${type} ${bytes.toString('latin1')}`]));
  expect(missing).toEqual([]);
  expect(Object.fromEntries(read)).toEqual(Object.fromEntries(storedByGit(made)));
}

const looseFile = (made: TestRepository, oid: string): string =>
  join(made.path, '.git/objects', oid.slice(0, 2), oid.slice(2));

export function storeCases(adapter: Adapter): void {
  test('loose, packed, both, with deltas, dangling, empty', async () => {
    const made = repository();
    const long = Array.from({ length: 400 }, (_, i) => createHash('sha1').update(`${i}`).digest('hex')).join('\n');
    made.commit('one', {
      a: long,
      empty: '',
      lfs: 'version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n',
    });
    for (let i = 0; i < 6; i++) made.commit(`change ${i}`, { a: `${long}\n${i}\n` });
    made.git('tag', '-m', 'tag', 'v1');
    await agrees(adapter, made);
    made.git('repack', '-q', '-a', '-d');
    expect(raw(made, 'count-objects', '-v')).toContain('count: 0\n');
    await agrees(adapter, made);
    made.commit('loose', { b: 'b\n' });
    made.sandbox.run('git', ['hash-object', '-w', '--stdin'], { cwd: made.path, input: 'dangling' });
    made.git('repack', '-q');
    await agrees(adapter, made);
    // Deltas that name their base by id, as `git push` sends them.
    made.git('config', 'repack.useDeltaBaseOffset', 'false');
    made.git('repack', '-q', '-a', '-d', '-f');
    await agrees(adapter, made);
  });

  test('an empty store', async () => {
    await agrees(adapter, repository());
  });

  test('reads what is asked for and says what is missing', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', empty: '' });
    const [blob, empty, tree] = ['HEAD:a', 'HEAD:empty', 'HEAD^{tree}'].map((name) => made.git('rev-parse', name));
    const asked = [blob!, NOWHERE, empty!, tree!, made.git('rev-parse', 'HEAD')];
    const { objects, missing } = await using(adapter, made, (git) => contentsOf((visitor) => git.read(asked, visitor)));
    expect(missing).toEqual([NOWHERE]);
    expect([...objects].map(([oid, { type, windows }]) => [oid, type, windows])).toEqual([
      [blob, 'blob', 1],
      [empty, 'blob', 1],
      [tree, 'tree', 1],
      [asked[4], 'commit', 1],
    ]);
  });

  test('a large object comes in overlapping windows', async () => {
    const made = repository();
    const big = Buffer.alloc(9 * 1024 * 1024 + 7);
    for (let at = 0; at < big.length; at += 4)
      big.writeUInt32LE((Math.imul(at, 2654435761) >>> 0) % 4093, Math.min(at, big.length - 4));
    made.commit('big', { big });
    const oid = made.git('rev-parse', 'HEAD:big');
    const offsets: [number, number][] = [];
    const whole = Buffer.alloc(big.length);
    await using(adapter, made, (git) =>
      git.read([oid], {
        window: ({ bytes, offset }) => {
          offsets.push([offset, bytes.length]);
          bytes.copy(whole, offset);
        },
        missing: () => expect.unreachable(),
      }),
    );
    expect(whole.equals(big)).toBe(true);
    expect(offsets.length).toBeGreaterThan(1);
    for (const [i, [offset, length]] of offsets.entries()) {
      expect(length).toBeLessThan(WINDOW_SIZE + 1024 * 1024);
      if (i > 0) expect(offset).toBe(offsets[i - 1]![0] + offsets[i - 1]![1] - WINDOW_OVERLAP);
    }
  });

  test('the visitor’s own error comes through, even in the middle of much data', async () => {
    const made = repository();
    made.commit('big', { a: Buffer.alloc(5 * 1024 * 1024, 'a'), b: Buffer.alloc(5 * 1024 * 1024, 'b') });
    const oids = ['HEAD:a', 'HEAD:b'].map((name) => made.git('rev-parse', name));
    const failing = {
      window: () => {
        throw new Error('the visitor’s own');
      },
      missing: () => {},
    };
    await using(adapter, made, async (git) => {
      await expect(git.read(oids, failing)).rejects.toThrow('the visitor’s own');
      await expect(git.readAll(failing)).rejects.toThrow('the visitor’s own');
    });
  });

  test('a corrupt object is an error, whichever way it is met', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', 'd/b': 'b\n' });
    const [tip, blob, tree] = ['HEAD', 'HEAD:a', 'HEAD:d'].map((name) => made.git('rev-parse', name));
    chmodSync(looseFile(made, blob!), 0o644);
    writeFileSync(looseFile(made, blob!), 'not deflated at all');
    await using(adapter, made, async (git) => {
      for (const reading of [git.readAll.bind(git), git.read.bind(git, [blob!])]) {
        const missing: string[] = [];
        const visitor = { window: () => {}, missing: (oid: string) => void missing.push(oid) };
        const code = await reading(visitor).then(
          () => '',
          (error) => error.code,
        );
        // git calls a loose object that it can't open missing; either way nobody is told that it was read.
        if (adapter === 'git') expect(code === 'object-corrupt' || missing.includes(blob!)).toBe(true);
        else expect(code).toBe('object-corrupt');
      }
    });
    chmodSync(looseFile(made, tree!), 0o644);
    writeFileSync(looseFile(made, tree!), 'not deflated at all');
    await using(adapter, made, async (git) => {
      const seen = await listed(git.objects(range([tip!]))).catch(() => undefined);
      if (seen) expect(seen.find(({ oid }) => oid === tree)?.missing).toBe(true);
    });
  });

  test('an object whose bytes are not what its id says is an error', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', b: 'b\n' });
    const [a, b] = ['HEAD:a', 'HEAD:b'].map((name) => looseFile(made, made.git('rev-parse', name)));
    rmSync(a!);
    made.sandbox.run('cp', [b!, a!]);
    const nothing = { window: () => {}, missing: () => {} };
    const code = await using(adapter, made, (git) => git.readAll(nothing)).then(
      () => 'read',
      (error) => error.code,
    );
    // `git cat-file` trusts the store; only `git fsck` compares.
    expect(code).toBe(adapter === 'git' ? 'read' : 'object-corrupt');
  });

  test('a missing blob and a missing tree are listed as missing', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', 'd/b': 'b\n' });
    const [tip, blob, tree] = ['HEAD', 'HEAD:a', 'HEAD:d'].map((name) => made.git('rev-parse', name));
    for (const oid of [blob!, tree!]) rmSync(looseFile(made, oid));
    const seen = await using(adapter, made, (git) => listed(git.objects(range([tip!]))));
    expect(seen.filter(({ missing }) => missing).map(({ oid }) => oid)).toEqual([blob!, tree!].sort());
  });

  test('a missing commit is an error', async () => {
    const made = repository();
    const one = made.commit('one', { a: 'a\n' });
    const two = made.commit('two', { a: 'b\n' });
    rmSync(looseFile(made, one));
    await using(adapter, made, async (git) => {
      expect(await refusal(listed(git.objects(range([two]))))).toMatch(/^(object-missing|object-corrupt|git-failed)$/);
      expect(await refusal(git.commits(range([two])))).toMatch(/^(object-missing|object-corrupt|git-failed)$/);
    });
  });

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
    await agrees(adapter, third);
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
    await agrees(adapter, made);
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
