import { copyFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project, seen } from '../../support/cli.ts';
import {
  agreesWithSlow,
  data,
  fastImport,
  giveSalt,
  leakyHistory,
  leakyStream,
  packFolder,
  repack,
  reportOf,
  scanAll,
} from '../../support/history/leaky-history.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { githubToken } from '../../support/secrets.ts';
import { appending, refDelta, writeEntries } from '../../unit/git/pack/pack-writer.ts';

const blob = (content: string): string => `blob\n${data(content)}`;

/** Puts objects into the repository, each from its content. @returns ids */
function hashed(project: Project, ...contents: (string | Buffer)[]): string[] {
  return contents.map((content) => {
    const args = ['hash-object', '-w', '--stdin'];
    return project.sandbox.run('git', args, { cwd: project.path, input: content }).stdout.trim();
  });
}

/** Says that something was not scanned, and does not pass: with findings it blocks, without it is incomplete. */
function expectGap(outcome: Outcome, reason: string): void {
  expect(outcome.status, seen(outcome)).toBeGreaterThan(0);
  const { skipped } = reportOf(outcome).coverage;
  expect(skipped).toContainEqual(expect.objectContaining({ reason, incomplete: true }));
}

describe('the fast way and the slow one find the same in', () => {
  test('one pack of deltas', () => {
    const project = leakyHistory({ commits: 60 });
    repack(project, '--depth=50', '--window=50');
    expect(agreesWithSlow(project).length).toBeGreaterThan(40);
  });

  test('a chain of 250 deltas', () => {
    const project = leakyHistory({ commits: 260, files: 1, leaks: 0.02 });
    repack(project, '--depth=4000', '--window=300');
    expect(agreesWithSlow(project).length).toBeGreaterThan(5);
  });

  test('several packs, a kept one, loose objects, and objects that stand in all of them', () => {
    const project = leakyHistory({ seed: 2 });
    repack(project);
    const [kept] = readdirSync(packFolder(project)).filter((name) => name.endsWith('.pack'));
    writeFileSync(join(packFolder(project), kept!.replace('.pack', '.keep')), '');
    fastImport(project, leakyStream({ seed: 3, branch: 'other', commits: 10 }));
    project.git('repack', '-dq');
    fastImport(project, leakyStream({ seed: 4, branch: 'third', commits: 10 }));
    project.git('repack', '-aq');
    const before = agreesWithSlow(project);
    project.commit('loose', { 'loose.txt': `token ${githubToken()}\n` });
    expect(agreesWithSlow(project)).toHaveLength(before.length + 1);
  });

  test('a repository all of loose objects', () => {
    const project = leakyHistory({ commits: 15 });
    project.sandbox.run('bash', ['-c', 'mv *.pack .. && for p in ../*.pack; do git unpack-objects -q < $p; done'], {
      cwd: packFolder(project),
    });
    rmSync(packFolder(project), { recursive: true });
    expect(agreesWithSlow(project).length).toBeGreaterThan(5);
  });

  test('a repository with SHA-256 ids', () => {
    const project = leakyHistory({ init: ['--object-format=sha256'] });
    repack(project);
    expect(agreesWithSlow(project).length).toBeGreaterThan(20);
  });

  test('a pack of REF_DELTAs', () => {
    const project = leakyHistory({});
    repack(project);
    project.git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-adfq');
    expect(agreesWithSlow(project).length).toBeGreaterThan(20);
  });

  test('a shared clone with objects of its own', () => {
    const origin = leakyHistory({});
    repack(origin);
    origin.sandbox.run('git', ['clone', '-q', '--shared', origin.path, 'shared']);
    const clone = new Project('shared', [], origin.sandbox);
    giveSalt(clone);
    fastImport(clone, leakyStream({ seed: 9, branch: 'own', commits: 10 }));
    expect(agreesWithSlow(clone).length).toBeGreaterThan(25);
    rmSync(packFolder(origin), { recursive: true });
    expectGap(scanAll(clone), 'unreadable-file');
  });

  test('a shallow clone, which says that it is not all', () => {
    const origin = leakyHistory({});
    origin.sandbox.run('git', ['clone', '-q', '--depth=5', `file://${origin.path}`, 'shallow']);
    const clone = new Project('shallow', [], origin.sandbox);
    giveSalt(clone);
    agreesWithSlow(clone);
    expectGap(scanAll(clone), 'shallow-boundary');
  });

  test('a partial clone, which says what was not fetched', () => {
    const origin = leakyHistory({});
    origin.git('config', 'uploadpack.allowFilter', 'true');
    const args = ['clone', '-q', '--no-checkout', '--filter=blob:none', `file://${origin.path}`, 'partial'];
    origin.sandbox.run('git', args);
    const clone = new Project('partial', [], origin.sandbox);
    giveSalt(clone);
    agreesWithSlow(clone);
    expectGap(scanAll(clone), 'missing-object');
  });

  test('an empty repository', () => {
    const project = new Project();
    giveSalt(project);
    expect(agreesWithSlow(project)).toEqual([]);
  });

  test('a repository with only a tag on a blob', () => {
    const project = new Project();
    giveSalt(project);
    const [oid] = hashed(project, `token ${githubToken()}\n`);
    project.git('tag', '-a', '-m', `a message with ${githubToken()}`, 'v1', oid!);
    expect(agreesWithSlow(project)).toHaveLength(2);
    repack(project);
    expect(agreesWithSlow(project)).toHaveLength(2);
  });

  test('blobs that nothing reaches, stashes, commits that only the reflog knows, notes', () => {
    const project = leakyHistory({ commits: 5 });
    const secret = () => `token ${githubToken()}\n`;
    project.git('checkout', '-qf', 'main');
    hashed(project, secret(), secret());
    project.write('dir0/main0.txt', secret());
    project.git('add', '-A', 'dir0');
    project.git('stash');
    project.commit('lost', { 'lost.txt': secret() });
    project.git('reset', '-q', '--hard', 'HEAD~1');
    project.git('notes', 'add', '-m', secret());
    giveSalt(project);
    const found = agreesWithSlow(project);
    project.git('repack', '-adq', '--keep-unreachable');
    expect(agreesWithSlow(project)).toEqual(found);
  });

  test('replaced and grafted commits', () => {
    const project = leakyHistory({ commits: 12 });
    repack(project);
    const [tip, , , early] = project.git('rev-list', 'main').split('\n');
    project.git('replace', '--graft', tip!, early!);
    const [harmless] = hashed(project, 'nothing\n');
    project.git('replace', '-f', project.git('rev-parse', 'main:dir0'), project.git('mktree', '--missing'));
    project.git('replace', '-f', project.git('rev-parse', 'main~3:dir1/main1.txt'), harmless!);
    const found = new Set(agreesWithSlow(project).map((place) => place.split(' ').at(-1)));
    for (const name of project.git('replace', '-l').split('\n')) project.git('replace', '-d', name);
    expect(new Set(agreesWithSlow(project).map((place) => place.split(' ').at(-1)))).toEqual(found);
  });

  test('objects of more than 32 MiB, and deltas on them', () => {
    const project = new Project();
    giveSalt(project);
    const filler = 'nothing to see here, move along\n'.repeat((33 * 2 ** 20) / 32);
    const versions = ['', 'a line\n'].map((more) => `${more}${filler}token ${githubToken()}\n`);
    fastImport(project, `${versions.map(blob).join('')}${blob(`token ${githubToken()}\n`)}done\n`);
    project.git('-c', 'core.bigFileThreshold=512m', 'repack', '-adfkq', '--window=10');
    expect(agreesWithSlow(project)).toHaveLength(3);
  });

  test.each(['16m', '1m', '300k'])('at most %s of memory', (memory) => {
    const project = leakyHistory({ commits: 30 });
    project.commit('large', { 'large.txt': `${'lorem ipsum '.repeat(300_000)}\ntoken ${githubToken()}\n` });
    repack(project);
    expect(agreesWithSlow(project, '--max-memory', memory).length).toBeGreaterThan(15);
  });

  test('a pack whose index is that of another, or is missing', () => {
    const project = leakyHistory({ commits: 10 });
    repack(project);
    const other = leakyHistory({ commits: 10, seed: 5 });
    repack(other);
    const [name, otherName] = [project, other].map(
      (of) => readdirSync(packFolder(of)).find((n) => n.endsWith('.idx'))!,
    );
    const index = join(packFolder(project), name!);
    rmSync(index);
    expectGap(scanAll(project), 'unreadable-file');
    copyFileSync(join(packFolder(other), otherName!), index);
    expectGap(scanAll(project), 'unreadable-file');
  });

  test('a pack with a delta on what is elsewhere: git can not read it either, and that is said', () => {
    const project = new Project();
    const base = 'nothing here\n';
    const [oid] = hashed(project, base);
    const { id, delta } = appending(`token ${githubToken()}\n`, base);
    const bytes = refDelta(delta, Buffer.from(oid!, 'hex'));
    writeEntries(join(project.path, '.git/objects'), 'thin', [{ id, bytes }]);
    const outcome = scanAll(project);
    expect(outcome.status, seen(outcome)).toBe(2);
    expect(seen(outcome)).toContain(id.toString('hex'));
  });
});
