import { expect, test } from 'vitest';
import type { SkipReason } from '../../../src/domain/coverage.ts';
import type { Finding } from '../../../src/domain/finding.ts';
import type { Report } from '../../../src/domain/report.ts';
import { renderText } from '../../../src/report/render-text.ts';
import type { ReportMeta } from '../../../src/report/report-meta.ts';
import { bytesOf, finding, meta, oid, PUSH, pathless, report, STAGED } from './fixtures.ts';

const ROTATE = 'Deactivate the key in the console.';
const text = (of: Report, by: ReportMeta, options = {}) =>
  renderText(of, by, { color: false, rotate: () => ROTATE, ...options });
const firstLine = (of: Report, by: ReportMeta) => text(of, by).split('\n')[0];
const skip = (reason: SkipReason, what: string, incomplete: boolean) => ({ reason, what, incomplete });
const withSkips = (...skipped: Report['coverage']['skipped'][number][]) => ({ objects: 12, bytes: 34_512, skipped });

test('a blocked commit: what, where, and three ways out', () => {
  const found = finding({ fingerprint: '0123456789abcdef0123456789abcdef' });
  expect(text(report({ findings: [found] }), STAGED)).toBe(`unleak: commit blocked: 1 secret in what this commit brings

—— AWS access key id ———————————————————————————————————————————
  - path: config.py:3:14
    fingerprint: 0123456789abcdef0123456789abcdef

1. Take it out (paths count from the top of the work tree)
       git reset -q -- config.py
   edit it: read the value from the environment or a secret manager
       git add -- config.py
       git commit

2. Replace it, if it ever left this machine
   Deactivate the key in the console.

3. Or, if it is no secret, say why
   write this in a comment on its line, in the commit that brings it, with your reason:
       unleak:allow aws-access-key-id -- <reason>
   or put it on the allowlist in .unleakrc.yaml (where it has an allow: already, only what stands below that):
allow:
  - fingerprints:
      - "0123456789abcdef0123456789abcdef"
    reason: <why these are no secrets>
`);
});

test.each([
  [meta('pre-commit', 'staged'), 'unleak: commit blocked: 2 secrets in what this commit brings'],
  [meta('pre-merge-commit', 'staged'), 'unleak: merge blocked: 2 secrets in what this merge brings'],
  [meta('commit-msg', 'message'), 'unleak: commit blocked: 2 secrets in the commit message'],
  [meta('pre-push', 'push'), 'unleak: push blocked: 2 secrets in what this push brings'],
  [meta('pre-receive', 'receive'), 'unleak: push refused: 2 secrets in what this push brings'],
  [meta('scan', 'range'), 'unleak: 2 secrets in main..topic'],
  [meta('action', 'range'), 'unleak: check failed: 2 secrets in main..topic'],
])('%j says what was stopped', (by, expected) => {
  expect(firstLine(report({ findings: [finding(), finding()] }), by)).toBe(expected);
});

test.each([
  [
    meta('pre-commit', 'staged'),
    'unleak: commit blocked: not everything could be read, so nothing can be promised (exit code 2)',
  ],
  [meta('scan', 'all'), 'unleak: not everything could be read, so nothing can be promised (exit code 2)'],
])('%j promises nothing when something was not read', (by, expected) => {
  const coverage = withSkips(skip('missing-object', oid('1'), true), skip('submodule', 'lib/x', false));
  const printed = text(report({ verdict: 'incomplete', coverage }), by);
  expect(printed.split('\n')[0]).toBe(expected);
  expect(printed).toContain(`  - missing object: ${oid('1')}\n`);
  expect(printed).toContain('git fetch --refetch');
  expect(printed).toContain('not scanned, by design: 1 submodule\n');
});

test('ten unread things are listed, the others counted, and each reason has its advice once', () => {
  const skipped = Array.from({ length: 25 }, (_, at) =>
    skip(at % 2 ? 'time-budget' : 'unreadable-file', `f${at}`, true),
  );
  const printed = text(report({ verdict: 'incomplete', coverage: withSkips(...skipped) }), STAGED);
  expect(printed.match(/^ {2}- (unreadable file|part that)/gm)).toHaveLength(10);
  expect(printed).toContain('  … and 15 more\n');
  expect(printed.match(/Raise the time budget/g)).toHaveLength(1);
});

test('a clean scan is one line; a clean hook is silent', () => {
  const clean = report({ verdict: 'allow' });
  expect(text(clean, meta('scan', 'range'))).toBe('unleak: no secrets in 12 objects, 34.5 kB\n');
  expect(text(clean, STAGED, { quietWhenClean: true })).toBe('');
});

test('what a secret tells of itself stands below its place, or behind it where findings have one line', () => {
  const about = ['AWS account 123456789012'];
  const blocking = text(
    report({ findings: [finding({ about, parts: [finding({ title: 'Part', about: ['b', 'c'] })] })] }),
    STAGED,
  );
  expect(blocking).toContain('  - path: config.py:3:14\n    about: AWS account 123456789012\n    with: Part (');
  expect(blocking).toContain('config.py:3:14 (b, c)\n');
  expect(text(report({ verdict: 'allow', findings: [finding({ tier: 'warn', about })] }), STAGED)).toContain(
    'config.py:3:14 (AWS account 123456789012)\n',
  );
});

test('few notes are told with their places, many by rule, in one line; a hook is not silent about them', () => {
  const noted = (...rules: string[]) =>
    text(report({ verdict: 'allow', findings: rules.map((rule) => finding({ tier: 'note', rule })) }), STAGED, {
      quietWhenClean: true,
    });
  expect(noted('a', 'b')).toBe(
    'unleak: nothing that blocks in 12 objects, 34.5 kB\n' +
      '2 notes, blocking nothing, as in tests, examples and documentation: a at config.py:3:14, b at config.py:3:14\n',
  );
  expect(noted('a', 'a', 'b', 'c', 'd', 'e', 'f')).toContain(
    'documentation: 2 of a, 1 of b, 1 of c, 1 of d, 2 of others (--format json lists them)\n',
  );
});

test('a hook is not silent about warnings, nor about what an administrator lets pass unread', () => {
  const warned = report({ verdict: 'allow', findings: [finding({ tier: 'warn' })] });
  expect(text(warned, STAGED, { quietWhenClean: true })).toContain(
    '1 warning, blocking nothing:\n  - AWS access key id (aws-access-key-id): config.py:3:14',
  );
  expect(firstLine(warned, STAGED)).toBe('unleak: nothing that blocks in 12 objects, 34.5 kB');
  const unread = report({ verdict: 'allow', coverage: withSkips(skip('time-budget', 'main', true)) });
  expect(text(unread, PUSH, { quietWhenClean: true })).toContain(
    'no secrets in 12 objects, 34.5 kB; 1 part could not be read\n',
  );
});

test('what does not count is counted', () => {
  const by = (kind: 'inline' | 'preexisting') => finding({ suppressed: { by: kind, reason: 'r' } });
  const printed = text(
    report({ verdict: 'allow', findings: [by('inline'), by('inline'), by('preexisting')] }),
    meta('scan', 'all'),
  );
  expect(printed).toContain('\n2 suppressed, 1 already in the parent commit: not counted\n');
});

test('a hook shows five secrets, a scan all; one secret in two places is one secret', () => {
  const twice = finding();
  const findings = [twice, { ...twice, path: 'b.py' }, ...Array.from({ length: 11 }, () => finding())];
  const hook = text(report({ findings }), STAGED);
  expect(hook).toMatch(/^unleak: commit blocked: 12 secrets/);
  expect(hook).toContain('… and 7 more (run `unleak scan --staged` to see all)\n');
  expect(hook.match(/fingerprint: /g)).toHaveLength(5);
  expect(text(report({ findings }), meta('scan', 'staged')).match(/fingerprint: /g)).toHaveLength(12);
  expect(text(report({ findings }), PUSH)).toContain('(run `unleak scan --range <from>..<to>` to see all)');
});

const commit = oid('b');
const cases: [string, ReportMeta, Finding, string[]][] = [
  [
    'the last commit',
    meta('pre-push', 'push', { tip: commit }),
    finding({ commit }),
    ['git commit --amend', 'git push'],
  ],
  [
    'an older commit',
    meta('pre-push', 'push', { tip: oid('c') }),
    finding({ commit }),
    ['git rebase -i bbbbbbbbb^', 'git commit --amend', 'git rebase --continue'],
  ],
  ['a commit, HEAD unknown', PUSH, finding({ commit }), ['in your last commit', 'git rebase -i bbbbbbbbb^']],
  [
    'a message being written',
    meta('commit-msg', 'message'),
    pathless({ kind: 'message' }),
    ['.git/COMMIT_EDITMSG', 'git commit -e -F'],
  ],
  [
    'the last message',
    meta('pre-push', 'push', { tip: commit }),
    pathless({ kind: 'commit', commit }),
    ['message of your last commit', 'git commit --amend'],
  ],
  [
    'an older message',
    meta('pre-push', 'push', { tip: oid('c') }),
    pathless({ kind: 'commit', commit }),
    ['as `reword`', 'git rebase -i bbbbbbbbb^'],
  ],
  [
    'a tag',
    PUSH,
    pathless({ kind: 'tag', object: oid('d') }),
    [`git for-each-ref --points-at ${oid('d')} refs/tags`, 'git tag -a -f'],
  ],
  [
    'a blob that no tree names',
    PUSH,
    pathless({ object: oid('e') }),
    ['--find-object=eeeeeeeee', 'path: (blob eeeeeeeee):3:14'],
  ],
  ['the whole history', meta('scan', 'all'), finding({ commit }), ['rewrites every commit since']],
  ['a file', meta('scan', 'paths'), finding({ kind: 'file' }), ['edit it']],
  [
    'standard input',
    meta('scan', 'stdin'),
    pathless({ kind: 'file' }),
    ['where the text comes from', '(standard input):3:14'],
  ],
];

test.each(cases)('the way out of %s', (_, by, found, expected) => {
  const printed = text(report({ findings: [found] }), by);
  for (const line of expected) expect(printed).toContain(line);
});

test('what has left the machine is said to need replacing soon', () => {
  const printed = text(report({ findings: [finding({ commit })] }), meta('pre-receive', 'receive'));
  expect(printed.indexOf('1. Take it out')).toBeGreaterThan(0);
  expect(printed.indexOf('2. Replace it, and soon')).toBeGreaterThan(printed.indexOf('1. Take it out'));
});

test('without a salt there is no allowlist entry', () => {
  const printed = text(report({ findings: [finding()], fingerprintScope: 'run' }), STAGED);
  expect(printed).toContain('`unleak init` must make a salt first');
  expect(printed).toContain('unleak:allow aws-access-key-id -- <reason>');
  expect(printed).not.toContain('fingerprints:\n');
});

test('paths are quoted for the shell and for pathspecs, and left out where they cannot be typed', () => {
  const of = (path: string) => text(report({ findings: [finding({ path })] }), STAGED);
  expect(of("it's.py")).toContain(`git add -- 'it'\\''s.py'`);
  expect(of('a*.py')).toContain(`git add -- ':(literal)a*.py'`);
  expect(of(bytesOf('clé.py'))).toContain(`git add -- 'clé.py'`);
  expect(of('a\nb')).toContain('git add -- <path>');
});

test('colour only when asked for', () => {
  const blocked = report({ findings: [finding()] });
  expect(text(blocked, STAGED)).not.toContain('\x1b');
  expect(text(blocked, STAGED, { color: true })).toContain('\x1b[1m\x1b[31munleak: commit blocked');
});

test.each([
  ['tip', 'the secret is still at a tip'],
  ['history', 'in the history only'],
  ['unreachable', 'reachable from no ref'],
] as const)('of a history: who brought it, when, and that it is %s', (state, words) => {
  const history = { state, author: 'Ann\u001b[31m <ann@example.org>', date: '2020-01-02T03:04:05.000Z' };
  const printed = text(report({ verdict: 'block', findings: [finding({ commit: oid('c'), history })] }), STAGED);
  expect(printed).toContain(`  - commit: ${'c'.repeat(9)} by Ann\\033[31m <ann@example.org> on 2020-01-02, ${words}\n`);
});

test('of a history, without a commit: where it is', () => {
  const found = pathless({ history: { state: 'unreachable' } });
  expect(text(report({ verdict: 'block', findings: [found] }), STAGED)).toContain(
    '  - reachable from no ref\n    path: (',
  );
});

test('the parts of a secret stand with it, and go past with it', () => {
  const part = finding({ rule: 'key-id', title: 'Key id', fingerprint: 'beef', line: 2 });
  const printed = text(report({ findings: [finding({ parts: [part] })] }), STAGED);
  expect(printed).toContain('commit blocked: 1 secret');
  expect(printed).toContain('    with: Key id (key-id) at config.py:2:14\n');
  expect(printed).toContain('unleak:allow key-id -- <reason>');
  expect(printed).toContain('      - "beef"\n');
});
