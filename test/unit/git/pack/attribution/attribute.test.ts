import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, type TestRepository } from '../../../../support/sandbox.ts';
import { attributed, linesOf, linesWithBefore, objectsOf } from './attributed.ts';
import { awkwardHistory } from './awkward-history.ts';
import { awkward, REPACK, scatter, someBlobs } from './awkward-repository.ts';
import { allOf, beforeByGit, gitText, introductionsByGit, statesByGit, tipsOf } from './oracle.ts';

function expectAsGit(repo: TestRepository, flagged: readonly string[]): void {
  const found = attributed(repo, flagged);
  const commits = allOf(repo, 'commit');
  expect(found.incomplete).toEqual([]);
  expect(found.tooMany).toBe(false);
  expect(found.commits).toBe(commits.length);
  expect(found.introductions.length).toBeGreaterThan(commits.length / 4);
  expect(linesOf(found)).toEqual(introductionsByGit(repo, commits, new Set(flagged)));
  expect([...found.states].sort()).toEqual(statesByGit(repo, tipsOf(repo), flagged).sort());
}

test.each(Object.keys(REPACK).flatMap((how) => [1, 2].map((seed) => [how, seed] as const)))(
  'equals git log, stored with %s (history %i)',
  (how, seed) => {
    const repo = awkward(seed, 220);
    if (REPACK[how]!.length > 0) repo.git(...REPACK[how]!);
    expectAsGit(repo, someBlobs(repo));
    expectAsGit(repo, allOf(repo, 'blob'));
  },
);

test('equals git log with SHA-256', () => {
  const repo = awkward(3, 120, '--object-format=sha256');
  repo.git('repack', '-adfq', '--keep-unreachable');
  expectAsGit(repo, someBlobs(repo));
});

test('equals git log where objects lie in several packs, some in two, and some loose', () => {
  const repo = awkward(4, 200);
  repo.git('repack', '-adfq', '--keep-unreachable');
  const spread = repository('--bare');
  scatter(repo, spread);
  expectAsGit(spread, someBlobs(spread));
  expect(linesOf(attributed(spread, allOf(spread, 'blob')))).toEqual(linesOf(attributed(repo, allOf(repo, 'blob'))));
});

test('is told which loose objects are commits', () => {
  const repo = repository('--bare');
  gitText(repo, ['-c', 'fastimport.unpackLimit=100000', 'fast-import', '--quiet', '--force'], awkwardHistory(5, 40));
  const blobs = allOf(repo, 'blob');
  expectAsGit(repo, blobs);
  expect(attributed(repo, blobs, { looseCommits: allOf(repo, 'commit') })).toEqual(attributed(repo, blobs));
});

test('equals git log where most lies in an alternate', () => {
  const repo = awkward(6, 100);
  const shared = repository('--bare');
  mkdirSync(join(objectsOf(shared), 'info'), { recursive: true });
  writeFileSync(join(objectsOf(shared), 'info', 'alternates'), `${objectsOf(repo)}\n`);
  for (const ref of ['main', 'dev']) shared.git('update-ref', `refs/heads/${ref}`, repo.git('rev-parse', ref));
  shared.git('commit-tree', '-m', 'above', '-p', 'main', 'main^{tree}');
  const found = attributed(shared, someBlobs(repo));
  expect(linesOf(found)).toEqual(linesOf(attributed(repo, someBlobs(repo))));
});

test('names what the parents had before', () => {
  const repo = awkward(8, 130);
  const flagged = someBlobs(repo);
  expect(linesWithBefore(attributed(repo, flagged))).toEqual(beforeByGit(repo, new Set(flagged)));
});

test('a range: other commits count as parents only', () => {
  const repo = awkward(9, 120);
  const flagged = allOf(repo, 'blob');
  const only = allOf(repo, 'commit').filter((_, i) => i % 3 === 0);
  const found = attributed(repo, flagged, { onlyCommits: only });
  expect(linesOf(found)).toEqual(introductionsByGit(repo, only, new Set(flagged)));
  expect(found.states).toEqual(attributed(repo, flagged).states);
});

test('parents are older than their children, and the order is that of the ages', () => {
  const repo = awkward(10, 150);
  const { introductions } = attributed(repo, allOf(repo, 'blob'));
  const ages = new Map(introductions.map(({ commit, age }) => [commit, age]));
  for (const line of gitText(repo, ['rev-list', '--all', '--parents']).trim().split('\n')) {
    const [commit, ...parents] = line.split(' ').map((id) => ages.get(id));
    if (commit !== undefined) for (const parent of parents) expect(parent ?? 0).toBeLessThan(commit);
  }
  const inOrder = introductions.map(({ age }) => age);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
});

test('nothing flagged, nothing there', () => {
  const empty = repository('--bare');
  expect(attributed(empty, [])).toEqual({
    introductions: [],
    states: new Map(),
    commits: 0,
    incomplete: [],
    tooMany: false,
  });
  const blob = 'a'.repeat(40);
  expect(attributed(awkward(11, 10), [blob]).states).toEqual(new Map([[blob, 'unreachable']]));
});
