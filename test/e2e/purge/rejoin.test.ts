import '../../support/purge/version.ts';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { purgedInStore } from '../../../src/gate/purged/purged-in-store.ts';
import { readPurgedObjects } from '../../../src/gate/purged/read-purged-objects.ts';
import { undoPurge } from '../../../src/purge/purge.ts';
import type { Receipt } from '../../../src/purge/receipt/receipt.ts';
import { applyRejoin, finishRejoin, planRejoin, resumeRejoin, undoRejoin } from '../../../src/purge/rejoin/rejoin.ts';
import type { RejoinPlan, RejoinResult } from '../../../src/purge/rejoin/rejoin-types.ts';
import { renderRejoinPlan } from '../../../src/purge/rejoin/render-rejoin.ts';
import { type Clone, Team } from '../../support/purge/team.ts';
import { useEnvironment } from './use-environment.ts';

const TEXT = 'the-old-unlucky-words';
const MARKER = '***REMOVED***';
const WHEN = '2024-02-03T04:05:06+0530';

/** A history with the text from the second commit on, with tags, as all have it. */
function begin(team: Team): void {
  const { ann } = team;
  ann.commit('start', { readme: 'hello\n' });
  ann.git('tag', '-a', 'v0', '-m', `before it, with ${TEXT}`);
  ann.commit('add login', { 'src/config': `user = me\npassword = "${TEXT}"\nport = 1\n`, other: 'one\ntwo\nthree\n' });
  ann.git('tag', 'light');
  ann.git('tag', '-a', 'v1', '-m', `release with ${TEXT}`);
  ann.commit('more', { 'src/more': 'more\n' });
  ann.git('push', '-q', 'origin', 'HEAD', '--tags');
}

/** The old objects that a rejoin has to get rid of. */
function oldOf(receipt: Receipt, length = 40): Set<string> {
  const pairs = readFileSync(join(receipt.folder, 'commit-map'), 'latin1').split('\n').slice(1, -1);
  const commits = pairs.map((line) => line.split(' ')).filter(([old, now]) => old !== now);
  const blobs = readFileSync(join(receipt.folder, 'removed-blobs'), 'latin1').split('\n').filter(Boolean);
  const all = new Set([...commits.map(([old]) => old!), ...blobs]);
  expect([...all].every((oid) => oid.length === length)).toBe(true);
  return all;
}

const common = (a: ReadonlySet<string>, b: ReadonlySet<string>): string[] => [...a].filter((oid) => b.has(oid));

const request = (clone: Clone, receipt: Receipt) => ({ cwd: clone.path, maps: [receipt.folder], remote: 'origin' });

const plan = (clone: Clone, receipt: Receipt): Promise<RejoinPlan> => planRejoin(request(clone, receipt));

const rejoin = async (clone: Clone, receipt: Receipt): Promise<RejoinResult> => applyRejoin(await plan(clone, receipt));

const refs = (clone: Clone): string =>
  clone.git('for-each-ref', '--format=%(refname) %(objectname)') + clone.git('stash', 'list', '--format=%H %gs');

describe.each(['sha1', 'sha256'] as const)('a colleague rejoins, %s', (format) => {
  let team: Team;
  let bob: Clone;
  const length = format === 'sha1' ? 40 : 64;
  beforeEach(() => {
    team = new Team(format);
    useEnvironment(team.sandbox.env);
    begin(team);
    bob = team.join('bob');
  });
  afterEach(() => team.remove());

  /** Work on two branches, of which one touches the very file and one has a merge; a stash; a linked work tree. */
  function work(): void {
    const env = { GIT_AUTHOR_NAME: 'Bob', GIT_AUTHOR_DATE: WHEN, GIT_COMMITTER_DATE: WHEN };
    bob.git('switch', '-q', '-c', 'login');
    const text = `user = you\npassword = "${TEXT}"\nport = 2\n`;
    const cited = bob.git('rev-parse', 'origin/main').slice(0, 12);
    bob.commit(`touches it, after ${cited}`, { 'src/config': text }, env);
    bob.commit('copies it', { 'src/copy': text, 'src/again': `password = "${TEXT}"\n` }, env);
    bob.git('switch', '-q', '-c', 'side', 'origin/main');
    bob.commit('left', { left: 'left\n' }, env);
    bob.git('switch', '-q', '-c', 'right', 'origin/main~');
    bob.commit('right', { right: 'right\n', other: 'one\n2\nthree\n' }, env);
    bob.git('switch', '-q', 'side');
    bob.gitWith(env, 'merge', '-q', '--no-ff', '-m', 'a merge', 'right', 'login');
    bob.git('worktree', 'add', '-q', '../bob-linked', 'right');
    bob.git('tag', '-a', 'mine', '-m', 'my own tag', 'right');
    bob.write('other', 'one\ntwo\nthree\nfour\n');
    bob.git('stash', 'push', '-q', '-m', `first with ${TEXT}`);
    bob.write('src/config', `user = stashed\npassword = "${TEXT}"\nport = 1\n`);
    bob.git('stash', 'push', '-q');
    bob.git('switch', '-q', 'main');
    bob.write('untracked', 'mine\n');
  }

  it('keeps all own work, carries no old object along, and can push', async () => {
    work();
    const receipt = await team.purge(TEXT);
    const old = oldOf(receipt, length);
    const log = (clone: Clone) =>
      clone.git('log', '--author=Bob', '--format=%an %ae %aI %cn %cI %s', 'login', 'side', 'right');
    bob.git('fetch', '-q', '--prune');
    const v0 = bob.git('rev-parse', 'v0');
    const before = log(bob).replace(/after [0-9a-f]+/, '');

    const planned = await plan(bob, receipt);
    expect(planned).toMatchObject({ refusals: [], leftOut: [] });
    expect(common(old, bob.reachable()).length).toBeGreaterThan(0);
    const result = await applyRejoin(planned);
    expect(result.proof).toMatchObject({ clean: true, left: [] });

    expect(common(old, bob.reachable())).toEqual([]);
    expect(log(bob).replace(/after [0-9a-f]+/, '')).toBe(before);
    expect(before).toContain('Bob author@example.com 2024-02-03T04:05:06+05:30');
    const now = bob.git('rev-parse', 'origin/main');
    expect(bob.git('log', '-1', '--format=%s', 'login~')).toBe(`touches it, after ${now.slice(0, 12)}`);
    expect(bob.show('login', 'src/config')).toBe(`user = you\npassword = "${MARKER}"\nport = 2\n`);
    expect(bob.show('login', 'src/copy')).toBe(`user = you\npassword = "${MARKER}"\nport = 2\n`);
    expect(bob.show('side', 'src/again')).toBe(`password = "${MARKER}"\n`);
    expect(bob.show('side', 'other')).toBe('one\n2\nthree\n');
    expect(bob.git('rev-list', '--parents', '-1', 'side').split(' ')).toHaveLength(4);
    expect(bob.show('stash@{1}', 'other')).toBe('one\ntwo\nthree\nfour\n');
    expect(bob.show('stash@{0}', 'src/config')).toContain(`user = stashed\npassword = "${MARKER}"`);
    expect(bob.git('rev-parse', 'main')).toBe(now);
    expect(bob.git('rev-parse', 'mine^{commit}')).toBe(bob.git('rev-parse', 'right'));
    expect(bob.git('rev-parse', 'light')).toBe(bob.git('rev-parse', 'main~'));
    expect(bob.git('tag')).toBe('light\nmine\nv1');
    expect(result.dropped.map(({ name }) => name)).toEqual(['refs/tags/v0']);
    expect(bob.git('cat-file', 'tag', 'v1')).toContain(MARKER);
    expect(readPurgedObjects(join(bob.path, '.git'))!.has(v0)).toBe(true);
    expect(bob.git('status', '--porcelain')).toBe('?? untracked');
    expect(readFileSync(join(bob.path, 'src/config'), 'latin1')).toContain(MARKER);
    const linked = team.clone('bob-linked');
    expect(linked.git('status', '--porcelain')).toBe('');
    expect(linked.git('rev-parse', 'HEAD')).toBe(bob.git('rev-parse', 'right'));

    const there = team.server.objects();
    bob.git('push', '-q', 'origin', 'login', 'side', 'right', 'mine');
    const brought = [...team.server.objects()].filter((oid) => !there.has(oid));
    expect(brought.length).toBeGreaterThan(5);
    expect(brought.filter((oid) => old.has(oid))).toEqual([]);
    bob.git('fetch', '-q', '--tags');
    expect(bob.git('cat-file', 'tag', 'v0')).toContain(MARKER);

    expect(await finishRejoin(bob.path)).toMatchObject({ state: 'finished', proof: { clean: true, left: [] } });
    expect(common(old, bob.objects())).toEqual([]);
    expect(bob.everything()).not.toContain(TEXT);
    expect(existsSync(result.backup)).toBe(false);
    bob.git('fsck', '--full', '--strict');
    expect(bob.git('status', '--porcelain')).toBe('?? untracked');
    expect(await plan(bob, receipt)).toMatchObject({ old: { commits: 0, blobs: 0 }, moved: [], leftOut: [] });
  }, 120_000);

  it('can be taken back, by itself or as a purge', async () => {
    work();
    const receipt = await team.purge(TEXT);
    bob.git('fetch', '-q', '--prune');
    const before = refs(bob);
    const config = readFileSync(join(bob.path, 'src/config'), 'latin1');
    for (const undo of [undoRejoin, undoPurge]) {
      expect((await rejoin(bob, receipt)).proof.clean).toBe(true);
      expect(refs(bob)).not.toBe(before);
      const blocked = readPurgedObjects(join(bob.path, '.git'))!;
      expect([...purgedInStore(blocked, [join(bob.path, '.git/objects')])].length).toBeGreaterThan(0);
      await undo(bob.path);
      expect(refs(bob)).toBe(before);
      expect(readFileSync(join(bob.path, 'src/config'), 'latin1')).toBe(config);
      expect(readPurgedObjects(join(bob.path, '.git'))).toBeUndefined();
    }
    await expect(finishRejoin(bob.path)).rejects.toThrow('There is no rejoin here');
    expect(bob.git('status', '--porcelain')).toBe('?? untracked');

    // The backups of what was taken back go with the last one.
    const backups = () => readdirSync(dirname(bob.path)).filter((name) => name.includes('before-purge'));
    await rejoin(bob, receipt);
    expect(backups()).toHaveLength(3);
    await finishRejoin(bob.path);
    expect(backups()).toEqual([]);
  }, 120_000);
});

describe('what can not be brought over', () => {
  let team: Team;
  let bob: Clone;
  beforeEach(() => {
    team = new Team();
    useEnvironment(team.sandbox.env);
    begin(team);
    bob = team.join('bob');
  });
  afterEach(() => team.remove());

  it('a branch that holds a part of the text is left out whole, and the rest moves', async () => {
    bob.git('switch', '-q', '-c', 'bad');
    const own = bob.commit('edits the text itself', {
      'src/config': `user = me\npassword = "${TEXT.slice(0, -3)}xyz"\n`,
    });
    const tip = bob.commit('goes on', { more: 'x\n' });
    bob.git('switch', '-q', '-c', 'good', 'main');
    bob.commit('fine', { fine: 'fine\n' });
    const receipt = await team.purge(TEXT);
    bob.git('fetch', '-q', '--prune');

    const result = await rejoin(bob, receipt);
    expect(result.leftOut).toMatchObject([{ name: 'refs/heads/bad', at: own, paths: [{ path: 'src/config' }] }]);
    expect(result.leftOut[0]!.wayOut).toContain(`git rebase --onto ${bob.git('rev-parse', 'origin/main')} `);
    expect(result.proof.clean).toBe(false);
    expect(bob.git('rev-parse', 'bad')).toBe(tip);
    expect(bob.git('rev-parse', 'good~')).toBe(bob.git('rev-parse', 'origin/main'));
    expect(readPurgedObjects(join(bob.path, '.git'))).toBeUndefined();
    await expect(finishRejoin(bob.path)).rejects.toThrow('still leads to the old history');

    bob.git('branch', '-q', '-D', 'bad');
    const again = await rejoin(bob, receipt);
    expect(again.proof.clean).toBe(true);
    expect(again.earlier).toEqual([result.backup]);
    expect((await finishRejoin(bob.path)).proof.clean).toBe(true);
    expect(bob.everything()).not.toContain(TEXT);
    expect([result.backup, again.backup].filter((folder) => existsSync(folder))).toEqual([]);
  }, 60_000);

  it('a branch that the purge saw as a pull request only is left out, with the name of that', async () => {
    const { ann } = team;
    ann.git('switch', '-q', '--detach');
    const head = ann.commit('a pull request', { 'src/pulled': `${TEXT}\n` });
    ann.git('update-ref', 'refs/pull/7/head', head);
    ann.git('push', '-q', 'origin', 'refs/pull/7/head');
    ann.git('switch', '-q', 'main');
    bob.git('fetch', '-q', 'origin', 'refs/pull/7/head:refs/heads/pulled');
    const receipt = await team.purge(TEXT);
    bob.git('fetch', '-q', '--prune');
    const { leftOut } = await plan(bob, receipt);
    expect(leftOut.map(({ name }) => name)).toEqual(['refs/heads/pulled']);
    expect(leftOut[0]!.why).toContain('The purge saw it as refs/pull/7/head only, which no push moves');
    const now = receipt.refs.find(({ name }) => name === 'refs/pull/7/head')!.new!;
    expect(leftOut[0]!.wayOut).toContain(`git push origin ${now}:refs/heads/`);
    // As it says.
    ann.git('push', '-q', 'origin', `${now}:refs/heads/pulled`);
    bob.git('fetch', '-q', '--prune');
    expect((await rejoin(bob, receipt)).proof.clean).toBe(true);
    expect(bob.git('rev-parse', 'pulled')).toBe(now);
  });

  it('a log that is too large to be read is a sentence', async () => {
    const receipt = await team.purge(TEXT);
    writeFileSync(join(bob.path, '.git/logs/x'), '');
    truncateSync(join(bob.path, '.git/logs/x'), 2.5 * 2 ** 30);
    await expect(plan(bob, receipt)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('too large for that: logs/x.'),
    });
  });

  it('before a fetch nothing is said of branches but that a fetch is needed', async () => {
    bob.git('switch', '-q', '-c', 'mine');
    bob.commit('mine', { mine: 'mine\n' });
    const receipt = await team.purge(TEXT);
    const before = await plan(bob, receipt);
    expect(before.refusals.map(({ code }) => code)).toContain('not-fetched');
    expect(before.leftOut).toEqual([]);
    const text = renderRejoinPlan(before, { color: false });
    expect(text).toContain('Run git fetch first');
    expect(text).not.toMatch(/update-ref -d|tag -d|Left out|Dropped/);
    bob.git('fetch', '-q', '--prune');
    expect((await plan(bob, receipt)).refusals).toEqual([]);
  });

  it('a stash entry that can not be brought over stays, is told, and keeps the rejoin from being proven', async () => {
    bob.write('src/config', `password = "${TEXT.slice(0, -3)}xyz"\n`);
    bob.git('stash', 'push', '-q', '-m', 'bad');
    bob.write('readme', 'mine\n');
    bob.git('stash', 'push', '-q', '-m', 'good');
    const [bad, good] = ['stash@{1}', 'stash@{0}'].map((entry) => bob.git('rev-parse', entry));
    const receipt = await team.purge(TEXT);
    bob.git('fetch', '-q', '--prune');
    const result = await rejoin(bob, receipt);
    expect(result.leftOut).toMatchObject([{ name: 'stash@{1}', paths: [{ path: 'src/config' }] }]);
    expect(result.proof.clean).toBe(false);
    expect(bob.git('rev-parse', 'stash@{1}')).toBe(bad);
    expect(bob.git('rev-parse', 'stash@{0}')).not.toBe(good);
    expect(bob.show('stash@{0}', 'readme')).toBe('mine\n');
  }, 60_000);

  it('says what is missing: the map, the fetch, the right remote history', async () => {
    const receipt = await team.purge(TEXT);
    await expect(planRejoin({ cwd: bob.path, maps: [], remote: 'origin' })).rejects.toThrow('the map of the purge');
    const codes = async () => (await plan(bob, receipt)).refusals.map(({ code }) => code);
    expect(await codes()).toEqual(['not-fetched']);
    bob.write('readme', 'changed\n');
    bob.git('fetch', '-q', '--prune');
    expect(await codes()).toEqual(['dirty']);
    bob.git('checkout', '-q', 'readme');
    const carl = team.join('carl');
    carl.git('remote', 'add', 'bob', bob.path);
    carl.git('fetch', '-q', 'bob');
    carl.git('checkout', '-q', '-b', 'pulled', 'bob/main');
    carl.git('merge', '-q', '-m', 'doubled', '--allow-unrelated-histories', '-s', 'ours', 'origin/main');
    carl.git('push', '-q', 'origin', 'pulled');
    bob.git('fetch', '-q', '--prune');
    expect(await codes()).toEqual(['old-history-published']);
  }, 60_000);

  it('goes on after an interruption, and knows when there is nothing to do', async () => {
    const receipt = await team.purge(TEXT);
    bob.git('fetch', '-q', '--prune');
    await expect(undoRejoin(bob.path)).rejects.toThrow('There is no rejoin here');
    const result = await rejoin(bob, receipt);
    expect(await resumeRejoin(bob.path)).toMatchObject({ moved: result.moved, proof: { clean: true } });
    const carl = team.join('carl');
    expect(await plan(carl, receipt)).toMatchObject({ old: { commits: 0, blobs: 0 }, moved: [], dropped: [] });
  }, 60_000);

  it('is taken up again where git refused to move the refs', async () => {
    bob.git('switch', '-q', '-c', 'mine');
    bob.commit('own', { own: 'own\n' });
    const receipt = await team.purge(TEXT);
    bob.git('fetch', '-q', '--prune');
    const [before, planned] = [refs(bob), await plan(bob, receipt)];
    const lock = join(bob.path, '.git/refs/heads/mine.lock');
    writeFileSync(lock, '');
    await expect(applyRejoin(planned)).rejects.toThrow('git refused to move the refs');
    expect(refs(bob)).toBe(before);
    rmSync(lock);
    expect(await resumeRejoin(bob.path)).toMatchObject({ moved: planned.moved, proof: { clean: true } });
    expect(bob.git('rev-parse', 'mine~')).toBe(bob.git('rev-parse', 'origin/main'));
  }, 60_000);

  it('takes a commit-map alone, and asks for the map of refs where that does not do', async () => {
    bob.git('tag', '-a', 'mine', '-m', 'my own tag');
    const { folder } = await team.purge(TEXT);
    bob.git('fetch', '-q', '--prune');
    const file = join(team.sandbox.root, 'sent-by-mail');
    copyFileSync(join(folder, 'commit-map'), file);
    const planned = await planRejoin({ cwd: bob.path, maps: [file], remote: 'origin' });
    expect(planned.leftOut).toMatchObject([{ name: 'refs/tags/mine' }, { name: 'refs/tags/v0' }]);
    expect(planned.leftOut[0]!.wayOut).toContain('ref-map');
    bob.git('tag', '-d', 'mine', 'v0');
    const { proof } = await applyRejoin(await planRejoin({ cwd: bob.path, maps: [file], remote: 'origin' }));
    expect(proof.clean).toBe(true);
    expect((await finishRejoin(bob.path)).proof.clean).toBe(true);
    expect(bob.everything()).not.toContain(TEXT);
  }, 60_000);

  it('follows two purges, and removed files', async () => {
    bob.git('switch', '-q', '-c', 'mine');
    bob.commit('own', { own: 'own\n' });
    const first = await team.purge(TEXT);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = await team.purge('', { paths: ['src/more'] });
    bob.git('fetch', '-q', '--prune');
    const planned = await planRejoin({ cwd: bob.path, maps: [first.folder, second.folder], remote: 'origin' });
    expect(planned).toMatchObject({ refusals: [], leftOut: [] });
    expect((await applyRejoin(planned)).proof.clean).toBe(true);
    expect(bob.git('ls-tree', '-r', '--name-only', 'mine')).toBe('other\nown\nreadme\nsrc/config');
    expect(bob.git('rev-parse', 'mine~')).toBe(bob.git('rev-parse', 'origin/main'));
  }, 60_000);
});
