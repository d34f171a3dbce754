import { describe, expect, it } from 'vitest';
import { refChanges } from '../../../../src/purge/safety/ref-changes.ts';

const id = (digit: string): string => digit.repeat(40);
const newOf = (oid: string): string | null | undefined => ({ [id('a')]: id('b'), [id('d')]: null })[oid];

describe('the moves of refs', () => {
  it('are those of refs whose object changed, symbolic ones left alone', () => {
    const refs = [
      { name: 'HEAD', oid: id('a'), symbolic: 'refs/heads/main' },
      { name: 'refs/heads/main', oid: id('a') },
      { name: 'refs/heads/clean', oid: id('c') },
      { name: 'refs/remotes/origin/HEAD', oid: id('a'), symbolic: 'refs/remotes/origin/main' },
      { name: 'refs/tags/gone', oid: id('d') },
      { name: 'worktrees/x/HEAD', oid: id('a') },
    ];
    expect(refChanges(refs, newOf)).toEqual([
      { name: 'refs/heads/main', old: id('a'), new: id('b') },
      { name: 'refs/tags/gone', old: id('d'), new: null },
      { name: 'worktrees/x/HEAD', old: id('a'), new: id('b') },
    ]);
  });

  it('rename replace refs, and drop those that replace nothing or themselves', () => {
    const replace = (of: string, by: string) => ({ name: `refs/replace/${id(of)}`, oid: id(by) });
    expect(refChanges([replace('a', 'c')], newOf)).toEqual([
      { name: `refs/replace/${id('a')}`, old: id('c'), new: null },
      { name: `refs/replace/${id('b')}`, old: null, new: id('c') },
    ]);
    expect(refChanges([replace('c', 'a')], newOf)).toEqual([
      { name: `refs/replace/${id('c')}`, old: id('a'), new: id('b') },
    ]);
    expect(refChanges([replace('d', 'c')], newOf)).toEqual([
      { name: `refs/replace/${id('d')}`, old: id('c'), new: null },
    ]);
    expect(refChanges([replace('a', 'b')], newOf)).toEqual([
      { name: `refs/replace/${id('a')}`, old: id('b'), new: null },
    ]);
    expect(refChanges([replace('a', 'c'), replace('b', 'c')], newOf)).toEqual([
      { name: `refs/replace/${id('a')}`, old: id('c'), new: null },
    ]);
  });

  it.each([[{ name: 'HEAD', oid: id('d') }], [{ name: 'worktrees/x/HEAD', oid: id('d') }]])(
    'never leave a HEAD with nothing',
    (ref) => {
      expect(() => refChanges([ref], newOf)).toThrow(/leave nothing/);
    },
  );

  it('never leave a branch that is checked out with nothing', () => {
    const refs = [
      { name: 'HEAD', oid: id('d'), symbolic: 'refs/heads/main' },
      { name: 'refs/heads/main', oid: id('d') },
    ];
    expect(() => refChanges(refs, newOf)).toThrow(/refs\/heads\/main/);
  });
});
