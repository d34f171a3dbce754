import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, type TestRepository } from '../../../support/sandbox.ts';
import { type Adapter, listed, range, refusal, using } from '../adapters.ts';

const looseFile = (made: TestRepository, oid: string): string =>
  join(made.path, '.git/objects', oid.slice(0, 2), oid.slice(2));

export function damageCases(adapter: Adapter): void {
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
}
