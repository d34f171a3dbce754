import { describe, expect, test } from 'vitest';
import { guarded, Project, seen, succeeds } from '../../support/cli.ts';
import { awsKeyId, awsSecretKey, githubToken } from '../../support/secrets.ts';

const OWN = `rules:
  github-oauth-access-token: warn
  generic-password: off
customRules:
  - id: acme-key
    title: Acme key
    keywords: [acme_]
    pattern: 'acme_[0-9]{8}'
    rotate: Ask for another.
    tier: block
`;

function configured(): Project {
  const project = guarded();
  project.write('.unleakrc.yaml', OWN);
  return project;
}

const rules = (project: Project, ...args: string[]): string => succeeds(project.unleak('rules', ...args)).stdout;

interface Listed {
  readonly rules: readonly { readonly id: string; readonly tier: string; readonly configured: string | null }[];
}

describe('unleak rules list', () => {
  test('every rule with provider, tier and confidence, the configuration’s too', () => {
    const lines = rules(configured(), 'list').split('\n');
    expect(lines[0]).toMatch(/^rule +provider +tier +confidence +title$/);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^github-personal-access-token +GitHub +block +high +GitHub personal access token \(classic\)$/,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^acme-key +\(configuration\) +block +high +Acme key$/));
    expect(lines).toContainEqual(expect.stringMatching(/^github-oauth-access-token +GitHub +warn /));
    expect(lines).toContainEqual(expect.stringMatching(/^generic-password +Generic +off /));
  });

  test('as JSON, in order, outside of a repository too', () => {
    const { rules: listed } = JSON.parse(rules(configured(), 'list', '--json')) as Listed;
    expect(listed.length).toBeGreaterThan(200);
    expect(listed.map(({ id }) => id)).toEqual(listed.map(({ id }) => id).sort());
    expect(listed).toContainEqual({
      id: 'github-oauth-access-token',
      provider: 'GitHub',
      title: 'GitHub OAuth access token',
      tier: 'block',
      configured: 'warn',
      confidence: 'high',
      origin: 'unleak',
    });
    const { sandbox } = new Project();
    const outside = succeeds(sandbox.unleak(sandbox.root, ['rules', 'list', '--json']));
    expect((JSON.parse(outside.stdout) as Listed).rules.length).toBe(listed.length - 1);
  });
});

describe('unleak rules show', () => {
  test('all of a rule of unleak’s, with the shape of an example', () => {
    const said = rules(guarded(), 'show', 'github-personal-access-token');
    expect(said).toMatch(/^github-personal-access-token: GitHub personal access token \(classic\)\n/);
    for (const words of [
      'tier        block',
      'keywords    ghp_',
      'check       github-crc32',
      'entropy     3 bits a character, or more',
      'source      https://docs.github.com/',
      'rotate      Delete the token',
    ])
      expect(said).toContain(words);
    expect(said).toMatch(/shape +.*ghp_\{base62:30\}\{check:github-crc32\}/);
    expect(JSON.parse(rules(guarded(), 'show', 'github-personal-access-token', '--json'))).toMatchObject({
      id: 'github-personal-access-token',
      keywords: ['ghp_'],
      checksum: 'github-crc32',
      pair: null,
    });
  });

  test('one of the configuration’s', () => {
    const said = rules(configured(), 'show', 'acme-key');
    expect(said).toContain('provider    (configuration)');
    expect(said).toContain('pattern     acme_[0-9]{8}');
    expect(said).toContain('rotate      Ask for another.');
    expect(rules(configured(), 'show', 'generic-password')).toContain('off (the configuration says so; block)');
  });

  test.each([
    ['github-personal-acess-token', 'Did you mean github-personal-access-token'],
    ['aws-key', 'aws-access-key-id'],
    ['nothing-like-it', 'unleak rules list names them all'],
  ])('%s is unknown, and what is near is suggested', (id, words) => {
    const outcome = guarded().unleak('rules', 'show', id);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain(words);
    expect(outcome.stderr).not.toContain(`${id} `);
  });
});

describe('unleak rules test', () => {
  test('a rule over a file, and over what is piped in', () => {
    const project = guarded();
    const text = `first\nTOKEN = "${githubToken()}"\nghp_ alone\n`;
    project.write('a.py', text);
    const said = rules(project, 'test', 'github-personal-access-token', 'a.py');
    expect(said).toContain('unleak: a.py: 1 rule looked, 1 finding reported');
    expect(said).toContain('match 2:10 to 2:49: [secret]');
    expect(said).toContain('keyword ghp_ at 3:1\n  its pattern matches nothing there');
    const piped = project.sandbox.unleak(project.path, ['rules', 'test', 'github-personal-access-token'], {
      input: text,
    });
    expect(succeeds(piped).stdout).toContain('match 2:10 to 2:49: [secret]');
    expect(rules(project, 'test', 'npm-access-token', 'a.py')).toContain('no rule looked: no keyword stands there');
  });

  test('one that is off, one of the configuration’s, and half a pair with its other half', () => {
    const project = configured();
    project.write('a.py', `password = "q7Rz02kPw9XvB4mT"\nacme_12345678\n`);
    project.write('b.py', `id = "${awsKeyId()}"\nsecret = "${awsSecretKey()}"\n`);
    expect(rules(project, 'test', 'generic-password', 'a.py')).toContain('1 finding reported');
    expect(rules(project, 'test', 'acme-key', 'a.py')).toContain('match 2:1 to 2:13: [secret]');
    const half = rules(project, 'test', 'aws-secret-access-key-beside-id', 'b.py');
    expect(half).toContain('1 rule looked, 1 finding reported');
    expect(half).toContain('its id is near');
  });

  test('errors', () => {
    const project = guarded();
    for (const args of [[], ['list', 'more'], ['show'], ['test'], ['other'], ['test', 'a', 'b', 'c']]) {
      const outcome = project.unleak('rules', ...args);
      expect(outcome).toMatchObject({ status: 2, stdout: '' });
      expect(seen(outcome)).toContain('rules takes list, show <id> or test <id> [file].');
    }
    expect(seen(project.unleak('rules', 'test', 'npm-access-token', githubToken()))).toContain('There is no file');
    expect(seen(project.unleak('rules', 'test', githubToken()))).toContain('There is no such rule.');
  });
});

test('the help of both commands is their own', () => {
  const project = new Project();
  const { stdout } = succeeds(project.unleak('explain', '--help'));
  expect(stdout).toContain('unleak explain <file>:<line>');
  expect(stdout).not.toContain('unleak scan');
  expect(succeeds(project.unleak('rules', '--help')).stdout).toContain('unleak rules test <id> [file]');
  expect(succeeds(project.unleak('--help')).stdout).toMatch(/unleak explain --text[\s\S]*unleak rules list/);
});
