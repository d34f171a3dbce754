import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { blocked, blocksCommit, guarded, Project, seen, succeeds } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import { githubToken } from '../../support/secrets.ts';
import { guardedServer, startedServer } from '../../support/server.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;

describe('scan --all', () => {
  test.each(['git', 'isomorphic-git'])('finds a secret whose versions stood before one another, by %s', (adapter) => {
    // The order in which objects are met depends on their ids, so one history would prove little.
    for (let n = 0; n < 6; n++) {
      const project = new Project();
      const token = line(githubToken());
      project.commit('without', { p: `${n}\n` });
      project.commit('with', { p: `${n}\n${token}` });
      project.commit('with more', { p: `${n}\n${token}more\n` });
      project.commit('back', { p: `${n}\n${token}` });
      const report = jsonReport(project.unleak('scan', '--all', '--format', 'json', '--git', adapter));
      expect(report.verdict).toBe('block');
      expect(report.findings.filter(({ suppressed }) => !suppressed)).toHaveLength(1);
    }
  });
});

describe('scan --range', () => {
  test('refuses a name that a pushed tag has taken from a branch', () => {
    const project = new Project();
    const start = project.commit('start', { a: 'a\n' });
    project.git('update-ref', 'refs/remotes/origin/main', start);
    project.commit('dirty', { b: line(githubToken()) });
    project.git('tag', 'origin/main');
    for (const adapter of ['git', 'isomorphic-git']) {
      const outcome = project.unleak('scan', '--git', adapter, '--range', 'origin/main..HEAD');
      expect(outcome).toMatchObject({ status: 2, stderr: expect.stringContaining('refs/remotes/origin/main') });
    }
    expect(project.unleak('scan', '--range', 'refs/remotes/origin/main..HEAD').status).toBe(1);
  });

  test('refuses a start that is empty: a variable that was not set would scan nothing', () => {
    const project = new Project();
    project.commit('dirty', { b: line(githubToken()) });
    expect(project.unleak('scan', '--range', '..HEAD').status).toBe(2);
    expect(project.unleak('scan', '--range', '..').status).toBe(2);
  });
});

describe('scan of files', () => {
  test('reads a folder that is named though git ignores it, and a file whose size says 0', () => {
    const project = new Project();
    mkdirSync(join(project.path, 'build'));
    project.commit('start', { '.gitignore': 'build/\n' });
    project.write('build/x', line(githubToken()));
    expect(project.unleak('scan').status).toBe(0);
    expect(project.unleak('scan', 'build').status).toBe(1);
    if (process.platform === 'linux') {
      const env = { ...project.sandbox.env, LEAK: githubToken() };
      expect(project.sandbox.unleak(project.path, ['scan', '/proc/self/environ'], { env }).status).toBe(1);
    }
  });

  test('never writes its report through a link', () => {
    const project = new Project();
    const victim = join(project.sandbox.root, 'victim');
    writeFileSync(victim, 'precious\n');
    symlinkSync(victim, join(project.path, 'out.json'));
    project.write('a', 'a\n');
    expect(project.unleak('scan', 'a', '--format', 'json', '--output', 'out.json').status).toBe(2);
    expect(readFileSync(victim, 'utf8')).toBe('precious\n');
  });

  test('leaves a secret in a file’s name out of the report', () => {
    const project = guarded();
    project.write(`${githubToken()}.txt`, line(githubToken()));
    project.git('add', '-A');
    // Every output is watched for the two tokens.
    expect(seen(blocksCommit(project, () => project.commitAll()))).toContain('[secret]');
  });
});

describe('rules over one another', () => {
  const url = (): string => `url = postgres://app:${randomBytes(12).toString('hex')}@db.corp.example/prod\n`;

  test('a custom rule for other paths does not hide what a rule of ours blocks', () => {
    const project = guarded();
    const rule =
      'customRules:\n  - id: acme-db\n    title: x\n    tier: block\n    pattern: "postgres://[^@]+@db"\n    paths: ["src/**"]\n';
    project.commit('configuration', { '.unleakrc.yaml': rule });
    blocksCommit(project, () => project.commitAll('m', { 'deploy.cfg': url() }));
  });

  test('a rule that is configured to block is not hidden behind one that warns', () => {
    const project = guarded();
    project.commit('configuration', { '.unleakrc.yaml': 'rules:\n  generic-constructor-argument: block\n' });
    const key = expandTemplate('SK{hex:32}', seededRandom(3));
    blocksCommit(project, () => project.commitAll('m', { 'a.js': `new Client("${key}");\n` }));
  });

  test('a token whose checksum fails does not turn a blocked password into a warning', () => {
    const project = guarded();
    const token = `${githubToken().slice(0, -6)}000000`;
    blocksCommit(project, () => project.commitAll('m', { f: `u = postgres://app:${token}@db.corp.example/x\n` }));
  });
});

describe('messages', () => {
  const SCISSORS = `# ${'-'.repeat(24)} >8 ${'-'.repeat(24)}\n`;

  test('a scissors line that somebody quotes hides nothing', () => {
    const project = guarded();
    project.write('b', 'b\n');
    project.git('add', 'b');
    const editor = join(project.sandbox.root, 'editor');
    const message = join(project.sandbox.root, 'message');
    writeFileSync(message, `subject\n\nquoted:\n${SCISSORS}token ${githubToken()}\n`);
    writeFileSync(editor, `cp '${message}' "$1"\n`);
    const env = { ...project.sandbox.env, GIT_EDITOR: `sh '${editor}'` };
    blocksCommit(project, () => project.sandbox.run('git', ['commit', '-q'], { cwd: project.path, env }));
  });
});

describe('pre-push', () => {
  /** A project whose remote got a secret before unleak was there. */
  function leaked(): { project: Project; elsewhere: string } {
    const project = new Project();
    for (const name of ['private.git', 'public.git']) {
      succeeds(project.sandbox.run('git', ['init', '-q', '--bare', join(project.sandbox.root, name)]));
    }
    project.git('remote', 'add', 'origin', join(project.sandbox.root, 'private.git'));
    project.commit('old', { old: line(githubToken()) });
    project.git('push', '-q', 'origin', 'main');
    succeeds(project.unleak('init'));
    project.git('rm', '-q', 'old');
    project.commit('clean');
    return { project, elsewhere: join(project.sandbox.root, 'public.git') };
  }

  test('believes the tracking refs of the remote that they are of', () => {
    const { project } = leaked();
    succeeds(project.tryGit('push', '-q', 'origin', 'main'));
  });

  test('does not believe them where the remote’s name was given to another repository', () => {
    const { project, elsewhere } = leaked();
    project.git('remote', 'set-url', 'origin', elsewhere);
    blocked(project.tryGit('push', '-q', 'origin', 'main'), 'unleak: push blocked');
  });

  test('does not believe them where the remote is pushed to elsewhere', () => {
    const { project, elsewhere } = leaked();
    project.git('remote', 'set-url', '--push', 'origin', elsewhere);
    blocked(project.tryGit('push', '-q', 'origin', 'main'), 'unleak: push blocked');
  });

  test('takes a local end that holds spaces', () => {
    const { project } = leaked();
    succeeds(project.tryGit('push', '-q', 'origin', 'HEAD^{/cle an}:refs/heads/x'.replace('cle an', 'clean')));
    project.commit('two words');
    succeeds(project.tryGit('push', '-q', 'origin', 'HEAD^{/two words}:refs/heads/y'));
  });
});

describe('a server', () => {
  test('takes no configuration from a push to a HEAD that was never born', async () => {
    const both = await guardedServer();
    both.server.git('symbolic-ref', 'HEAD', 'refs/heads/master');
    both.project.commit('start', { a: 'a\n' });
    await both.accepts('-q', 'origin', 'main');
    both.project.commit('dirty', { leak: line(githubToken()) });
    both.project.git('checkout', '-q', '--orphan', 'cfg');
    both.project.git('rm', '-rqf', '.');
    both.project.commit('allow', { '.unleakrc.yaml': 'allow:\n  - paths: ["*"]\n    reason: x\n' });
    await both.refuses(['origin', 'main', 'cfg:refs/heads/master']);
  });

  test('refuses a configuration that would lock it', async () => {
    const both = await startedServer('file');
    both.project.commit('bad', { '.unleakrc.yaml': 'nonsense: [\n' });
    await both.refuses(['origin', 'main'], '.unleakrc.yaml:');
    both.project.git('rm', '-q', '.unleakrc.yaml');
    both.project.git('commit', '-q', '--amend', '--allow-empty', '-m', 'good');
    await both.accepts('-q', 'origin', 'main');
  });
});
