import { describe, expect, test } from 'vitest';
import { bytesOf, rewriteObjects, TEXT, writeRaw } from '../../support/purge/rewriting.ts';
import { repository, type TestRepository } from '../../support/sandbox.ts';

const messageOf = (repo: TestRepository, oid: string): string =>
  bytesOf(repo, oid).toString('latin1').split('\n\n').slice(1).join('\n\n');

describe.each([[], ['--object-format=sha256']])('ids in messages (%s)', (...initArgs) => {
  test('full and short ids follow, as long as they were; what only looks like one stays', () => {
    const repo = repository(...initArgs);
    const clean = repo.commit('clean', { 'a.txt': 'a\n' });
    const leaky = repo.commit('leaky', { 's.txt': `${TEXT}\n` });
    const text = (id: string, other: string): string =>
      `See ${id}, ${id.slice(0, 7)}(${id.slice(0, 12)}) and x${id.slice(0, 9)} ${id.slice(0, 8)}_ ${id.slice(0, 6)} ${id}0\n\n${other} ${id.slice(0, 10)}`;
    const citing = repo.git('commit-tree', '-p', leaky, '-m', text(leaky, clean), `${leaky}^{tree}`);
    const tag = writeRaw(repo, 'tag', `object ${citing}\ntype commit\ntag t\n\n${leaky}\n`);
    const done = rewriteObjects(repo, { tips: [tag] });
    const now = done.of(leaky)!;
    const kept = new RegExp(`x${leaky.slice(0, 9)} ${leaky.slice(0, 8)}_ ${leaky.slice(0, 6)} ${leaky}0`);
    expect(messageOf(repo, done.of(citing)!)).toMatch(kept);
    expect(messageOf(repo, done.of(citing)!).replace(kept, '')).toBe(
      `${text(now, clean)}\n`.replace(/x\w+ \w+_ \w+ \w+0/, ''),
    );
    expect(messageOf(repo, done.of(tag)!)).toBe(`${now}\n`);
    expect(done.citations).toEqual({ updated: 5, left: [] });
  });

  test('a commit on another branch is cited: it is written first', () => {
    const repo = repository(...initArgs);
    const leaky = repo.commit('leaky', { 's.txt': `${TEXT}\n` });
    const commits: string[] = [];
    // Each cites the one before it, on a branch of its own, and its own parent is the first.
    for (let i = 0; i < 12; i++) {
      const cites = commits.at(-1) ?? leaky;
      commits.push(
        repo.git('commit-tree', '-p', leaky, '-m', `${i} cites ${cites.slice(0, 9 + i)}`, `${leaky}^{tree}`),
      );
    }
    for (const tips of [commits, [...commits].reverse()]) {
      const done = rewriteObjects(repo, { tips });
      for (const [i, commit] of commits.entries())
        expect(messageOf(repo, done.of(commit)!)).toBe(
          `${i} cites ${done.of(commits[i - 1] ?? leaky)!.slice(0, 9 + i)}\n`,
        );
      expect(done.citations).toEqual({ updated: 12, left: [] });
    }
  });

  test('a citation alone changes no commit; it is listed', () => {
    const repo = repository(...initArgs);
    const clean = repo.commit('clean', { 'a.txt': 'a\n' });
    const leaky = repo.commit('leaky', { 's.txt': `${TEXT}\n` });
    const citing = repo.git('commit-tree', '-p', clean, '-m', `like ${leaky.slice(0, 10)}`, `${clean}^{tree}`);
    const done = rewriteObjects(repo, { tips: [leaky, citing] });
    expect(done.of(citing)).toBe(citing);
    expect(done.citations).toEqual({ updated: 0, left: [{ commit: citing, cites: leaky }] });
    expect(done.dry.commits).toBe(1);
  });
});
