import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLI, Project, seen, succeeds } from '../../support/cli.ts';
import { githubToken, npmToken } from '../../support/secrets.ts';
import { guardedServer, ServerAndProject, startedServer, type Transport } from '../../support/server.ts';

const line = (secret: string): string => `TOKEN = "${secret}"\n`;
const filler = Array.from({ length: 30 }, (_, n) => `line ${n}\n`).join('');

describe.each<Transport>(['file', 'http'])('over %s', (transport) => {
  test('a clean push passes, and unleak says nothing', async () => {
    const both = await startedServer(transport);
    const commit = both.project.commit('clean', { a: 'a\n' });
    expect(seen(await both.accepts('origin', 'main'))).not.toContain('remote:');
    expect(both.server.git('rev-parse', 'main')).toBe(commit);
  });

  test('a push with a secret leaves no ref and no object behind', async () => {
    const both = await startedServer(transport);
    const commit = both.project.commit('dirty', { 'src/config.py': line(githubToken()) });
    const outcome = await both.refuses(['origin', 'main']);
    expect(outcome.stderr).toContain('path: src/config.py:1:10');
    expect(outcome.stderr).toContain('pre-receive hook declined');
    expect(both.server.tryGit('cat-file', '-e', commit).status).not.toBe(0);
  });

  test('many objects at once, packed or unpacked by the server', async () => {
    const both = await startedServer(transport);
    const files = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`f/${n}`, `file ${n}\n${filler}`]));
    both.project.commit('many', { ...files, 'f/99.py': line(githubToken()) });
    await both.refuses(['origin', 'main']);
    both.project.git('rm', '-q', '--cached', 'f/99.py');
    both.project.git('commit', '-q', '--amend', '-m', 'many');
    await both.accepts('-q', 'origin', 'main');
  });

  test('a push larger than what is sent in one piece', async () => {
    const both = await startedServer(transport);
    both.project.commit('dirty', { large: randomBytes(3_000_000), a: line(githubToken()) });
    await both.refuses(['origin', 'main']);
    both.project.git('rm', '-q', '--cached', 'a');
    both.project.git('commit', '-q', '--amend', '-m', 'clean');
    await both.accepts('-q', 'origin', 'main');
  });

  test('every line of the push: a secret in the last of three branches', async () => {
    const both = await startedServer(transport);
    for (const name of ['one', 'two', 'three']) {
      both.project.git('switch', '-q', '-c', name, 'main');
      both.project.commit(name, { [name]: name === 'three' ? line(githubToken()) : 'clean\n' });
    }
    await both.refuses(['origin', 'one', 'two', 'three']);
    await both.accepts('-q', 'origin', 'one', 'two');
  });

  test('new branches and tags of every kind', async () => {
    const both = await startedServer(transport);
    const { project } = both;
    project.git('switch', '-q', '-c', 'topic');
    project.commit('dirty', { a: line(githubToken()) });
    await both.refuses(['origin', 'topic']);
    project.git('tag', 'light', 'topic');
    await both.refuses(['origin', 'light']);
    project.git('tag', '-a', '-m', githubToken(), 'annotated', 'main');
    expect((await both.refuses(['origin', 'annotated'])).stderr).toContain('message of tag');
    project.write('loose', line(githubToken()));
    project.git('tag', 'blob', project.git('hash-object', '-w', 'loose'));
    await both.refuses(['origin', 'blob']);
    project.git('tag', '-a', '-m', 'on a blob', 'both', 'blob');
    await both.refuses(['origin', 'both']);
  });

  test('forced pushes and deletions', async () => {
    const both = await startedServer(transport);
    const { project, server } = both;
    project.git('commit', '-q', '--amend', '-m', 'written anew');
    await both.accepts('-q', '--force', 'origin', 'main');
    await both.accepts('-q', 'origin', 'main:gone');
    project.write('a', line(githubToken()));
    project.git('add', '-A');
    project.git('commit', '-q', '--amend', '-m', 'with a secret');
    await both.refuses(['--force', 'origin', 'main']);
    await both.refuses(['--force', 'origin', ':gone', 'main']);
    await both.accepts('-q', 'origin', ':gone');
    expect(server.git('for-each-ref')).not.toContain('gone');
  });

  test('a secret that was added and removed again on the way', async () => {
    const both = await startedServer(transport);
    both.project.commit('dirty', { a: line(githubToken()) });
    both.project.commit('clean again', { a: 'clean\n' });
    await both.refuses(['origin', 'main']);
  });

  test('a secret in a commit message', async () => {
    const both = await startedServer(transport);
    both.project.commit(`use ${githubToken()}`);
    expect((await both.refuses(['origin', 'main'])).stderr).toContain('(commit message):1:5');
  });

  test('an atomic push, and one with push options', async () => {
    const both = await startedServer(transport);
    both.server.git('config', 'receive.advertisePushOptions', 'true');
    both.project.commit('dirty', { a: line(githubToken()) });
    await both.refuses(['--atomic', 'origin', 'main', 'main:other']);
    await both.refuses(['-o', 'ci.skip', 'origin', 'main']);
  });
});

describe('what the server has already', () => {
  test('does not block: a secret from before the hook', async () => {
    const both = await startedServer();
    const secret = githubToken();
    both.project.commit('let in', { old: filler + line(secret) });
    both.writeHook('exit 0');
    await both.accepts('-q', 'origin', 'main');
    both.hookOptions();
    both.project.commit('changed', { old: `above\n${filler}${line(secret)}` });
    await both.accepts('-q', 'origin', 'main', 'main:other');
    both.project.commit('copied', { copy: line(secret) });
    await both.refuses(['origin', 'main']);
  });
});

describe('time', () => {
  test('that does not suffice: refused as incomplete, in a sentence', async () => {
    const both = await startedServer();
    both.hookOptions('--budget', '0.001');
    both.project.commit('clean', { a: 'a\n' });
    const outcome = await both.refuses(
      ['origin', 'main'],
      'push refused: not everything could be read, so nothing can be promised',
    );
    expect(outcome.stderr).toContain('Raise the time budget');
  });

  test('--on-timeout open lets such a push pass, and says so', async () => {
    const both = await startedServer();
    both.hookOptions('--budget', '0.001', '--on-timeout', 'open');
    both.project.commit('clean', { a: 'a\n' });
    const outcome = await both.accepts('origin', 'main');
    expect(outcome.stderr).toMatch(/remote: unleak: no secrets in .*; 1 part could not be read/);
    expect(outcome.stderr).toContain('part that the time did not suffice for');
  });

  test.each([
    ['--budget', '0'],
    ['--budget', 'soon'],
    ['--on-timeout', 'maybe'],
    ['--unknown', 'x'],
  ])('%s %s: refused', async (...options) => {
    const both = await startedServer();
    both.hookOptions(...options);
    both.project.commit('clean', { a: 'a\n' });
    await both.refuses(['origin', 'main'], /remote: unleak: .*(--budget takes|--on-timeout takes|Unknown option)/);
  });
});

describe('whose word the server takes', () => {
  const allow = (what: string) => `allow:\n  - ${what}\n    reason: for tests\n`;

  test("the default branch's, as it was before the push", async () => {
    const both = await startedServer();
    const { project } = both;
    const list = { '.unleakrc.yaml': allow('paths: ["fixtures/**"]') };
    project.git('switch', '-q', '-c', 'sly');
    project.commit('its own allowlist', { ...list, 'fixtures/a': line(githubToken()) });
    await both.refuses(['origin', 'sly']);
    await both.refuses(['origin', 'sly:main']);
    project.git('switch', '-q', 'main');
    project.commit('an allowlist that was looked at', list);
    await both.accepts('-q', 'origin', 'main');
    await both.accepts('-q', 'origin', 'sly');
    project.commit('elsewhere', { 'src/a': line(githubToken()) });
    await both.refuses(['origin', 'main']);
  });

  test('the salt too: fingerprints of the project hold on the server', async () => {
    const both = await guardedServer();
    const { project } = both;
    succeeds(project.unleak('init'));
    project.commit('salt');
    await both.accepts('-q', '--no-verify', 'origin', 'main');
    project.commit('dirty', { a: line(githubToken()) });
    const { stderr } = await both.refuses(['--no-verify', 'origin', 'main:refs/heads/topic']);
    const fingerprint = /fingerprint: ([0-9a-f]{32})/.exec(stderr)![1]!;
    project.git('reset', '-q', '--soft', 'HEAD~1');
    project.git('reset', '-q');
    project.write('.unleakrc.yaml', allow(`fingerprints: ["${fingerprint}"]`));
    project.git('add', '.unleakrc.yaml');
    project.git('commit', '-q', '--no-verify', '-m', 'known');
    await both.accepts('-q', '--no-verify', 'origin', 'main');
    project.commit('dirty again');
    await both.accepts('-q', '--no-verify', 'origin', 'main:refs/heads/topic');
  });

  test('a first push brings its own configuration', async () => {
    const both = await guardedServer();
    both.project.commit('fixtures', {
      '.unleakrc.yaml': allow('paths: ["fixtures/**"]'),
      'fixtures/a': line(npmToken()),
    });
    await both.accepts('-q', 'origin', 'main');
  });

  test('a first push is scanned like any other', async () => {
    const both = await guardedServer();
    both.project.commit('dirty', { a: line(githubToken()) });
    await both.refuses(['origin', 'main']);
    await both.refuses(['origin', 'main:other']);
  });

  test("the administrator's file goes before the project's", async () => {
    const both = await guardedServer();
    both.project.commit('an allowlist', { '.unleakrc.yaml': allow('paths: ["**"]') });
    await both.accepts('-q', 'origin', 'main');
    both.project.sandbox.run('sh', ['-c', 'echo "rules: {}" >"$HOME/unleakrc.yaml"']);
    both.hookOptions('--config', '"$HOME/unleakrc.yaml"');
    both.project.commit('dirty', { a: line(githubToken()) });
    await both.refuses(['origin', 'main']);
  });

  test('a configuration that is not valid refuses every push, in a sentence', async () => {
    const both = await startedServer();
    both.writeHook('exit 0');
    both.project.commit('broken', { '.unleakrc.yaml': 'allow: [\n' });
    await both.accepts('-q', 'origin', 'main');
    both.hookOptions();
    both.project.commit('clean', { a: 'a\n' });
    await both.refuses(['origin', 'main'], /remote: unleak: \.unleakrc\.yaml:\d+:\d+: /);
  });

  test('plugins never run on the server', async () => {
    const both = await startedServer();
    const { project, server } = both;
    const trace = join(project.sandbox.root, 'ran');
    const plugin = `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(trace)}, '');\nexport default {};\n`;
    for (const place of [project, server]) place.write('plugin.mjs', plugin);
    project.commit('plugin', { '.unleakrc.yaml': 'plugins: [./plugin.mjs]\n' });
    await both.accepts('-q', 'origin', 'main');
    project.commit('clean', { a: 'a\n' });
    await both.accepts('-q', 'origin', 'main');
    project.commit('dirty', { b: line(githubToken()) });
    await both.refuses(['origin', 'main']);
    expect(existsSync(trace)).toBe(false);
    // The same configuration does run it on the client.
    project.unleak('scan');
    expect(existsSync(trace)).toBe(true);
  });
});

describe('unleak init --server', () => {
  test('installs pre-receive alone, again without a change, and takes it out', async () => {
    const { server } = await guardedServer();
    const hooks = () => readdirSync(join(server.path, 'hooks')).filter((name) => !name.endsWith('.sample'));
    const script = () => readFileSync(join(server.path, 'hooks/pre-receive'), 'utf8');
    expect(hooks()).toEqual(['pre-receive']);
    const before = script();
    expect(server.unleak('init', '--server').status).toBe(0);
    expect(script()).toBe(before);
    expect(existsSync(join(server.path, '.unleak'))).toBe(false);
    expect(server.unleak('init', '--remove').status).toBe(0);
    expect(hooks()).toEqual([]);
  });

  test('an existing pre-receive hook is kept, and finds its lines', async () => {
    const both = await guardedServer();
    both.writeHook('cat >lines');
    expect(both.server.unleak('init', '--server').status).toBe(0);
    await both.accepts('-q', 'origin', 'main');
    const line = `${'0'.repeat(40)} ${both.project.head()} refs/heads/main\n`;
    expect(readFileSync(join(both.server.path, 'lines'), 'utf8')).toBe(line);
  });

  test('in a repository with a work tree', async () => {
    const project = new Project();
    project.commit('start', { a: 'a\n' });
    const server = new Project('work', [], project.sandbox);
    server.git('config', 'receive.denyCurrentBranch', 'updateInstead');
    expect(server.unleak('init', '--server').status).toBe(0);
    const both = new ServerAndProject(project, server, server.path);
    await both.accepts('-q', 'origin', 'main');
    project.commit('dirty', { a: line(githubToken()) });
    const outcome = await both.push('origin', 'main');
    expect(outcome.status).not.toBe(0);
    expect(outcome.stderr).toContain('remote: unleak: push refused: 1 secret');
    expect(readFileSync(join(server.path, 'a'), 'utf8')).toBe('a\n');
  });

  test('a bare repository without --server: says what to do', () => {
    const server = new Project('bare.git', ['--bare']);
    expect(server.unleak('init')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('init --server installs the pre-receive hook'),
    });
  });

  test.each(['rubbish', `${'0'.repeat(40)} ${'0'.repeat(40)}`, `--all ${'0'.repeat(40)} refs/heads/main`])(
    'a line that git would never write (%s): exit code 2',
    async (input) => {
      const { server } = await startedServer();
      const outcome = server.sandbox.run(process.execPath, [CLI, 'hook', 'pre-receive'], {
        cwd: server.path,
        input: `${input}\n`,
      });
      expect(outcome).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('not of the form that git gives to a pre-receive hook'),
      });
    },
  );
});
