import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { guarded, type Project, seen, succeeds } from '../../support/cli.ts';
import { jsonReport } from '../../support/json-report.ts';
import type { Outcome } from '../../support/sandbox.ts';
import { awsKeyId, awsSecretKey, githubToken, npmToken } from '../../support/secrets.ts';

/** What `explain` says of one line, or of text. */
const explain = (project: Project, ...args: string[]): string =>
  succeeds(project.unleak('explain', ...args)).stdout.trimEnd();

interface Explained {
  readonly path: string | null;
  readonly rules: readonly {
    readonly rule: string;
    readonly state: string;
    readonly keywords: readonly { readonly keyword: string; readonly line: number; readonly column: number }[];
    readonly matches: readonly {
      readonly from: { readonly line: number; readonly column: number };
      readonly checks: readonly { readonly check: string; readonly drops: boolean }[];
      readonly reported: boolean;
      readonly finding: { readonly fingerprint: string; readonly suppressed: { readonly by: string } | null } | null;
    }[];
  }[];
}

const explainJson = (project: Project, place: string): Explained =>
  JSON.parse(explain(project, place, '--json')) as Explained;

const withFile = (path: string, lines: readonly string[]): Project => {
  const project = guarded();
  project.write(path, `${lines.join('\n')}\n`);
  return project;
};

describe('a line is explained', () => {
  test('a finding: what every check said, and the tier, confidence and fingerprint that a scan reports', () => {
    const project = withFile('a.py', ['one = 1', `TOKEN = "${githubToken()}"`]);
    const [finding] = jsonReport(project.unleak('scan', '--format', 'json', 'a.py')).findings;
    const said = explain(project, 'a.py:2');
    expect(said).toMatch(/^unleak: a.py:2: \d+ rules looked, 1 finding reported$/m);
    expect(said).toContain(
      [
        'github-personal-access-token: GitHub personal access token (classic)',
        '  keyword ghp_ at 2:10',
        '  match 2:10 to 2:49: [secret]',
        '    placeholder: no',
      ].join('\n'),
    );
    expect(said).toContain('    check github-crc32: passed');
    expect(said).toContain(`    reported: tier block, confidence certain, fingerprint ${finding?.fingerprint}`);
    expect(said).toContain('overlap: gives way to github-personal-access-token, which found the same text');
    expect(explain(project, 'a.py:2:10')).toBe(said);
  });

  test('a keyword without a match, and a line that no rule looked at', () => {
    const project = withFile('a.py', ['# ghp_ is the prefix', 'one = 1']);
    expect(explain(project, 'a.py:1')).toContain(
      'github-personal-access-token: GitHub personal access token (classic)\n  keyword ghp_ at 1:3\n  its pattern matches nothing there',
    );
    expect(explain(project, 'a.py:2')).toBe('unleak: a.py:2: no rule looked: no keyword stands there');
  });

  test.each([
    ['doc = "AKIA' + 'IOSFODNN7EXAMPLE"', 'not reported: it is a placeholder'],
    ['password = "$' + '{PASSWORD_FROM_VAULT}"', 'its pattern matches nothing there'],
    ['password = "change-me-please"', 'placeholder: yes, words for where the value will go'],
    ['password = "correcthorsebattery"', 'not reported: it reads like words'],
    ['api_key = "1212131312121313"', 'not reported: its entropy is too low'],
  ])('%s', (line, words) => {
    expect(explain(withFile('a.py', [line]), 'a.py:1')).toContain(words);
  });

  test('halves of a pair, near and alone', () => {
    const secret = `secret = "${awsSecretKey()}"`;
    expect(explain(withFile('a.py', [secret]), 'a.py:1')).toContain(
      'pair aws: no id is near that it is reported with, and it counts for nothing without',
    );
    const both = explain(withFile('a.py', [`id = "${awsKeyId()}"`, secret]), 'a.py:2');
    expect(both).toContain('pair aws: its id is near\n    reported: tier block');
  });

  test('a token whose checksum fails, and one inside base64', () => {
    const wrong = `${githubToken().slice(0, -6)}aaaaaa`;
    const inside = Buffer.from(`npm=${npmToken()}`).toString('base64');
    const project = withFile('a.py', [`TOKEN = "${wrong}"`, inside]);
    expect(explain(project, 'a.py:1')).toMatch(/check github-crc32: failed\n {4}reported: tier warn, confidence low/);
    expect(explain(project, 'a.py:2')).toMatch(/match 2:\d+ to 2:\d+ \(inside base64\): \[secret\]/);
  });

  test('a path that the rule does not look at', () => {
    const line = 'DB_PASSWORD=q7Rz02kPw9XvB4mT';
    expect(explain(withFile('a.env', [line]), 'a.env:1')).toContain('path: one that the rule looks at\n    reported:');
    expect(explain(withFile('a.txt', [line]), 'a.txt:1')).toContain(
      'not reported: the rule does not look at this path',
    );
  });

  test('what suppresses it, with the reason', () => {
    const token = githubToken();
    const project = withFile('fixtures/a.py', [
      `A = "${token}" # unleak:allow github-personal-access-token -- made up`,
      `B = "${githubToken()}"`,
    ]);
    project.write('.unleakrc.yaml', 'allow:\n  - paths: [fixtures/]\n    reason: only tests\n');
    expect(explain(project, 'fixtures/a.py:1')).toContain('not counted: suppressed by an inline mark (made up)');
    expect(explain(project, 'fixtures/a.py:2')).toContain('suppressed by the allowlist, by path (only tests)');
    const [rule] = explainJson(project, 'fixtures/a.py:2').rules;
    expect(rule?.matches[0]).toMatchObject({ reported: false, finding: { suppressed: { by: 'path' } } });
  });

  test('rules of the configuration: switched off, its own, and those that found no keyword', () => {
    const project = withFile('a.txt', ['nothing', `plain acme-12345678 and ${githubToken()}`]);
    const own = (id: string, keyword: string) =>
      `  - { id: ${id}, title: Ours, keywords: [${keyword}], pattern: 'acme-[0-9]{8}', tier: warn }\n`;
    project.write(
      '.unleakrc.yaml',
      `rules:\n  github-personal-access-token: off\ncustomRules:\n${own('acme', 'PLAIN')}${own('absent', 'nowhere')}`,
    );
    const said = explain(project, 'a.txt:2');
    expect(said).toMatch(/acme: Ours\n {2}keyword plain at 2:1\n {2}match 2:7 to 2:19: \[secret\]/);
    expect(said).toContain('absent: Ours\n  not tried: none of its keywords stands anywhere in the text');
    expect(said).toMatch(/\n {2}keyword ghp_ at 2:25\n {2}not tried: the configuration switched it off/);
    expect(explain(project, 'a.txt:1')).toContain('keyword plain at 2:1\n  its pattern matches nothing here');
  });

  test('a plugin’s claim', () => {
    const project = withFile('a.txt', ['xx acme_0000']);
    project.write(
      'plugin.mjs',
      `export default { id: 'acme', detect: ({ bytes }) => {
        const start = Buffer.from(bytes).indexOf('acme_');
        return start < 0 ? [] : [{ rule: 'acme-key', start, end: start + 9 }];
      } };`,
    );
    project.write('.unleakrc.yaml', 'plugins: [./plugin.mjs]\n');
    expect(explain(project, 'a.txt:1')).toMatch(/acme-key: acme-key\n {2}match 1:4 to 1:12: \[secret\]\n {4}reported:/);
    expect(explain(project, '--no-plugins', 'a.txt:1')).not.toContain('acme-key');
  });

  test('a key of many lines, from each of them', () => {
    const dashes = '-'.repeat(5);
    const key = [
      `${dashes}BEGIN PRIVATE KEY${dashes}`,
      'q7Rz02kPw9XvB4mT'.repeat(4),
      `${dashes}END PRIVATE KEY${dashes}`,
    ];
    const project = withFile('key.pem', ['first', ...key]);
    for (const line of [2, 3, 4]) expect(explain(project, `key.pem:${line}`)).toMatch(/match 2:1 to 4:\d+: \[secret\]/);
  });

  test('as JSON', () => {
    const project = withFile('a.py', [`TOKEN = "${githubToken()}"`]);
    const { path, rules } = explainJson(project, 'a.py:1');
    expect(path).toBe('a.py');
    expect(rules[0]).toMatchObject({ rule: 'github-personal-access-token', state: 'tried', keywords: [] });
    expect(rules[0]?.matches[0]).toMatchObject({
      from: { line: 1, column: 10 },
      keywords: [{ keyword: 'ghp_', line: 1, column: 10, encodings: [] }],
      reported: true,
    });
    expect(rules[0]?.matches[0]?.checks.map(({ check }) => check)).toEqual(['placeholder', 'entropy', 'checksum']);
  });
});

describe('piped text is explained', () => {
  const piped = (project: Project, input: string | Buffer): Outcome =>
    project.sandbox.unleak(project.path, ['explain', '--text'], { input });

  test('all of its lines, and no path is held against it', () => {
    const { stdout } = succeeds(piped(guarded(), `first\nDB_PASSWORD=q7Rz02kPw9XvB4mT\n${npmToken()}\n`));
    expect(stdout).toContain('unleak: the text: ');
    expect(stdout).toMatch(/match 2:13 to 2:28: \[secret\][\s\S]*match 3:1 to 3:40|match 3:1[\s\S]*match 2:13/);
  });

  test('outside of any repository, and empty text', () => {
    const project = guarded();
    const outcome = project.sandbox.unleak(project.sandbox.root, ['explain', '--text'], { input: githubToken() });
    expect(succeeds(outcome).stdout).toContain('There is no salt here');
    expect(succeeds(piped(project, '')).stdout).toBe('unleak: the text: no rule looked: no keyword stands there\n');
  });
});

describe('what can’t be explained is an error that repeats nothing', () => {
  const refuses = (outcome: Outcome, words: string): void => {
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(seen(outcome)).toContain(words);
  };

  test('files and lines', () => {
    const project = withFile('a.py', ['one = 1']);
    project.write('empty', '');
    project.write('binary', Buffer.from([1, 0, 2, 10, 3]));
    mkdirSync(join(project.path, 'folder'));
    symlinkSync('a.py', join(project.path, 'link'));
    refuses(project.unleak('explain', `${githubToken()}:1`), 'There is no file at this path');
    refuses(project.unleak('explain', 'a.py:2'), 'There is no line 2: the file ends with line 1.');
    refuses(project.unleak('explain', 'a.py:0'), 'There is no line 0');
    refuses(project.unleak('explain', 'empty:1'), 'There is no line 1: the file is empty.');
    refuses(project.unleak('explain', 'binary:1'), 'This is a binary file: it has no lines to explain.');
    refuses(project.unleak('explain', 'folder:1'), 'This path leads to a folder, a link or a device');
    refuses(project.unleak('explain', 'link:1'), 'This path leads to a folder, a link or a device');
  });

  test('arguments', () => {
    const project = withFile('a.py', ['one = 1']);
    for (const args of [[], ['a.py:1', 'a.py:2'], ['--text', 'a.py:1']])
      refuses(project.unleak('explain', ...args), 'explain takes <file>:<line>');
    refuses(project.unleak('explain', githubToken()), 'it may be a secret');
    refuses(project.unleak('explain', `--${githubToken()}`, 'a.py:1'), 'it may be a secret');
  });

  test('a detector that fails is named, and costs the exit code', () => {
    const project = withFile('a.txt', ['text']);
    project.write('plugin.mjs', `export default { id: 'broken', detect: () => { throw new Error('no'); } };`);
    project.write('.unleakrc.yaml', 'plugins: [./plugin.mjs]\n');
    const outcome = project.unleak('explain', 'a.txt:1');
    expect(outcome.status).toBe(2);
    expect(outcome.stdout).toContain('broken');
  });

  test('wide characters are text where a byte order mark says so', () => {
    const project = guarded();
    project.write('wide', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`T=${npmToken()}\n`, 'utf16le')]));
    expect(explain(project, 'wide:1')).toContain('(inside utf-16): [secret]');
  });
});
