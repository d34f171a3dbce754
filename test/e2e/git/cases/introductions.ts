import { chmodSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Introduction } from '../../../../src/git/repository.ts';
import { repository } from '../../../support/sandbox.ts';
import { type Adapter, using } from '../adapters.ts';

const text = (seed: string): string => Array.from({ length: 20 }, (_, i) => `${seed} line ${i}\n`).join('');

const brief = (found: readonly Introduction[]): [string, string, readonly string[]][] =>
  found.map(({ commit, path, before }) => [commit, path, before]);

export function introductionCases(adapter: Adapter): void {
  test('a root commit, a change, a rename, a mode, a copy', async () => {
    const made = repository();
    const root = made.commit('root', { a: text('first'), 'd/b': text('other') });
    const first = made.git('rev-parse', 'HEAD:a');
    const change = made.commit('change', { a: text('second') });
    const second = made.git('rev-parse', 'HEAD:a');
    renameSync(join(made.path, 'a'), join(made.path, 'd/renamed'));
    const rename = made.commit('rename');
    chmodSync(join(made.path, 'd/renamed'), 0o755);
    const mode = made.commit('mode');
    const copy = made.commit('copy', { copied: text('second') });
    const found = await using(adapter, made, (git) =>
      git.introductions([copy, mode, rename, change, root], new Set([first, second])),
    );
    expect(brief(found)).toEqual([
      [copy, 'copied', []],
      [mode, 'd/renamed', [second]],
      [rename, 'd/renamed', [second]],
      [change, 'a', [first]],
      [root, 'a', []],
    ]);
    expect(found[1]?.mode).toBe('100755');
  });

  test('one lost file is the source of one rename', async () => {
    const made = repository();
    const root = made.commit('root', { old: text('moved') });
    const blob = made.git('rev-parse', 'HEAD:old');
    renameSync(join(made.path, 'old'), join(made.path, 'new-1'));
    const next = made.commit('moved and copied', { 'new-2': text('moved') });
    const found = await using(adapter, made, (git) => git.introductions([next, root], new Set([blob])));
    expect(brief(found)).toEqual([
      [next, 'new-1', [blob]],
      [next, 'new-2', []],
      [root, 'old', []],
    ]);
  });

  test('a merge brings only what no parent has', async () => {
    const made = repository();
    made.commit('base', { a: text('base'), b: text('b') });
    made.git('checkout', '-q', '-b', 'side');
    made.commit('side', { a: text('side'), s: text('s') });
    made.git('checkout', '-q', 'main');
    made.commit('main', { a: text('main') });
    made.tryGit('merge', 'side');
    made.write('evil', text('only in the merge'));
    const merge = made.commit('merge', { a: text('resolved') });
    const blobs = new Set(['a', 'b', 's', 'evil'].map((path) => made.git('rev-parse', `HEAD:${path}`)));
    const found = await using(adapter, made, (git) => git.introductions([merge], blobs));
    expect(brief(found)).toEqual([
      [merge, 'a', [made.git('rev-parse', 'main~1:a'), made.git('rev-parse', 'side:a')]],
      [merge, 'evil', []],
    ]);
  });

  test('an octopus merge with a change of its own', async () => {
    const made = repository();
    const base = made.commit('base', { a: text('base') });
    for (const name of ['x', 'y', 'z']) {
      made.git('checkout', '-q', '-b', name, base);
      made.commit(name, { [name]: text(name) });
    }
    made.git('merge', '-q', '--no-commit', 'x', 'y');
    const merge = made.commit('octopus', { a: text('changed by the merge') });
    const blobs = new Set(['a', 'x', 'y', 'z'].map((path) => made.git('rev-parse', `HEAD:${path}`)));
    const found = await using(adapter, made, (git) => git.introductions([merge], blobs));
    const before = made.git('rev-parse', `${base}:a`);
    expect(brief(found)).toEqual([[merge, 'a', [before, before, before]]]);
  });

  test('a file becomes a link, a folder becomes a file; paths are bytes', async () => {
    const made = repository();
    const one = made.commit('one', { 'x/y': text('folder') });
    const blob = made.git('rev-parse', 'HEAD:x/y');
    const input = Buffer.from(
      `0 ${'0'.repeat(40)}\tx/y\0` + `100644 ${blob}\tcaf\xe9\n\0` + `120000 ${blob}\tx\0`,
      'latin1',
    );
    made.sandbox.run('git', ['update-index', '-z', '--index-info'], { cwd: made.path, input });
    made.git('commit', '-q', '-m', 'two');
    const two = made.git('rev-parse', 'HEAD');
    const found = await using(adapter, made, (git) => git.introductions([one, two], new Set([blob])));
    expect(brief(found)).toEqual([
      [one, 'x/y', []],
      [two, 'caf\xe9\n', [blob]],
      [two, 'x', []],
    ]);
    expect(found[2]?.mode).toBe('120000');
  });
}
