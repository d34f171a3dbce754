import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository, type TestRepository } from '../../../../support/sandbox.ts';
import { objectsOf } from './attributed.ts';
import { awkwardHistory, Dice } from './awkward-history.ts';
import { allOf, gitText } from './oracle.ts';

/** A history with tags on blobs, trees and tags, notes, and commits that no ref reaches. */
export function awkward(seed: number, commits: number, ...initArgs: string[]): TestRepository {
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
export const someBlobs = (repo: TestRepository): string[] => {
  const dice = new Dice(7);
  return allOf(repo, 'blob').filter(() => dice.chance(33));
};

/** Ways to pack a repository: arguments of git. */
export const REPACK: Readonly<Record<string, readonly string[]>> = {
  'as imported': [],
  'chains of 50': ['repack', '-adfq', '--keep-unreachable', '--window=50', '--depth=50'],
  'chains of 200': ['repack', '-adfq', '--keep-unreachable', '--window=200', '--depth=200'],
  'no deltas': ['repack', '-adfq', '--keep-unreachable', '--depth=0'],
  'deltas by id': ['-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq', '--keep-unreachable', '--window=50'],
};

/** Copies all objects into another repository: one third each into two packs, some into both, the rest loose. */
export function scatter(from: TestRepository, to: TestRepository): void {
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
