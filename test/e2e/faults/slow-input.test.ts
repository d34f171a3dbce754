import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Project, seen } from '../../support/cli.ts';
import { sized } from '../../support/runs.ts';
import { awsKeyId, githubToken } from '../../support/secrets.ts';
import { expandTemplate, seededRandom } from '../../support/template.ts';
import { expectNoCrash, type Measured, measured, note } from './faulty.ts';

const MB = sized(8, 1);
const SIZE = MB * 1024 * 1024;

/** Far above what any of these takes, far below a hang. */
const LONGEST_S = 60;
const MOST_MB = 900;

const repeat = (text: string): Buffer => Buffer.alloc(SIZE, text);

/** Encodes a text again and again; each round wraps what the round before gave. */
function nested(text: string, rounds: number, encode: (bytes: Buffer) => string): string {
  let bytes = Buffer.from(text);
  for (let i = 0; i < rounds; i++) bytes = Buffer.from(encode(bytes));
  return bytes.toString('latin1');
}

const base64 = (bytes: Buffer): string => bytes.toString('base64');
const hex = (bytes: Buffer): string => bytes.toString('hex');
const percent = (bytes: Buffer): string => hex(bytes).replace(/../g, '%$&');
const wide = (bytes: Buffer): Buffer => Buffer.from(bytes.toString('latin1'), 'utf16le');

const DASHES = '-'.repeat(5);

/** Base64 that decodes to base64 whatever the character one begins at: four texts, one for each beginning. */
function allPhases(rounds: number): string {
  let text = 'plain text that is no secret at all, again and again. ';
  for (let i = 0; i < rounds; i++) {
    const whole = base64(Buffer.from(text.padEnd(Math.ceil(text.length / 3) * 3)));
    text = [0, 1, 2, 3].map((phase) => `${'A'.repeat(phase)}${whole}${'A'.repeat((4 - phase) % 4)}`).join('');
  }
  return text;
}

/** Many different texts out of one template, so that no two are alike. */
function many(template: string): Buffer {
  const random = seededRandom(7);
  const lines: string[] = [];
  for (let length = 0; length < SIZE; length += lines.at(-1)!.length)
    lines.push(`${expandTemplate(template, random)}\n`);
  return Buffer.from(lines.join('')).subarray(0, SIZE);
}

const INPUTS: Readonly<Record<string, () => Buffer>> = {
  'the name of a secret, without end': () => repeat('secretsecretsecret='),
  'names and quotes': () => repeat(`password = "' : `),
  'names and blanks': () => repeat(`api_key${' '.repeat(200)}`),
  'heads of PEM blocks': () => repeat(`${DASHES}BEGIN`),
  'heads of private keys, no end': () => repeat(`${DASHES}BEGIN RSA PRIVATE KEY${DASHES}\nMIIE`),
  'heads of JWTs': () => repeat('eyJ'),
  'heads of JWTs with dots': () => repeat('eyJhbGciOiJIUzI1NiJ9.eyJ.'),
  'schemes of URLs': () => repeat('://'),
  'users of URLs': () => repeat('https://user:'),
  'long users of URLs': () => repeat(`postgres://${'u:'.repeat(500)}`),
  'one run of base64': () => repeat('QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo'),
  'base64, all A': () => repeat('A'),
  'wrapped base64': () => repeat(`${'QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVph'.repeat(2)}\n`),
  'one run of hex': () => repeat('6162636465'),
  'percent signs': () => repeat('%'),
  'percent escapes': () => repeat('%41'),
  'percent escapes of percent signs': () => repeat('%25'),
  backslashes: () => repeat('\\u0041\\x41\\/'),
  'a line each of an escape': () => repeat('%41\n'),
  'an escape in every other line': () => repeat('%41\n\n'),
  'an escape in every tenth line': () => repeat(`%41\n${'some words\n'.repeat(9)}`),
  'short runs of base64': () => repeat('QUJDREVGR0hJSktMTU5P!'),
  'short runs of hex': () => repeat(`${'6162'.repeat(8)}a\n`),
  'short wide runs': () => repeat('a\0b\0c\0d\0e\0f\0g\0h\0\x01'),
  'very wide runs': () => repeat('a\0\0\0b\0\0\0c\0\0\0d\0\0\0e\0\0\0f\0\0\0g\0\0\0h\0\0\0\x01'),
  'NUL bytes': () => repeat('\0'),
  'NUL between letters': () => repeat('a\0'),
  'seven wide letters, then none': () => repeat('a\0b\0c\0d\0e\0f\0g\0\0'),
  'wide base64': () => wide(repeat('QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo').subarray(0, SIZE / 2)),
  'one line of words': () => repeat('the quick brown fox '),
  'line ends': () => repeat('\n'),
  'marks that allow': () => repeat('unleak:allow x -- '),
  'base64 in base64, nine deep': () => repeat(nested('text that is no secret', 9, base64)),
  'hex in base64 in percent signs': () =>
    repeat(nested(nested(nested('no secret here', 2, hex), 3, base64), 1, percent)),
  'base64 that is base64 from each of its beginnings': () => repeat(allPhases(4)),
  'ids of AWS keys': () => many('AKIA{base32:16}'),
  'ids of AWS keys in one line': () =>
    Buffer.from(many('AKIA{base32:16}').toString('latin1').replaceAll('\n', ' '), 'latin1'),
  'ids of AWS keys in base64': () =>
    Buffer.from(base64(many('AKIA{base32:16}')).replace(/.{76}/g, '$&\n')).subarray(0, SIZE),
  'tokens with a checksum': () => many('ghp_{base62:30}{check:github-crc32}'),
  'keywords with values': () => many('db_password = "{base62:24}"'),
  JWTs: () => many('{jwt}'),
};

/** Scans a file, prints the figures, and asserts that neither time nor memory went out of hand. */
function bounded(project: Project, name: string, ...args: string[]): Measured {
  const outcome = measured(project, ['scan', 'input', ...args]);
  note(name, outcome);
  expectNoCrash(outcome);
  expect([0, 1, 2]).toContain(outcome.status);
  expect(outcome.seconds).toBeLessThan(LONGEST_S);
  expect(outcome.peakMb).toBeLessThan(MOST_MB);
  return outcome;
}

describe(`${MB} MB of`, () => {
  test.each(Object.entries(INPUTS))(
    '%s',
    (name, make) => {
      const project = new Project();
      writeFileSync(join(project.path, 'input'), make());
      bounded(project, name);
    },
    120_000,
  );
});

describe('a secret is found', () => {
  test.each(['NUL bytes', 'heads of JWTs', 'wrapped base64', 'one line of words', 'percent escapes'])(
    'behind %s',
    (name) => {
      const project = new Project();
      writeFileSync(
        join(project.path, 'input'),
        Buffer.concat([INPUTS[name]!(), Buffer.from(`\ntoken=${githubToken()}\n`)]),
      );
      expect(bounded(project, `${name}, then a token`).status).toBe(1);
    },
    120_000,
  );

  test('among two hundred thousand others', () => {
    const project = new Project();
    writeFileSync(join(project.path, 'input'), INPUTS['ids of AWS keys']!());
    expect(bounded(project, 'ids of AWS keys, blocked').status).toBe(1);
    writeFileSync(join(project.path, 'input'), `id = ${awsKeyId()}\n`);
    expect(project.unleak('scan', 'input').status).toBe(1);
  }, 120_000);
});

describe('a rule of the user', () => {
  const withRule = (pattern: string, input: Buffer): Project => {
    const project = new Project();
    project.write('.unleakrc.yaml', `customRules:\n  - id: mine\n    title: Mine\n    pattern: '${pattern}'\n`);
    project.write('input', input);
    return project;
  };

  test.each(['(a+)+$', '(a|a)*b', '(.*a){12}b', '^(([a-z])+.)+[A-Z]([a-z])+$'])(
    '%s does not explode',
    (pattern) => {
      const input = Buffer.concat([Buffer.alloc(1024 * 1024, 'a'), Buffer.from('!')]);
      bounded(withRule(pattern, input), `rule ${pattern} on 1 MB`);
    },
    120_000,
  );

  test('what takes too long is said', () => {
    const outcome = bounded(
      withRule('(?:[a-z]{1,40}[0-9]?){1,20}!', repeat('abcdefgh')),
      'heavy rule on 8 MB',
      '--budget',
      '5',
    );
    expect(outcome.seconds).toBeLessThan(20);
    if (outcome.status !== 0) expect(seen(outcome)).toMatch(/time|user-rules|too large/);
  }, 120_000);
});
