import { relative } from 'node:path';
import { expect, test } from 'vitest';
import { checkPush, pushPurged } from '../../../../src/purge/receipt/push-purged.ts';
import type { ChangedRef, Receipt } from '../../../../src/purge/receipt/receipt.ts';
import { repository, type TestRepository } from '../../../support/sandbox.ts';
import { receiptOf } from '../fixtures.ts';

/** A remote, a clone of it in which history was written anew, and the receipt of that. */
function purged(): { remote: TestRepository; clone: TestRepository; receipt: Receipt } {
  const remote = repository();
  remote.commit('start', { a: 'secret\n' });
  remote.git('tag', 'v1');
  remote.git('branch', 'other');
  remote.git('checkout', '-q', '--detach');
  remote.sandbox.run('git', ['clone', '-q', remote.path, 'clone']);
  const path = `${remote.sandbox.root}/clone`;
  const clone = Object.assign(Object.create(remote) as TestRepository, { path });
  clone.git('checkout', '-q', '-B', 'main', 'origin/main');
  const old = clone.git('rev-parse', 'HEAD');
  clone.git('tag', 'private');
  clone.write('a', 'marker\n');
  clone.git('commit', '-qa', '--amend', '-m', 'start');
  for (const tag of ['v1', 'private']) clone.git('tag', '-f', tag);
  const now = clone.git('rev-parse', 'HEAD');
  const names = [
    'refs/heads/main',
    'refs/remotes/origin/main',
    'refs/remotes/origin/other',
    'refs/tags/v1',
    'refs/tags/private',
  ];
  const refs: ChangedRef[] = names.map((name) => ({ name, old, new: now }));
  const repo = { name: 'clone', gitDirectory: `${path}/.git`, remote: remote.path, remoteName: 'origin' };
  return { remote, clone, receipt: receiptOf({ repository: repo, refs }) };
}

const refsOf = (repo: TestRepository): string[] =>
  repo.git('for-each-ref', '--format=%(objectname) %(refname)').split('\n');

test('what the remote has is pushed, and nothing that it has not', async () => {
  const { remote, clone, receipt } = purged();
  const checked = await checkPush(receipt);
  expect(checked.pushes.map(({ ref }) => ref)).toEqual(['refs/heads/main', 'refs/heads/other', 'refs/tags/v1']);
  expect(checked.absent).toEqual(['refs/tags/private']);
  await pushPurged(receipt, checked);
  const now = clone.git('rev-parse', 'HEAD');
  expect(refsOf(remote)).toEqual(
    ['refs/heads/main', 'refs/heads/other', 'refs/tags/v1'].map((name) => `${now} ${name}`),
  );
  const again = await checkPush(receipt);
  expect(again.pushes).toEqual([]);
  expect(again.done).toHaveLength(3);
});

test('a remote that has moved is left alone', async () => {
  const { remote, receipt } = purged();
  remote.git('checkout', '-q', 'other');
  remote.commit('meanwhile');
  const before = refsOf(remote);
  await expect(checkPush(receipt)).rejects.toThrow('The remote has moved since the purge: "refs/heads/other".');
  expect(refsOf(remote)).toEqual(before);
});

test('a ref that moves after the look stops all of the push', async () => {
  const { remote, receipt } = purged();
  const checked = await checkPush(receipt);
  remote.git('checkout', '-q', 'other');
  remote.commit('meanwhile');
  const before = refsOf(remote);
  await expect(pushPurged(receipt, checked)).rejects.toThrow();
  expect(refsOf(remote)).toEqual(before);
});

test('what is not proven is not pushed', async () => {
  const { receipt } = purged();
  const proof = { ...receipt.proof, clean: false };
  await expect(checkPush({ ...receipt, proof })).rejects.toThrow('was not clean');
});

test('a purge that was taken back is not pushed; a fetch is no such thing', async () => {
  const { clone, receipt } = purged();
  clone.git('fetch', '-q');
  clone.git('update-ref', 'refs/remotes/origin/main', receipt.refs[0]!.old);
  expect((await checkPush(receipt)).pushes).toHaveLength(3);
  clone.git('reset', '-q', '--hard', receipt.refs[0]!.old);
  await expect(checkPush(receipt)).rejects.toThrow('The ref "refs/heads/main" is again as it was before the purge');
});

test('a mirror pushes by name, though its remote says mirror', async () => {
  const { remote, clone, receipt } = purged();
  clone.git('config', 'remote.origin.mirror', 'true');
  const refs = receipt.refs.filter(({ name }) => name === 'refs/heads/main');
  const mirror: Receipt = { ...receipt, way: 'mirror', refs };
  await pushPurged(mirror, await checkPush(mirror));
  expect(remote.git('rev-parse', 'main')).toBe(clone.git('rev-parse', 'HEAD'));
});

test('a remote by a relative path is found from the work tree, and one that is not there is said to be that', async () => {
  const { remote, clone, receipt } = purged();
  clone.git('remote', 'set-url', 'origin', relative(clone.path, remote.path));
  const checked = await checkPush(receipt);
  await pushPurged(receipt, checked);
  expect((await checkPush(receipt)).done).toHaveLength(3);
  clone.git('remote', 'set-url', 'origin', '../nowhere-at-all');
  await expect(checkPush(receipt)).rejects.toThrow(
    'The remote could not be reached, or refused: git ls-remote failed.',
  );
});
