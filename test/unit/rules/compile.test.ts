import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { UnleakError } from '../../../src/domain/unleak-error.ts';
import { compileRules, emitRules } from '../../../src/rules/compile.ts';

const CONFIG = fileURLToPath(new URL('../../../config', import.meta.url));
const RULES = join(CONFIG, 'rules');

const HEAD = ['provider: Acme', 'source: https://docs.acme.example/tokens', 'rotate: Revoke it.', 'rules:'];
const FIELDS: Readonly<Record<string, string>> = {
  id: 'acme-token',
  title: 'Acme token',
  secretType: 'acme_token',
  tier: 'block',
  confidence: 'high',
  keywords: '[acme_]',
  pattern: "'acme_[0-9a-f]{32}'",
  examples: "{ match: ['a {hex:3}', 'b'], noMatch: ['c', 'd'] }",
};

/** The text of a rule; a field that is undefined is left out. */
function rule(changes: Readonly<Record<string, string | undefined>> = {}): string {
  const lines = Object.entries({ ...FIELDS, ...changes }).flatMap(([key, value]) =>
    value === undefined ? [] : [`    ${key}: ${value}`],
  );
  return lines.join('\n').replace('   ', '  -');
}

function file(...rules: readonly string[]): string {
  return `${[...HEAD, ...rules].join('\n')}\n`;
}

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'unleak-rules-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function compile(text: string) {
  await writeFile(join(dir, 'acme.yaml'), text);
  return compileRules(dir);
}

async function problemsOf(text: string): Promise<string[]> {
  const { problems } = await compile(text);
  return problems.map((problem) => `${basename(problem.file)}:${problem.line}: ${problem.message}`);
}

describe('compileRules', () => {
  it('turns an entry into a rule and its details', async () => {
    const { rules, details, examples, problems } = await compile(file(rule()));
    expect(problems).toEqual([]);
    expect(rules).toEqual([
      {
        id: 'acme-token',
        family: 'acme-token',
        tier: 'block',
        keywords: ['acme_'],
        caseSensitive: true,
        pattern: String.raw`(?<!(?<!\\)[0-9A-Za-z_])(?:acme_[0-9a-f]{32})(?![0-9A-Za-z_])`,
        flags: '',
        secretGroup: 0,
        maxLength: 40,
        minEntropy: 0,
        minRandomness: 0,
        generic: false,
        confidence: 'high',
      },
    ]);
    expect(details).toEqual([
      {
        id: 'acme-token',
        title: 'Acme token',
        provider: 'Acme',
        secretType: 'acme_token',
        source: 'https://docs.acme.example/tokens',
        rotate: 'Revoke it.',
      },
    ]);
    expect(examples.get('acme-token')?.noMatch).toEqual(['c', 'd']);
  });

  it('folds case in keywords and pattern when the rule is not case sensitive', async () => {
    const { rules } = await compile(file(rule({ keywords: '[ACME_]', caseSensitive: 'false' })));
    expect(rules[0]).toMatchObject({ keywords: ['acme_'], flags: 'i', caseSensitive: false });
  });

  it('compiles globs into one regex', async () => {
    const { rules } = await compile(file(rule({ paths: "['**/*.tf', '.env']" })));
    const paths = new RegExp(rules[0]!.paths!);
    expect(['main.tf', 'a/.b/c.tf', '.env'].map((path) => paths.test(path))).toEqual([true, true, true]);
    expect(['main.tfx', 'a/.env'].map((path) => paths.test(path))).toEqual([false, false]);
  });

  it.each([
    ['a{3}b', 'none', 4],
    ['a{2,5}(?:bc|d)?', 'none', 7],
    ['(?:ab|cde){4}', 'none', 12],
    ['[a-z]\\.\\d{2}', 'end', 5],
    ['acme', 'token', 7],
  ])('gives %s with boundary %s a longest match of %i', async (pattern, boundary, length) => {
    const { rules } = await compile(file(rule({ pattern: `'${pattern}'`, boundary })));
    expect(rules[0]?.maxLength).toBe(length);
  });

  it.each([
    ['x acme_{} y', true],
    ['xacme_{}', false],
    ['-acme_{}', true],
    ['acme_{}0', false],
    [String.raw`"a\nacme_{}\n"`, true],
  ])('keeps words apart in %s', async (text, found) => {
    const { rules } = await compile(file(rule()));
    expect(new RegExp(rules[0]!.pattern).test(text.replace('{}', '0'.repeat(32)))).toBe(found);
  });
});

describe('a rule file with a mistake', () => {
  it.each([
    ['an unknown key', { colour: 'red' }, 'acme.yaml:13: unknown key "colour"'],
    ['a missing key', { title: undefined }, 'acme.yaml:5: "title" is missing'],
    ['missing examples', { examples: undefined }, 'acme.yaml:5: "examples" is missing'],
    [
      'too few examples',
      { examples: '{ match: [a], noMatch: [b, c] }' },
      'acme.yaml:12: "match" must be a list of at least 2',
    ],
    [
      'an unknown key in examples',
      { examples: '{ match: [a, b], noMatch: [b, c], more: [] }' },
      'acme.yaml:12: unknown key "more"',
    ],
    [
      'a short keyword',
      { keywords: '[ac]' },
      'acme.yaml:10: "keywords" must hold texts of at least 3 characters; "ac" is none',
    ],
    ['a wrong tier', { tier: 'stop' }, 'acme.yaml:8: "tier" must be one of block, warn'],
    ['an id that is not kebab-case', { id: 'Acme_Token' }, 'acme.yaml:5: "id" must be kebab-case'],
    ['an id of another provider', { id: 'other-token' }, 'acme.yaml:5: other-token: must begin with "acme-"'],
    ['a wrong entropy', { entropy: '9' }, 'acme.yaml:13: "entropy" must be a number from 0 to 8'],
    ['a wrong truth', { generic: 'maybe' }, 'acme.yaml:13: "generic" must be true or false'],
    ['a wrong address', { source: 'docs' }, 'acme.yaml:13: "source" must be an https:// address'],
    ['half a pair', { pair: '{ name: acme, part: id }' }, 'acme.yaml:13: "required" is missing'],
    [
      'no regex',
      { pattern: "'acme_('" },
      'acme.yaml:11: acme-token: Invalid regular expression: /acme_(/: Unterminated group',
    ],
    ['a star', { pattern: "'acme_a*'" }, 'acme.yaml:11: acme-token: a* is an unbounded quantifier'],
    ['a plus', { pattern: "'acme_a+?'" }, 'acme.yaml:11: acme-token: a+? is an unbounded quantifier'],
    ['an open range', { pattern: "'acme_a{3,}'" }, 'acme.yaml:11: acme-token: a{3,} is an unbounded quantifier'],
    [
      'nested quantifiers',
      { pattern: "'acme_(?:a{1,3}b){2,9}'" },
      'acme.yaml:11: acme-token: (?:a{1,3}b){2,9} is a nested quantifier',
    ],
    [
      'neighbours over the same characters',
      { pattern: "'acme_[a-z]{1,99}[a-f0-9]{1,99}'" },
      'acme.yaml:11: acme-token: [a-z]{1,99}[a-f0-9]{1,99} are adjacent quantifiers over the same characters',
    ],
    ['look-ahead', { pattern: "'acme_(?=a)'" }, 'acme.yaml:11: acme-token: (?=a) is look-around: use "boundary"'],
    ['look-behind', { pattern: "'(?<!a)acme_'" }, 'acme.yaml:11: acme-token: (?<!a) is look-around: use "boundary"'],
    ['a back-reference', { pattern: "'acme_(a)\\1'" }, 'acme.yaml:11: acme-token: \\1 refers back: no rule may'],
    [
      'a match without end',
      { pattern: "'acme_[a-z]{19000}[0-9]{19000}'" },
      'acme.yaml:11: acme-token: a match can have 38005 characters, more than 30000',
    ],
    ['a group that is not there', { secretGroup: '1' }, 'acme.yaml:13: acme-token: the pattern has no group 1'],
  ])('names the line of %s', async (_, changes, problem) => {
    expect(await problemsOf(file(rule(changes)))).toEqual([problem]);
  });

  it('names both places of an id that is there twice', async () => {
    const problems = await problemsOf(file(rule(), rule()));
    expect(problems).toEqual([`acme.yaml:13: acme-token: is already in ${join(dir, 'acme.yaml')}`]);
  });

  it('asks for a source and for a way to rotate', async () => {
    const problems = await problemsOf(['provider: Acme', 'rules:', rule()].join('\n'));
    expect(problems).toEqual([
      'acme.yaml:3: acme-token: "source" is missing, here and at the top of the file',
      'acme.yaml:3: acme-token: "rotate" is missing, here and at the top of the file',
    ]);
  });

  it('reports YAML that does not parse, and a file that is no mapping', async () => {
    expect(await problemsOf('provider: [')).toEqual([expect.stringMatching(/^acme\.yaml:\d+: not valid YAML/)]);
    expect(await problemsOf('- one')).toEqual(['acme.yaml:1: the file must be a mapping']);
  });
});

describe('emitRules', () => {
  it('writes its modules, the same bytes each time, and leaves files alone that would not change', async () => {
    const from = join(dir, 'few');
    await mkdir(from);
    await writeFile(join(from, 'acme.yaml'), file(rule()));
    const out = join(dir, 'generated');
    await emitRules(from, out);
    const names = await readdir(out);
    expect(names).toEqual([
      ...['engine-tables.ts', 'engine.bin', 'rule-details.jsonl', 'rule-details.ts', 'rule-table.ts', 'rules.bin'],
      'rules.ts',
    ]);
    const read = () => Promise.all(names.map((name) => readFile(join(out, name))));
    const first = await read();
    for (const name of names) await utimes(join(out, name), 1, 1);
    await emitRules(from, out);
    expect(await read()).toEqual(first);
    for (const name of names) expect((await stat(join(out, name))).mtimeMs, name).toBe(1000);
  });

  it('refuses rules that do not compile, with every line', async () => {
    await mkdir(join(dir, 'bad'));
    await writeFile(join(dir, 'bad', 'acme.yaml'), file(rule({ tier: 'stop', pattern: "'a*'" })));
    const error = await emitRules(join(dir, 'bad'), join(dir, 'out')).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UnleakError);
    expect((error as UnleakError).message).toContain('acme.yaml:8: "tier" must be one of block, warn');
  });
});

describe('the JSON schema', async () => {
  const schema: object = JSON.parse(await readFile(join(CONFIG, 'schema', 'rule.schema.json'), 'utf8'));
  const validate = new Ajv2020({ allErrors: true }).compile(schema);

  it('agrees with every shipped file', async () => {
    for (const name of await readdir(RULES)) {
      validate(parse(await readFile(join(RULES, name), 'utf8')));
      expect(validate.errors ?? [], name).toEqual([]);
    }
  });

  it.each([
    { colour: 'red' },
    { title: undefined },
    { examples: '{ match: [a], noMatch: [b, c] }' },
    { keywords: '[ac]' },
    { tier: 'stop' },
    { id: 'Acme_Token' },
    { entropy: '9' },
    { source: 'docs' },
    { pair: '{ name: acme, part: id }' },
  ])('turns down %o as the compiler does', async (changes) => {
    expect(validate(parse(file(rule(changes))))).toBe(false);
    expect(await problemsOf(file(rule(changes)))).not.toEqual([]);
  });

  it('describes each key', () => {
    const keys = (node: unknown): [string, unknown][] =>
      typeof node === 'object' && node !== null
        ? Object.entries(node).flatMap(([key, value]) => [
            ...(key === 'properties' ? (Object.entries(value as object) as [string, unknown][]) : []),
            ...keys(value),
          ])
        : [];
    for (const [key, value] of keys(schema)) expect(value, key).toHaveProperty('description');
  });
});
