import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sandbox } from '../../support/sandbox.ts';
import { awsKeyId, awsSecretKey, expectNoSecret } from '../../support/secrets.ts';
import { checkout, githubRepository, openPullRequest } from './checkout.ts';
import { makeLeak } from './leak.ts';
import { runAction, type StepResult } from './run-action.ts';

const ZEROS = '0'.repeat(40);
const MAIN = 'refs/heads/main';
const repository = { default_branch: 'main' };

function expectIncomplete(result: StepResult, hint: string): void {
  expect(result.status).toBe(2);
  expect(result.outputs).toMatchObject({ outcome: 'incomplete' });
  expect(result.outputs).toHaveProperty('findings');
  expect(result.commands).not.toHaveLength(0);
  for (const command of result.commands) expect(command).toMatch(/^::error title=unleak/);
  expect(result.stdout).toContain(hint);
  expect(result.summary).not.toBe('');
}

function expectAllowed(result: StepResult): void {
  expect(result).toMatchObject({ status: 0, stderr: '', commands: [], outputs: { outcome: 'allow', findings: '0' } });
  expect(result.summary).toMatch(/^## /);
}

describe('push', () => {
  it('blocks for a secret that a later commit took out again', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = origin.git('rev-parse', 'HEAD');
    origin.commit('one', { 'a.txt': 'one\n' });
    const middle = origin.commit('two', { 'conf/aws.ini': makeLeak() });
    const after = origin.commit('three', { 'conf/aws.ini': 'nothing here\n' });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 0 });
    const result = runAction(box, { workspace, event: 'push', payload: { ref: MAIN, before, after, repository } });
    expect(result).toMatchObject({ status: 1, stderr: '', outputs: { outcome: 'block', findings: '1' } });
    expect(result.commands).toHaveLength(1);
    expect(result.commands[0]).toMatch(/^::error file=conf\/aws\.ini,line=3,col=25,title=unleak%3A /);
    expect(result.stdout).toContain(`- commit ${middle.slice(0, 9)}, conf/aws.ini:3:25: `);
    expect(result.summary).toContain(middle.slice(0, 7));
    expect(result.summary).toContain('conf/aws.ini');
  });

  it('allows one without secrets', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = origin.git('rev-parse', 'HEAD');
    const after = origin.commit('one', { 'a.txt': 'one\n' });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 2 });
    const result = runAction(box, { workspace, event: 'push', payload: { ref: MAIN, before, after, repository } });
    expectAllowed(result);
    expect(result.stdout).toMatch(/^unleak: no secrets in 2 objects/);
  });

  it('scans what a new branch has and the default branch has not', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const old = makeLeak();
    origin.commit('old', { 'old.ini': old });
    origin.git('checkout', '-q', '-b', 'topic');
    const clean = origin.commit('clean', { 'a.txt': 'a\n' });
    const payload = { ref: 'refs/heads/topic', before: ZEROS, created: true, forced: true, repository };
    const first = checkout(origin, { ref: payload.ref, sha: clean, depth: 0 });
    expectAllowed(runAction(box, { workspace: first, event: 'push', payload: { ...payload, after: clean } }));
    const after = origin.commit('leak', { 'new.ini': makeLeak() });
    const second = checkout(origin, { ref: payload.ref, sha: after, depth: 0 });
    const result = runAction(box, { workspace: second, event: 'push', payload: { ...payload, after } });
    expect(result).toMatchObject({ status: 1, outputs: { outcome: 'block', findings: '1' } });
    expect(result.stdout).not.toContain('old.ini');
  });

  it('scans all of the first push of the default branch, and of a branch where that is not known', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    origin.commit('leak', { 'x.ini': makeLeak() });
    const after = origin.commit('clean', { 'x.ini': 'x\n' });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 0 });
    const others = [{ repository }, { repository: { default_branch: 'gone' } }, {}];
    for (const other of others) {
      const payload = { ref: MAIN, before: ZEROS, after, created: true, ...other };
      const result = runAction(box, { workspace, event: 'push', payload });
      expect(result).toMatchObject({ status: 1, outputs: { outcome: 'block', findings: '1' } });
    }
  });

  it('scans the message of a new tag', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    origin.git('tag', '-a', 'v1', '-m', makeLeak());
    const [sha, after] = [origin.git('rev-parse', 'HEAD'), origin.git('rev-parse', 'v1')];
    const ref = 'refs/tags/v1';
    const workspace = checkout(origin, { ref, sha, depth: 0 });
    const result = runAction(box, { workspace, event: 'push', payload: { ref, before: ZEROS, after, repository } });
    expect(result).toMatchObject({ status: 1, outputs: { outcome: 'block', findings: '1' } });
  });

  it('does not pass a forced push whose old commit is not here', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = 'd'.repeat(40);
    const after = origin.commit('one', { 'a.txt': 'one\n' });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 0 });
    const payload = { ref: MAIN, before, after, forced: true, repository };
    const result = runAction(box, { workspace, event: 'push', payload });
    expectIncomplete(result, 'forced push');
    expect(result.stdout).toContain(`${before}, which this push builds on, can't be resolved`);
  });

  it('scans what a forced push brings where the old commit is here', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const start = origin.git('rev-parse', 'HEAD');
    const before = origin.commit('one', { 'a.txt': 'one\n' });
    origin.git('branch', 'kept');
    origin.git('reset', '-q', '--hard', start);
    const after = origin.commit('leak', { 'x.ini': makeLeak() });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 0 });
    const payload = { ref: MAIN, before, after, forced: true, repository };
    expect(runAction(box, { workspace, event: 'push', payload }).outputs.outcome).toBe('block');
  });

  it('has nothing to scan in a deletion, and says so', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = origin.git('rev-parse', 'HEAD');
    const workspace = checkout(origin, { ref: MAIN, sha: before, depth: 1 });
    const payload = { ref: 'refs/heads/topic', before, after: ZEROS, deleted: true, repository };
    const result = runAction(box, { workspace, event: 'push', payload });
    expectAllowed(result);
    expect(result.stdout).toContain('nothing to scan');
  });
});

describe('pull_request', () => {
  it('blocks for a secret in any of its commits, and allows one without', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    origin.git('checkout', '-q', '-b', 'topic');
    origin.commit('leak', { 'x.ini': makeLeak() });
    const late = origin.commit('gone', { 'x.ini': 'x\n' });
    origin.git('checkout', '-q', 'main');
    origin.commit('main goes on', { 'm.txt': 'm\n' });
    const { base, head, merge } = openPullRequest(origin, late);
    const workspace = checkout(origin, { ref: 'refs/pull/1/merge', sha: merge, depth: 0 });
    const pull_request = { base: { sha: base }, head: { sha: head } };
    for (const event of ['pull_request', 'pull_request_target']) {
      const result = runAction(box, { workspace, event, payload: { number: 1, pull_request } });
      expect(result).toMatchObject({ status: 1, outputs: { outcome: 'block', findings: '1' } });
    }
    origin.git('checkout', '-q', '-b', 'clean');
    const tidy = openPullRequest(origin, origin.commit('tidy', { 'y.txt': 'y\n' }));
    const other = checkout(origin, { ref: 'refs/pull/1/merge', sha: tidy.merge, depth: 0 });
    const payload = { number: 1, pull_request: { base: { sha: tidy.base }, head: { sha: tidy.head } } };
    expectAllowed(runAction(box, { workspace: other, event: 'pull_request', payload }));
  });

  it('sees what a merge commit alone brings', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    origin.git('checkout', '-q', '-b', 'side');
    origin.commit('side', { 's.txt': 's\n' });
    origin.git('checkout', '-q', '-b', 'topic', 'main');
    origin.commit('topic', { 't.txt': 't\n' });
    origin.git('merge', '-q', '--no-commit', '--no-ff', 'side');
    const evil = origin.commit('Merge side', { 'evil.ini': makeLeak() });
    const { base, head, merge } = openPullRequest(origin, evil);
    const workspace = checkout(origin, { ref: 'refs/pull/1/merge', sha: merge, depth: 0 });
    const payload = { number: 1, pull_request: { base: { sha: base }, head: { sha: head } } };
    const result = runAction(box, { workspace, event: 'pull_request', payload });
    expect(result).toMatchObject({ status: 1, outputs: { outcome: 'block', findings: '1' } });
    expect(result.stdout).toContain(`commit ${evil.slice(0, 9)}, evil.ini:3:25`);
  });

  it('can not tell from a checkout of one commit, and says fetch-depth: 0', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    origin.git('checkout', '-q', '-b', 'topic');
    const { base, head, merge } = openPullRequest(origin, origin.commit('one', { 'x.ini': makeLeak() }));
    const payload = { number: 1, pull_request: { base: { sha: base }, head: { sha: head } } };
    for (const depth of [1, 2]) {
      const workspace = checkout(origin, { ref: 'refs/pull/1/merge', sha: merge, depth });
      const result = runAction(box, { workspace, event: 'pull_request', payload });
      if (depth === 1) expectIncomplete(result, 'fetch-depth: 0');
      else expect(result.status).toBe(1);
    }
  });

  it('says how to get the head where pull_request_target checked out the base', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    origin.git('checkout', '-q', '-b', 'topic');
    const { base, head } = openPullRequest(origin, origin.commit('one', { 'x.ini': makeLeak() }));
    origin.git('checkout', '-q', 'main');
    origin.git('branch', '-q', '-D', 'topic');
    const workspace = checkout(origin, { ref: MAIN, sha: base, depth: 0 });
    const payload = { number: 1, pull_request: { base: { sha: base }, head: { sha: head } } };
    expectIncomplete(runAction(box, { workspace, event: 'pull_request_target', payload }), 'refs/pull/1/head');
    box.run('git', ['fetch', '-q', 'origin', 'refs/pull/1/head'], { cwd: workspace });
    expect(runAction(box, { workspace, event: 'pull_request_target', payload }).outputs.outcome).toBe('block');
  });
});

describe('other events', () => {
  it('scans what a merge group brings', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const base_sha = origin.git('rev-parse', 'HEAD');
    const head_sha = origin.commit('queued', { 'x.ini': makeLeak() });
    const workspace = checkout(origin, { ref: MAIN, sha: head_sha, depth: 0 });
    const payload = { merge_group: { base_sha, head_sha } };
    expect(runAction(box, { workspace, event: 'merge_group', payload }).outputs.outcome).toBe('block');
  });

  it('scans the whole history where nobody pushed anything, and tells when it is cut', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    origin.commit('leak', { 'x.ini': makeLeak() });
    const sha = origin.commit('gone', { 'x.ini': 'x\n' });
    for (const event of ['workflow_dispatch', 'schedule']) {
      const full = checkout(origin, { ref: MAIN, sha, depth: 0 });
      expect(runAction(box, { workspace: full, event, payload: {} }).outputs.outcome).toBe('block');
      const cut = checkout(origin, { ref: MAIN, sha, depth: 1 });
      expectIncomplete(runAction(box, { workspace: cut, event, payload: {} }), 'fetch-depth: 0');
    }
  });

  it('does not pass a push in a clone that is cut within it', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = origin.git('rev-parse', 'HEAD');
    origin.commit('leak', { 'x.ini': makeLeak() });
    const after = origin.commit('gone', { 'x.ini': 'x\n' });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 1 });
    const step = { workspace, event: 'push', payload: { ref: MAIN, before, after, repository } };
    expectIncomplete(runAction(box, step), 'fetch-depth: 0');
    box.run('git', ['fetch', '-q', '--depth=1', 'origin', before], { cwd: workspace });
    expectIncomplete(runAction(box, step), 'fetch-depth: 0');
  });

  it('refuses an event that does not say what is new, unless it is told', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const sha = origin.commit('leak', { 'x.ini': makeLeak() });
    const workspace = checkout(origin, { ref: MAIN, sha, depth: 0 });
    const step = { workspace, event: 'issue_comment', payload: { comment: { body: '::error::x' } } };
    expectIncomplete(runAction(box, step), 'input `range`');
    const inputs = { range: 'HEAD~1..HEAD' };
    expect(runAction(box, { ...step, inputs }).outputs).toEqual({ outcome: 'block', findings: '1' });
    for (const range of ['..HEAD', `${ZEROS}..HEAD`, 'gone..HEAD', '--all..HEAD']) {
      const result = runAction(box, { ...step, inputs: { range } });
      expect(result).toMatchObject({ status: 2, outputs: { outcome: 'incomplete' } });
    }
  });
});

describe('what it reads besides', () => {
  it('takes the configuration of the work tree, or the one it is given, and runs no plugin', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = origin.git('rev-parse', 'HEAD');
    const mark = join(box.root, 'plugin-ran');
    const allow = 'allow:\n  - paths: [x.ini]\n    reason: made up\n';
    const after = origin.commit('leak', {
      'x.ini': makeLeak(),
      '.unleakrc.yaml': `plugins: [./plugin.mjs]\n${allow}`,
      'plugin.mjs': `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(mark)}, '');\n`,
      'strict.yaml': 'allow: []\n',
    });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 0 });
    const step = { workspace, event: 'push', payload: { ref: MAIN, before, after, repository } };
    expectAllowed(runAction(box, step));
    expect(existsSync(mark)).toBe(false);
    expect(runAction(box, { ...step, inputs: { config: 'strict.yaml' } }).outputs.outcome).toBe('block');
    expectIncomplete(runAction(box, { ...step, inputs: { config: 'gone.yaml' } }), 'gone.yaml');
  });

  it('writes SARIF', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = origin.git('rev-parse', 'HEAD');
    const after = origin.commit('leak', { 'x.ini': makeLeak() });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 0 });
    const step = { workspace, event: 'push', payload: { ref: MAIN, before, after, repository } };
    const result = runAction(box, { ...step, inputs: { 'sarif-file': 'unleak.sarif' } });
    expect(result.status).toBe(1);
    const text = readFileSync(join(workspace, 'unleak.sarif'), 'utf8');
    expect(JSON.parse(text).runs[0].results).toHaveLength(1);
    expectNoSecret(text);
    const failed = runAction(box, { ...step, inputs: { 'sarif-file': 'no/such/folder.sarif' } });
    expect(failed).toMatchObject({ status: 2, outputs: { outcome: 'incomplete', findings: '' } });
  });

  it('says what is wrong with the payload, and never quotes it', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const workspace = checkout(origin, { ref: MAIN, sha: origin.git('rev-parse', 'HEAD'), depth: 0 });
    for (const payload of [
      `{"title": ${awsKeyId()}`,
      `"${makeLeak()}"`,
      '',
      'null',
      { after: awsKeyId(), before: awsSecretKey() },
    ]) {
      const result = runAction(box, { workspace, event: 'push', payload });
      expectIncomplete(result, 'input `range`');
    }
    for (const path of ['', join(box.root, 'gone.json')]) {
      const env = { GITHUB_EVENT_PATH: path };
      expectIncomplete(runAction(box, { workspace, event: 'push', payload: {}, env }), 'GITHUB_EVENT_PATH');
    }
  });

  it('asks for a checkout where there is none', () => {
    const box = sandbox();
    const step = { event: 'workflow_dispatch', payload: {} };
    expectIncomplete(runAction(box, { ...step, workspace: box.root }), 'actions/checkout');
    expectIncomplete(runAction(box, { ...step, workspace: join(box.root, 'gone') }), 'does not exist');
  });

  it('asks for git where there is none', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const workspace = checkout(origin, { ref: MAIN, sha: origin.git('rev-parse', 'HEAD'), depth: 0 });
    const env = { PATH: box.root };
    expectIncomplete(runAction(box, { workspace, event: 'schedule', payload: {}, env }), 'Install git');
  });

  it('says what to do where git does not trust the folder, as in a container job', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const workspace = checkout(origin, { ref: MAIN, sha: origin.git('rev-parse', 'HEAD'), depth: 0 });
    // git's own test suite has this switch: no test may need a second user.
    const env = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
    expectIncomplete(runAction(box, { workspace, event: 'schedule', payload: {}, env }), 'safe.directory');
  });

  it('fails when its files can not be written', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const workspace = checkout(origin, { ref: MAIN, sha: origin.git('rev-parse', 'HEAD'), depth: 0 });
    for (const env of [{ GITHUB_OUTPUT: box.root }, { GITHUB_STEP_SUMMARY: box.root }]) {
      const result = runAction(box, { workspace, event: 'schedule', payload: {}, env });
      expect(result.status).toBe(2);
      expect(result.outputs.outcome).not.toBe('allow');
    }
  });
});

describe('hostile content', () => {
  it('starts no workflow command and no markup of its own', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = origin.git('rev-parse', 'HEAD');
    const names = [
      'a\n::error::b',
      '::error::c',
      '%0A::error::d',
      '##[error]e',
      ' ::add-mask::f',
      'g\r::stop-commands::h',
    ].flatMap((name) => [name, `dir/${name}`]);
    const leaks = names.map(() => makeLeak());
    const files = Object.fromEntries(names.map((name, i) => [name, leaks[i]!]));
    const after = origin.commit('::error::message\n::error::more', files);
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 0 });
    const step = { workspace, event: 'push', payload: { ref: MAIN, before, after, repository } };
    const result = runAction(box, step);
    expect(result).toMatchObject({ status: 1, outputs: { outcome: 'block', findings: '12' } });
    expect(result.commands).toHaveLength(10);
    for (const command of result.commands) {
      expect(command).toMatch(/^::error (?:file=[^:]*,line=\d+,col=\d+,)?title=unleak%3A [^:]*::(?:AWS|…) /);
      expect(command).not.toContain('%0A::');
    }
    expect(result.summary).not.toMatch(/^\s*::|##\[/m);
  });

  it('starts none from a configuration either', () => {
    const box = sandbox();
    const origin = githubRepository(box);
    const before = origin.git('rev-parse', 'HEAD');
    const rule = `customRules:\n  - id: x\n    title: "::error::a"\n    pattern: "hunter[0-9]{9}"\n    rotate: "::error::b"\n`;
    const after = origin.commit('x', { '.unleakrc.yaml': rule, 'x.txt': `hunter${123456789}\n` });
    const workspace = checkout(origin, { ref: MAIN, sha: after, depth: 0 });
    const result = runAction(box, { workspace, event: 'push', payload: { ref: MAIN, before, after, repository } });
    expect(result.outputs).toEqual({ outcome: 'block', findings: '1' });
    expect(result.commands).toHaveLength(1);
    writeFileSync(join(workspace, '.unleakrc.yaml'), 'rules: {"a\\n::error::b": off}\n');
    const broken = runAction(box, { workspace, event: 'push', payload: { ref: MAIN, before, after, repository } });
    expect(broken.commands).toHaveLength(1);
    expect(broken.status).toBe(2);
  });
});
