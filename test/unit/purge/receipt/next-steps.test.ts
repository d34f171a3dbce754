import { describe, expect, test } from 'vitest';
import { nextSteps } from '../../../../src/purge/receipt/next-steps.ts';
import { pushCommands, pushPlan, shellLine } from '../../../../src/purge/receipt/push-plan.ts';
import type { Receipt } from '../../../../src/purge/receipt/receipt.ts';
import { renderReceiptHtml } from '../../../../src/purge/receipt/render-receipt-html.ts';
import { renderReceiptText } from '../../../../src/purge/receipt/render-receipt-text.ts';
import { supportRequest } from '../../../../src/purge/receipt/support-request.ts';
import { oid } from '../../report/fixtures.ts';
import { receiptOf } from '../fixtures.ts';

const textOf = (receipt: Receipt): string => renderReceiptText(receipt, { color: false });
const remote = (url: string): Partial<Receipt> => ({ repository: { ...receiptOf().repository, remote: url } });
const ref = (name: string) => ({ name, old: oid('3'), new: oid('4') });

describe('what is pushed', () => {
  test('of a clone: what the tracking refs say that the remote has, and tags', () => {
    // The local branch is ahead: its commits were never pushed, and are not published by a purge.
    expect(pushPlan(receiptOf()).pushes).toEqual([
      { ref: 'refs/heads/main', old: oid('1'), new: oid('5') },
      { ref: 'refs/tags/v1', old: oid('6'), new: null },
    ]);
  });

  test('of a clone: nothing of other remotes, the stash, or HEAD', () => {
    const refs = [
      'refs/remotes/origin/HEAD',
      'refs/remotes/fork/main',
      'refs/stash',
      'refs/heads/private',
      'refs/notes/commits',
    ].map(ref);
    expect(pushPlan(receiptOf({ refs })).pushes.map((push) => push.ref)).toEqual(['refs/notes/commits']);
  });

  test('of a mirror: all refs but those that the server keeps for itself', () => {
    const refs = ['HEAD', 'refs/heads/main', 'refs/pull/7/head', 'refs/x/y', 'refs/merge-requests/1/head'].map(ref);
    const { pushes, hidden } = pushPlan(receiptOf({ refs, way: 'mirror' }));
    expect(pushes.map((push) => push.ref)).toEqual(['refs/heads/main', 'refs/x/y']);
    expect(hidden).toEqual(['refs/pull/7/head', 'refs/merge-requests/1/head']);
  });

  test('the command has each old value as a condition', () => {
    const [command] = pushCommands(pushPlan(receiptOf()).pushes, 'origin', 'in-place');
    expect(shellLine(command!)).toBe(
      [
        'push --atomic',
        `--force-with-lease=refs/heads/main:${oid('1')}`,
        `--force-with-lease=refs/tags/v1:${oid('6')}`,
        `origin ${oid('5')}:refs/heads/main :refs/tags/v1`,
      ].join(' '),
    );
  });

  test('many refs are pushed in several commands', () => {
    const pushes = Array.from({ length: 400 }, (_, n) => ({ ref: `refs/heads/b${n}`, old: oid('1'), new: oid('2') }));
    const commands = pushCommands(pushes, 'origin', 'mirror');
    expect(commands).toHaveLength(3);
    expect(commands.every((command) => shellLine(command).length < 32_000)).toBe(true);
  });

  test('a shell takes names as they are', () => {
    expect(shellLine(['push', "refs/heads/it's;$(x)"])).toBe(`push 'refs/heads/it'\\''s;$(x)'`);
  });
});

test.each([
  ['https://github.com/acme/shop.git', 'acme/shop'],
  ['git@github.com:acme/shop', 'acme/shop'],
  ['ssh://git@github.com/acme/shop.git/', 'acme/shop'],
])("the request for GitHub's support is filled in: %s", (url, name) => {
  const refs = ['refs/pull/7/head', 'refs/pull/7/merge', 'refs/pull/9/head'].map(ref);
  const text = supportRequest(
    receiptOf({ ...remote(url), refs, way: 'mirror', orphanedLfsObjects: ['f'.repeat(64)] }),
  ).join('\n');
  expect(text).toContain(`from ${name}.`);
  expect(text).toContain('Pull requests that hold old commits: 2');
  expect(text).toContain(`(of 4 rewritten):\n  ${oid('1')}\n`);
  expect(text).toContain('Orphaned LFS objects: 1,');
});

test.each([[''], ['/srv/git/acme/shop.git'], ['shop']])('no name is made up for %j', (url) => {
  expect(supportRequest(receiptOf(remote(url)))[0]).toContain('<owner>/<repository>');
});

test('commands are for where the purge was made', () => {
  const { repository } = receiptOf();
  const mirror = textOf(receiptOf({ way: 'mirror', repository: { ...repository, gitDirectory: '/tmp/a b.git' } }));
  expect(mirror).toContain("cd '/tmp/a b.git' && unleak purge --push");
  expect(mirror).toContain("cd '/tmp/a b.git' && unleak purge --finish");
  expect(textOf(receiptOf())).toMatch(/^ +unleak purge --push$/m);
});

test('a mirror stays until somebody deletes it: where, what it holds, and how', () => {
  const { repository, backup } = receiptOf();
  const mirror = receiptOf({ way: 'mirror', repository: { ...repository, gitDirectory: '/tmp/a b.git' } });
  expect(textOf(mirror)).toContain(`rm -rf '/tmp/a b.git' ${backup!.folder}`);
  expect(textOf(mirror)).toContain('holds the old history until --finish');
  const { backup: _, ...finished } = mirror;
  expect(textOf({ ...finished, state: 'finished' })).toMatch(/It stays on disk\.[\s\S]*rm -rf '\/tmp\/a b\.git'\n/);
  expect(textOf(receiptOf())).not.toContain('rm -rf');
});

test('the receipt names the work trees whose files changed', () => {
  const worktrees = [{ path: '/home/ann/shop', files: 1 }];
  expect(textOf(receiptOf({ worktrees }))).toContain(
    'Checked-out files that changed, too\n  1 file in /home/ann/shop\n',
  );
});

test('the old objects are not said to be gone before they are', () => {
  expect(textOf(receiptOf())).toContain('nowhere but in the old objects');
  expect(textOf(receiptOf({ state: 'finished' }))).toContain('It stands nowhere any more');
});

test('a clone does not know the pull requests, and does not claim that there are none', () => {
  expect(supportRequest(receiptOf()).join('\n')).toContain('<count them: they are not in a clone>');
});

const titles = (receipt: Receipt): string[] => nextSteps(receipt).map(({ title }) => title);

test('the first step is to revoke the secret, the last to delete what is left', () => {
  const all = titles(receiptOf());
  expect(all[0]).toContain('Revoke the secret');
  expect(all.at(-1)).toContain('delete the old objects and the backup');
  expect(titles(receiptOf({ state: 'finished' })).at(-1)).toContain('every clone');
});

test('steps for the server that it is, for both where the address does not tell', () => {
  const servers = (url: string) =>
    titles(receiptOf(remote(url)))
      .filter((title) => /^On /.test(title))
      .map((title) => title.slice(0, 9));
  expect(servers('https://github.com/a/b')).toEqual(['On GitHub']);
  expect(servers('git@gitlab.com:a/b')).toEqual(['On GitLab']);
  expect(servers('https://git.example.org/a/b')).toEqual(['On GitHub', 'On GitLab']);
  for (const path of ['/srv/git/a/b.git', 'file:///srv/a/b', '../a/b']) expect(servers(path), path).toEqual([]);
  expect(textOf(receiptOf(remote('file:///srv/a b')))).toContain("git -C '/srv/a b' gc --prune=now");
  const { remote: _, ...local } = receiptOf().repository;
  expect(titles(receiptOf({ repository: local }))).toEqual([
    expect.stringContaining('Revoke'),
    expect.stringContaining('all is well'),
  ]);
});

test('a purge that is not proven says so first', () => {
  const proof = {
    ...receiptOf().proof,
    clean: false,
    left: ['The blob b holds it.'],
    notLookedAt: [{ what: 'x', why: 'damaged' }],
  };
  const text = textOf(receiptOf({ proof }));
  expect(text).toMatch(/^unleak: NOT PROVEN\./);
  expect(text).toContain("Don't publish this yet");
  expect(text).toContain('still there: The blob b holds it.');
  expect(text).toContain('not looked at: x (damaged)');
  expect(renderReceiptHtml(receiptOf({ proof }))).toContain('<h1 class="unproven">');
});

test('the text and the page say what is left of the secret: the backup', () => {
  for (const text of [textOf(receiptOf()), renderReceiptHtml(receiptOf())]) {
    expect(text).toContain('/home/ann/.local/state/unleak/shop (5 MB): it still holds the secret.');
  }
});

test('no name from a repository is code, in the page or on the screen', () => {
  const evil = '<img src=x onerror=alert(1)>&"\'\x1b[2J\u202E`x`</title><script>';
  const receipt = receiptOf({
    repository: { name: evil, gitDirectory: evil, remote: evil },
    way: 'mirror',
    paths: [{ path: evil, what: 'edited' }],
    refs: [ref(`refs/heads/${evil}`), ref(`refs/pull/${evil}`)],
    signatures: [{ oid: oid('1'), kind: 'commit', of: evil }],
    staleHashes: [{ path: evil, message: evil }],
    notReached: [{ kind: 'lfs', message: evil, examples: [evil] }],
    targets: [{ name: evil, kind: 'path', becomes: 'removed' }],
    folder: evil,
    backup: { folder: evil, bytes: 1 },
    begun: evil,
    proof: { ...receiptOf().proof, clean: false, left: [evil], notLookedAt: [{ what: evil, why: evil }] },
  });
  const page = renderReceiptHtml(receipt);
  expect(page).not.toMatch(/<(?:img|script)/);
  expect(page.match(/<\/title>/g)).toHaveLength(1);
  for (const text of [page, textOf(receipt)]) expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
});

test('the page loads and runs nothing', () => {
  const page = renderReceiptHtml(receiptOf());
  expect(page).not.toMatch(/\b(?:src|href)=|<script|url\(|@import/);
  expect(page).toContain("default-src 'none'");
});
