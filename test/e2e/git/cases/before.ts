import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository } from '../../../support/sandbox.ts';
import { type Adapter, using } from '../adapters.ts';

const text = (seed: string): string => Array.from({ length: 20 }, (_, i) => `${seed} line ${i}\n`).join('');

export function beforeCases(adapter: Adapter): void {
  test('what HEAD has at the path, or at the path it was renamed from', async () => {
    const made = repository();
    made.commit('one', { a: 'a\n', 'dir/old': text('moved'), same: 'same\n' });
    made.write('a', 'changed\n');
    made.write('new', text('something else'));
    renameSync(join(made.path, 'dir/old'), join(made.path, 'renamed'));
    made.git('add', '-A');
    const before = await using(adapter, made, (git) => git.before(new Set(['a', 'new', 'renamed', 'same'])));
    expect(Object.fromEntries(before)).toEqual({
      a: { before: [made.git('rev-parse', 'HEAD:a')] },
      renamed: { before: [made.git('rev-parse', 'HEAD:dir/old')], movedFrom: 'dir/old' },
      same: { before: [made.git('rev-parse', 'HEAD:same')] },
    });
  });

  test('while merging, what both parents have', async () => {
    const made = repository();
    made.commit('base', { a: 'base\n' });
    made.git('checkout', '-q', '-b', 'other');
    made.commit('theirs', { a: 'theirs\n', t: 'from them\n' });
    made.git('checkout', '-q', 'main');
    made.commit('ours', { a: 'ours\n' });
    made.tryGit('merge', 'other');
    made.write('a', 'resolved\n');
    made.git('add', 'a');
    const before = await using(adapter, made, (git) => git.before(new Set(['a', 't'])));
    expect(Object.fromEntries(before)).toEqual({
      a: { before: [made.git('rev-parse', 'main:a'), made.git('rev-parse', 'other:a')] },
      t: { before: [made.git('rev-parse', 'other:t')] },
    });
  });

  test('in pre-merge-commit, where only GITHEAD_<oid> names the other parent', async () => {
    const made = repository();
    made.commit('base', { a: 'base\n' });
    made.git('checkout', '-q', '-b', 'other');
    const other = made.commit('theirs', { t: 'from them\n' });
    made.git('checkout', '-q', 'main');
    made.git('read-tree', '-m', 'main', 'other');
    const env = { [`GITHEAD_${other}`]: 'other' };
    const before = await using(adapter, made, (git) => git.before(new Set(['t'])), { env });
    expect(Object.fromEntries(before)).toEqual({ t: { before: [made.git('rev-parse', 'other:t')] } });
  });

  test('before the first commit there is nothing', async () => {
    const made = repository();
    made.write('a', 'a\n');
    made.git('add', 'a');
    expect(await using(adapter, made, (git) => git.before(new Set(['a'])))).toEqual(new Map());
  });
}
