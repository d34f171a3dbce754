import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, type TestRepository } from '../../../../support/sandbox.ts';
import { attributed, linesOf, linesWithBefore, objectsOf } from './attributed.ts';
import { awkwardHistory, Dice } from './awkward-history.ts';
import { allOf, beforeByGit, gitText, introductionsByGit, statesByGit, tipsOf } from './oracle.ts';

/** A history with tags on blobs, trees and tags, notes, and commits that no ref reaches. */
function awkward(seed: number, commits: number, ...initArgs: string[]): TestRepository {
  const repo = repository('--bare', ...initArgs);
  const history = awkwardHistory(seed, commits, initArgs.length > 0 ? 64 : 40);
  gitText(repo, ['-c', 'fastimport.unpackLimit=1', 'fast-import', '--quiet', '--force'], history);
  const blob = gitText(repo, ['hash-object', '-w', '--stdin'], 'only tagged\n').trim();
  repo.git('tag', 'light-blob', blob);
  repo.git('tag', '-a', '-m', 'x', 'blob', gitText(repo, ['hash-object', '-w', '--stdin'], 'tagged twice\n').trim());
  const inTree = gitText(repo, ['hash-object', '-w', '--stdin'], 'in a tagged tree\n').trim();
  repo.git('tag', '-a', '-m', 'x', 'tree', gitText(repo, ['mktree'], `100664 blob ${inTree}\todd mode\n`).trim());
  repo.git('tag', '-a', '-m', 'x', 'tag', 'tree');
  repo.git('notes', 'add', '-m', 'a note', 'main');
  repo.tryGit('branch', '-D', 'lost');
  return repo;
}

/** A third of all blobs. */
const someBlobs = (repo: TestRepository): string[] => {
  const dice = new Dice(7);
  return allOf(repo, 'blob').filter(() => dice.chance(33));
};

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

const REPACK: Readonly<Record<string, readonly string[]>> = {
  'as imported': [],
  'chains of 50': ['repack', '-adfq', '--keep-unreachable', '--window=50', '--depth=50'],
  'chains of 200': ['repack', '-adfq', '--keep-unreachable', '--window=200', '--depth=200'],
  'no deltas': ['repack', '-adfq', '--keep-unreachable', '--depth=0'],
  'deltas by id': ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--keep-unreachable', '--window=50'],
};

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

/** Copies all objects into another repository: one third each into two packs, some into both, the rest loose. */
function scatter(from: TestRepository, to: TestRepository): void {
  const dice = new Dice(5);
  const parts: string[][] = [[], [], []];
  for (const type of ['commit', 'tree', 'blob', 'tag']) {
    for (const id of allOf(from, type)) {
      const part = dice.roll(4);
      for (const into of part === 3 ? [0, 1] : [part]) parts[into]!.push(id);
    }
  }
  const folder = join(objectsOf(to), 'pack');
  mkdirSync(folder, { recursive: true });
  for (const [i, ids] of parts.entries()) {
    const base = join(i === 2 ? to.sandbox.root : folder, 'pack');
    const name = gitText(from, ['pack-objects', '-q', '--window=50', base], `${ids.join('\n')}\n`).trim();
    if (i === 2) to.sandbox.run('sh', ['-c', `git -C '${to.path}' unpack-objects -q < '${base}-${name}.pack'`]);
  }
  for (const line of gitText(from, ['for-each-ref', '--format=%(objectname) %(refname)']).trim().split('\n')) {
    const [id, ref] = line.split(' ');
    to.git('update-ref', ref!, id!);
  }
}
