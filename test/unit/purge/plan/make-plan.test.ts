import { describe, expect, test } from 'vitest';
import { Secret } from '../../../../src/domain/secret.ts';
import { estimate } from '../../../../src/purge/plan/estimate.ts';
import { staleHashes } from '../../../../src/purge/plan/lock-files.ts';
import { makePlan } from '../../../../src/purge/plan/make-plan.ts';
import { isHiddenRef } from '../../../../src/purge/plan/not-reached.ts';
import { redactorOf } from '../../../../src/purge/plan/redactor.ts';
import { renderPlanText } from '../../../../src/purge/plan/render-plan-text.ts';
import { suggestRemovals } from '../../../../src/purge/plan/whole-files.ts';
import { bytesOf, oid, token } from '../../report/fixtures.ts';
import { planParts, targetsOf } from '../fixtures.ts';

const plain = { color: false };
const asItIs = (name: string): string => name;

test('the plan says it all, in words', () => {
  const text = renderPlanText(makePlan(planParts()), plain);
  expect(text).toContain(
    'unleak: plan for shop: 1 secret in 2 blobs at 1 path; 4 of 10 commits written anew, 1 tag, 2 refs.',
  );
  for (const words of [
    'secret 1: becomes ***REMOVED***',
    'config.py (edited)',
    oid('1'),
    'refs/tags/v1',
    'commit 222222222 Ann, a subject',
    'no push moves them',
    'It takes about ',
    'with --apply does it',
  ])
    expect(text).toContain(words);
});

test('what is carried out at once is not said to wait for another command', () => {
  const text = renderPlanText(makePlan(planParts()), { ...plain, applies: true });
  expect(text).toContain('It takes about ');
  expect(text).not.toContain('--apply');
});

describe('where it stands', () => {
  const { counts } = planParts();
  const headline = (changes: Partial<typeof counts>): string =>
    renderPlanText(makePlan(planParts({ counts: { ...counts, ...changes } })), plain).split('\n')[0]!;

  test.each([
    [{ blobs: 0, paths: 0, messages: 2 }, '1 secret in 2 commit messages; 4 of 10'],
    [{ blobs: 0, paths: 0, tagMessages: 1 }, '1 secret in 1 tag message; 4 of 10'],
    [{ blobs: 0, paths: 0, messages: 1, names: 3 }, '1 secret in 1 commit message and names of files in 3 trees; 4 of'],
    [{ messages: 1, tagMessages: 2 }, '1 secret in 2 blobs at 1 path, 1 commit message and 2 tag messages; 4 of 10'],
    [{ blobs: 0, paths: 0 }, '1 secret in 0 blobs at 0 paths; 4 of 10'],
  ])('%j', (changes, words) => {
    expect(headline(changes)).toContain(words);
  });
});

test('what is removed by its path and stands at others is warned of, with the first of these', () => {
  const text = (paths: string[]): string =>
    renderPlanText(makePlan(planParts({ staying: { files: 2, paths } })), plain);
  expect(text(['a/b', 'c'])).toContain(
    'The content of 2 removed files also stands at paths that do not match, and stays: a/b, c\n',
  );
  expect(text(['1', '2', '3', '4', '5', '6', '7'])).toContain('and stays: 1, 2, 3, 4, 5, … and 2 more\n');
  expect(renderPlanText(makePlan(planParts()), plain)).not.toContain('stays');
});

test('the plan names the work trees whose files change, and a mirror that stays', () => {
  const text = renderPlanText(makePlan(planParts({ worktrees: [{ path: '/home/ann/shop', files: 2 }] })), plain);
  expect(text).toContain('Checked-out files that change, too\n  2 files in /home/ann/shop\n');
  const { repository } = planParts();
  const mirror = planParts({ way: 'mirror', repository: { ...repository, gitDirectory: '/tmp/a b.git' } });
  expect(renderPlanText(makePlan(mirror), plain)).toContain("rm -rf '/tmp/a b.git'");
  expect(text).not.toContain('mirror');
});

test('nowhere in a plan stands what is to go, whichever name holds it', () => {
  const secret = token();
  const evil = `x/${secret}/y`;
  const parts = planParts({
    targets: { ...targetsOf(secret, 'pin7'), paths: [`${secret}/*`] },
    repository: { ...planParts().repository, name: `the ${secret}` },
    changed: [
      { path: evil, oid: oid('b'), new: oid('c'), share: 1 },
      { path: `${evil}.lock`, oid: oid('b'), new: null },
      { path: 'pin7.txt', oid: oid('b'), new: null },
      { path: `${secret}/package-lock.json`, oid: oid('c'), new: null },
    ],
    renamed: [{ from: `to/${secret}`, to: 'to/***' }],
    staying: { files: 1, paths: [`stays/${secret}`] },
    worktrees: [{ path: `/home/ann/${secret}`, files: 1 }],
    refs: [`refs/heads/${secret}`],
    signatures: [{ oid: oid('2'), kind: 'tag', of: `Ann, add ${secret}` }],
    elsewhere: { hiddenRefs: [`refs/pull/${secret}`], submodules: [evil], lfsPointers: 1, shared: true },
  });
  const plan = makePlan(parts);
  for (const text of [JSON.stringify(plan), renderPlanText(plan, plain)]) {
    expect(text.includes(secret.slice(4))).toBe(false);
    expect(text).not.toContain('pin7');
    expect(text).toContain('[secret]');
  }
});

test('a key line by line is no more to be seen', () => {
  const lines = [token(), token()];
  const redact = redactorOf(targetsOf(`-----BEGIN X-----\n${lines.join('\n')}\n-----END X-----`));
  expect(redact(`fix: ${lines[1]!} -----BEGIN X-----`)).toBe('fix: [secret] -----BEGIN X-----');
});

test("the user's own marker may be a secret, too, and is not shown", () => {
  const marker = token();
  const targets = targetsOf('hunter2hunter2');
  const own = { ...targets.texts[0]!, replacement: { kind: 'marker' as const, text: new Secret(marker) } };
  const same = { ...own, replacement: { kind: 'same-length' as const } };
  const text = renderPlanText(makePlan(planParts({ targets: { ...targets, texts: [own, same] } })), plain);
  expect(text).toContain('becomes the text that you gave');
  expect(text).toContain('becomes as many *');
  expect(text.includes(marker)).toBe(false);
});

test('names can not steer the terminal, nor be endless', () => {
  const evil = bytesOf('a\n\x1b[2J\u202Eb\u009b31m##[error]x');
  const parts = planParts({
    changed: [
      { path: evil, oid: oid('b'), new: oid('c') },
      { path: 'd/'.repeat(9999), oid: oid('b'), new: null },
    ],
    refs: [evil],
    signatures: [{ oid: oid('2'), kind: 'tag', of: evil }],
    refusals: [{ code: 'x', message: evil, wayOut: evil }],
    elsewhere: { hiddenRefs: [evil], submodules: [evil], lfsPointers: 0, shared: true },
    repository: { name: evil, gitDirectory: evil },
  });
  const text = renderPlanText(makePlan(parts), plain);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|##\[/u);
  expect(text.length).toBeLessThan(10_000);
});

test('lists are cut, and say so', () => {
  const changed = Array.from({ length: 500 }, (_, n) => ({ path: `f${n}`, oid: oid('b'), new: oid('c') }));
  const plan = makePlan(planParts({ changed, counts: { ...planParts().counts, paths: 500 } }));
  expect(plan.paths).toHaveLength(200);
  expect(renderPlanText(plan, plain)).toContain('… and 488 more');
});

test('a refusal says that nothing was changed, an empty plan that there is nothing to do', () => {
  const refusals = [{ code: 'shallow', message: 'This is a shallow clone.', wayOut: 'git fetch --unshallow' }];
  const refused = renderPlanText(makePlan(planParts({ refusals })), plain);
  expect(refused).toContain(
    'Refused for 1 reason:\n  This is a shallow clone.\n    git fetch --unshallow\n\nNothing was changed.',
  );
  const counts = { secrets: 1, blobs: 0, paths: 0, trees: 0, commits: 0, allCommits: 9, tags: 0, refs: 0 };
  expect(renderPlanText(makePlan(planParts({ counts, changed: [] })), plain)).toBe(
    'unleak: nothing to purge in shop: it stands in no object.\n\n',
  );
  // What refuses early keeps it from searching: nobody may take that for a clean repository.
  const early = renderPlanText(makePlan(planParts({ counts, changed: [], refusals })), plain);
  expect(early).toMatch(/^unleak: shop can't be purged as it is\.\n/);
  expect(early).not.toContain('nothing to purge');
});

describe('hashes that no longer hold', () => {
  const found = (changed: string[], atTips: string[]) =>
    staleHashes(changed, atTips, asItIs).map(({ path, message }) => `${path}: ${message}`);

  test('of lock files that change themselves, and of pages that name a script', () => {
    expect(found(['web/package-lock.json', 'app.js', 'README.md'], ['go.sum'])).toEqual([
      expect.stringMatching(/^web\/package-lock\.json: .*`npm install`/),
      expect.stringMatching(/^app\.js: .*SRI/),
    ]);
  });

  test('of lock files above an archive that changes', () => {
    expect(found(['web/vendor/x.tgz'], ['web/yarn.lock', 'other/yarn.lock', 'a.txt'])).toEqual([
      expect.stringMatching(/^web\/yarn\.lock: .*archive/),
    ]);
  });
});

test('key files, and files that are all secret, would better go', () => {
  const file = (path: string, share?: number) => ({ path, oid: oid('b'), ...(share === undefined ? {} : { share }) });
  const suggested = suggestRemovals(
    [
      file('keys/id_rsa'),
      file('keys/id_rsa'),
      file('a.pem', 0.1),
      file('.env', 0.9),
      file('src/key.ts'),
      file('odd[1].key'),
    ],
    asItIs,
  );
  expect(suggested.map(({ path, option }) => [path, option])).toEqual([
    ['keys/id_rsa', '--path keys/id_rsa'],
    ['.env', '--path .env'],
    ['odd[1].key', `--blob ${oid('b')}`],
  ]);
});

test.each([
  ['refs/pull/1/head', true],
  ['refs/merge-requests/7/merge', true],
  ['refs/keep-around/abc', true],
  ['refs/heads/refs/pull/1', false],
  ['refs/pullover/1', false],
  ['refs/tags/v1', false],
])("%s is the server's own: %s", (ref, expected) => {
  expect(isHiddenRef(ref)).toBe(expected);
});

test('an estimate grows with what is written and with what is searched', () => {
  const of = (commits: number, storedBytes: number, backupIsCopy = false) =>
    estimate({ counts: { blobs: 1, trees: commits, commits, tags: 0 }, storedBytes, backupIsCopy });
  expect(of(10, 1e6).seconds).toBeLessThan(3);
  expect(of(200_000, 3e8).seconds).toBeGreaterThan(15);
  expect(of(200_000, 3e8).seconds).toBeLessThan(60);
  expect(of(10, 1e9, true).bytes - of(10, 1e9).bytes).toBe(1e9);
});
