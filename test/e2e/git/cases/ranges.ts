import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, TestRepository } from '../../../support/sandbox.ts';
import { type Adapter, idsOf, listed, range, raw, refusal, revList, using } from '../adapters.ts';

const NOWHERE = '1234567890123456789012345678901234567890';

/** base - one - two on main, base - side on side; merged. */
function history(): { made: TestRepository; base: string; one: string; side: string; merge: string } {
  const made = repository();
  const base = made.commit('base', { a: 'a\n', 'd/b': 'b\n' });
  const one = made.commit('one', { a: 'a2\n', 'd/c': 'c\n' });
  made.git('checkout', '-q', '-b', 'side', base);
  const side = made.commit('side', { 'e/f': 'f\n' });
  made.git('checkout', '-q', 'main');
  made.git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
  return { made, base, one, side, merge: made.git('rev-parse', 'HEAD') };
}

export function rangeCases(adapter: Adapter): void {
  test('a commit range: its objects and its commits', async () => {
    const { made, base, one, merge } = history();
    await using(adapter, made, async (git) => {
      for (const exclude of [[], [base], [one], [merge]]) {
        const not = exclude.map((oid) => `^${oid}`);
        expect(await idsOf(git.objects(range([merge], { exclude })))).toEqual(revList(made, merge, ...not));
        const commits = await git.commits(range([merge], { exclude }));
        expect(commits.toSorted()).toEqual(
          raw(made, 'rev-list', merge, ...not)
            .split('\n')
            .filter(Boolean)
            .sort(),
        );
        for (const [i, oid] of commits.entries()) {
          const parents = raw(made, 'rev-parse', `${oid}^@`).split('\n');
          expect(commits.slice(0, i).some((earlier) => parents.includes(earlier))).toBe(false);
        }
      }
    });
  });

  test('a remote whose name begins another one’s is not thought to have what that one has', async () => {
    const made = repository();
    const one = made.commit('one', { a: 'a\n' });
    made.git('remote', 'add', 'team', 'https://one.example');
    made.git('remote', 'add', 'team/origin', 'https://two.example');
    made.git('update-ref', 'refs/remotes/team/origin/main', one);
    await using(adapter, made, async (store) => {
      const walk = store.objects(range([one], { excludeRefs: { remote: 'team' } }));
      expect((await listed(walk)).map(({ oid }) => oid)).toContain(one);
    });
  });

  test('new objects of a push: no refs, all refs, one remote left out', async () => {
    const { made, base, one, merge } = history();
    made.git('update-ref', 'refs/remotes/origin/main', base);
    made.git('update-ref', 'refs/remotes/other/main', merge);
    made.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    const next = made.git('commit-tree', '-p', 'HEAD', '-m', 'next', 'HEAD^{tree}');
    await using(adapter, made, async (git) => {
      const objects = (rest: Parameters<typeof range>[1]) => idsOf(git.objects(range([next], rest)));
      expect(await objects({ excludeRefs: 'none' })).toEqual(revList(made, next));
      expect(await objects({ excludeRefs: 'all' })).toEqual([next]);
      expect(await objects({ excludeRefs: { remote: 'origin' } })).toEqual(revList(made, next, '--not', base));
      expect(await objects({ excludeRefs: { remote: 'other' } })).toEqual([next]);
      expect(await objects({ excludeRefs: { remote: 'none-such' } })).toEqual(revList(made, next));
      expect(await objects({ excludeRefs: { remote: 'origin' }, exclude: [one] })).toEqual(
        revList(made, next, '--not', base, one),
      );
    });
    made.git('pack-refs', '--all');
    await using(adapter, made, async (git) => {
      expect(await idsOf(git.objects(range([next], { excludeRefs: 'all' })))).toEqual([next]);
      expect(await git.commits(range([next], { excludeRefs: 'all' }))).toEqual([next]);
      expect(await idsOf(git.objects(range([], { excludeRefs: 'all' })))).toEqual([]);
    });
  });

  test('tags: annotated, of a blob, of a tree, of a tag; a light tag on a blob', async () => {
    const { made, base, merge } = history();
    made.git('tag', '-m', 'first', 'annotated', merge);
    made.git('tag', '-m', 'second', 'of-tag', 'annotated');
    made.git('tag', '-m', 'blob', 'of-blob', 'HEAD:d/c');
    made.git('tag', '-m', 'tree', 'of-tree', 'HEAD:d');
    made.git('tag', 'light', 'HEAD:a');
    await using(adapter, made, async (git) => {
      for (const name of ['annotated', 'of-tag', 'of-blob', 'of-tree', 'light', 'HEAD^{tree}', 'HEAD:d']) {
        const tip = made.git('rev-parse', name);
        for (const exclude of [[], [base], [made.git('rev-parse', 'annotated')], [made.git('rev-parse', 'of-tree')]]) {
          const expected = revList(made, tip, ...exclude.map((oid) => `^${oid}`));
          expect(await idsOf(git.objects(range([tip], { exclude }))), `${name} not ${exclude}`).toEqual(expected);
        }
      }
      expect(await git.commits(range([made.git('rev-parse', 'of-tag')], { exclude: [base] }))).toHaveLength(3);
      expect(await git.commits(range([made.git('rev-parse', 'of-blob')]))).toEqual([]);
    });
  });

  test('an octopus merge and a second root', async () => {
    const made = repository();
    const base = made.commit('base', { a: 'a\n' });
    for (const name of ['x', 'y', 'z']) {
      made.git('checkout', '-q', '-b', name, base);
      made.commit(name, { [name]: `${name}\n` });
    }
    made.git('merge', '-q', '-m', 'octopus', 'x', 'y');
    made.git('checkout', '-q', '--orphan', 'root');
    made.commit('second root', { r: 'r\n' });
    made.git('merge', '-q', '--allow-unrelated-histories', '-m', 'roots', 'z');
    const tip = made.git('rev-parse', 'HEAD');
    await using(adapter, made, async (git) => {
      expect(await idsOf(git.objects(range([tip])))).toEqual(revList(made, tip));
      expect(await idsOf(git.objects(range([tip], { exclude: [base] })))).toEqual(revList(made, tip, `^${base}`));
    });
  });

  test('what a submodule points to is not of this repository', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n' });
    made.git('update-index', '--add', '--cacheinfo', `160000,${NOWHERE},sub`);
    made.git('commit', '-q', '-m', 'submodule');
    const tip = made.git('rev-parse', 'HEAD');
    expect(await using(adapter, made, (git) => idsOf(git.objects(range([tip]))))).toEqual(revList(made, tip));
  });

  test('a left-out id that does not exist is ignored; a tip that does not exist is an error', async () => {
    const { made, merge } = history();
    await using(adapter, made, async (git) => {
      expect(await idsOf(git.objects(range([merge], { exclude: [NOWHERE] })))).toEqual(revList(made, merge));
      expect(await refusal(listed(git.objects(range([NOWHERE]))))).toMatch(/^object-/);
      expect(await refusal(git.commits(range([NOWHERE])))).toMatch(/^object-/);
    });
  });

  test('a shallow clone ends at its boundary', async () => {
    const { made, one, side } = history();
    const clone = new TestRepository(made.sandbox, 'shallow');
    clone.git('fetch', '-q', '--depth=2', `file://${made.path}`, 'main');
    const tip = clone.git('rev-parse', 'FETCH_HEAD');
    await using(adapter, clone, async (git) => {
      expect(await git.shallowBoundary()).toEqual(new Set([one, side]));
      expect(await idsOf(git.objects(range([tip])))).toEqual(revList(clone, tip));
      expect(await git.commits(range([tip]))).toHaveLength(3);
      const blobs = new Set([clone.git('rev-parse', `${tip}:d/b`)]);
      const introductions = await git.introductions([one, side], blobs);
      expect(introductions.map(({ commit, path }) => [commit, path])).toEqual([
        [one, 'd/b'],
        [side, 'd/b'],
      ]);
    });
    expect(await using(adapter, made, (git) => git.shallowBoundary())).toEqual(new Set());
  });

  test('grafts and replacements hide nothing', async () => {
    const { made, one, merge } = history();
    const all = revList(made, merge);
    writeFileSync(join(made.path, '.git/info/grafts'), `${merge} ${one}\n`);
    made.git('replace', '--graft', one);
    await using(adapter, made, async (git) => {
      expect(await idsOf(git.objects(range([merge])))).toEqual(all);
      expect(await git.commits(range([merge]))).toHaveLength(4);
    });
  });

  test('the worktrees’ HEADs count as refs', async () => {
    const { made } = history();
    made.git('worktree', 'add', '-q', '--detach', join(made.sandbox.root, 'linked'));
    const linked = Object.assign(new TestRepository(made.sandbox, 'unused'), {
      path: join(made.sandbox.root, 'linked'),
    });
    const tip = linked.commit('in the linked worktree', { l: 'l\n' });
    for (const cwd of [made.path, linked.path])
      expect(
        await using(adapter, made, (git) => idsOf(git.objects(range([tip], { excludeRefs: 'all' }))), { cwd }),
      ).toEqual([]);
  });
}
