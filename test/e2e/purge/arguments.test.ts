import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { CLI, Project, seen } from '../../support/cli.ts';
import { expectNoSecret, githubToken } from '../../support/secrets.ts';

/** A repository with one secret. */
function leaky(secret: string): Project {
  const project = new Project();
  project.commit('start', { 'a.txt': `token = ${secret}\n`, '.unleak/salt': '0123456789abcdef'.repeat(4) });
  return project;
}

const OID = 'a'.repeat(40);

test.each([
  [[], 'purge needs to know what is to go'],
  [['--apply'], 'purge needs to know what is to go'],
  [['--finish'], 'purge needs to know what is to go'],
  [['--apply', '--undo'], 'purge takes one of --apply and --undo at a time'],
  [['--apply', '--push', '--path', 'a'], 'purge takes one of --apply and --push at a time'],
  [['--undo', 'aws-access-key-id'], '--undo takes no targets'],
  [['--resume', '--path', 'a'], '--resume takes no targets'],
  [['--blob', 'HEAD'], '--blob takes the full id of a blob'],
  [['--blob', OID.slice(1)], '--blob takes the full id of a blob'],
  [['--path', ''], '--path takes a glob'],
  [['--prune-empty', 'aws-access-key-id'], '--prune-empty goes with --path or --blob'],
  [['--path', 'a', '--same-length', '--replacement', 'x'], 'one of --replacement and --same-length'],
  [['--path', 'a', '--replacement', 'a\nb'], 'takes no secret on its command line'],
  [['--path', 'a', '--into', 'b'], '--into goes with --remote'],
  [['--path', 'a', '--threads', '0'], '--threads takes a number'],
  [['--path', 'a', '--max-memory', 'much'], '--max-memory takes an amount'],
  [['--nonsense'], "Unknown option '--nonsense'"],
  [['--secret-file', '/no/such/file'], "The file of --secret-file can't be read (ENOENT)"],
  [['--replace-text', '/no/such/file'], "The file of --replace-text can't be read (ENOENT)"],
  [['--from', '/no/such/file'], "The file of --from can't be read (ENOENT)"],
  [['--from', 'a.txt'], 'a.txt is no JSON report of unleak scan'],
  [['--secret-file', '-'], 'name nothing that is to go'],
  [['no-such-rule'], 'No finding has the rule id or fingerprint'],
  [['--undo'], 'give --yes to go on without a question'],
  [['--path', 'a', '--remote', 'ext::sh -c x'], '--remote takes URLs of https, http, ssh, git and file'],
  [['--path', 'a', '--remote', 'gopher://x/y'], '--remote takes URLs of'],
  [['--push'], 'There is no receipt of a purge in this repository'],
])('purge %j is refused', (args, words) => {
  const outcome = leaky(githubToken()).unleak('purge', ...args);
  expect(seen(outcome)).toContain(words);
  expect(outcome.status).toBe(2);
});

describe('a secret on the command line is not printed', () => {
  test.each([
    ['as a finding', (secret: string) => [secret]],
    ['as a file', (secret: string) => ['--secret-file', secret]],
    ['as a report', (secret: string) => ['--from', secret]],
    ['as a blob', (secret: string) => ['--blob', secret]],
    ['as a key', (secret: string) => [`-----BEGIN X-----\n${secret}`]],
    ['as an option', (secret: string) => [`--${secret}`]],
    ['as an option with a value', (secret: string) => [`--${secret}=x`]],
    ['as a number', (secret: string) => ['--path', 'a', '--threads', secret]],
  ])('%s', (_, args) => {
    const secret = githubToken();
    // The sandbox watches what is printed.
    expect(leaky(secret).unleak('purge', ...args(secret)).status).toBe(2);
  });
});

test('the text of a refused file is not printed', () => {
  const secret = githubToken();
  const project = leaky(secret);
  project.write('list.txt', `${secret}\n==>${secret}\n`);
  expect(seen(project.unleak('purge', '--replace-text', 'list.txt'))).toContain(
    'nothing to look for in line 2 of list.txt',
  );
  project.write('report.json', `{"version":1,"secret":"${secret}"`);
  expect(seen(project.unleak('purge', '--from', 'report.json'))).toContain('no JSON report');
});

test('nor where a command is expected', () => {
  const secret = githubToken();
  const project = leaky(secret);
  expect(seen(project.unleak(secret))).toContain('there is no such command');
  expect(seen(project.unleak('scna'))).toContain('there is no command "scna"');
  expect(seen(project.unleak('rejoin', secret))).toContain('--map FOLDER');
  expect(seen(project.unleak('rejoin', `--${secret}`))).toContain('Argument 1 is an option that there is not');
});

test('help of one command is only about it', () => {
  const project = leaky(githubToken());
  const { stdout } = project.unleak('purge', '--help');
  expect(project.unleak('help', 'purge').stdout).toBe(stdout);
  expect(stdout).not.toMatch(/pre-receive|--staged|--map/);
  expect(stdout).toContain('--finish');
  expect(stdout).toContain('0 no secret');
  expect(project.unleak('rejoin', '--help').stdout).toContain('--map FOLDER');
  expect(project.unleak('scan', '--help').stdout).toMatch(/--staged[\s\S]*--stats/);
  for (const args of [['--help'], ['help'], ['help', 'nothing'], ['init', '--help']])
    expect(project.unleak(...args).stdout).toMatch(/What unleak purge takes out[\s\S]*Options of hook/);
});

test('help names it', () => {
  const { stdout } = leaky(githubToken()).unleak('purge', '--help');
  expect(stdout).toContain('unleak purge <finding…>');
  expect(stdout).toContain('--replace-text FILE');
});

const hasScript = spawnSync('script', ['--version']).status === 0;

// script(1) of util-linux gives the program a terminal.
test.skipIf(!hasScript)('on a terminal the word is asked for; another one changes nothing', () => {
  const project = leaky(githubToken());
  const command = `'${process.execPath}' '${CLI}' purge --undo`;
  const { stdout, status } = spawnSync('script', ['-qec', command, '/dev/null'], {
    cwd: project.path,
    env: project.sandbox.env,
    input: 'yes\n',
  });
  expectNoSecret(stdout.toString());
  expect(stdout.toString()).toContain('Type undo to go on: ');
  expect(stdout.toString()).toContain('That was not the word, so nothing was changed.');
  expect(status).toBe(2);
});
