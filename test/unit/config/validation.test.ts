import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkRuleIds } from '../../../src/config/check-rule-ids.ts';
import type { Config } from '../../../src/config/config.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import { refusal } from './folder.ts';

const read = (text: string, name = '.unleakrc.yaml') => readConfig(Buffer.from(text), name, name) as Config;
const refused = (text: string) => refusal((async () => read(text))());
const isSchemaValid = new Ajv2020().compile(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../config/schema/config.schema.json'), 'utf8')),
);

const RULE = { id: 'acme-key', title: 'Acme key', pattern: 'acme_[a-z]{20}' };
const FULL = {
  $schema: 'x',
  version: 1,
  rules: { 'aws-access-key-id': 'off', a: 'warn', b2: 'block' },
  customRules: [
    {
      ...RULE,
      keywords: ['acme_'],
      flags: 'i',
      secretGroup: 0,
      entropy: 3.5,
      tier: 'warn',
      secretType: 'acme_key',
      rotate: 'Ask.',
      paths: ['src/**'],
    },
  ],
  allow: [
    { paths: ['test/**', '!test/live/**'], rules: ['a'], reason: 'made up' },
    { fingerprints: ['0123abcd'], reason: 'revoked' },
  ],
  plugins: ['./plugin.js', '@acme/unleak-plugin'],
};
const withRule = (more: object) => ({ customRules: [{ ...RULE, ...more }] });
const withAllow = (entry: object) => ({ allow: [entry] });

const GOOD: readonly object[] = [
  FULL,
  {},
  { version: 1 },
  { rules: {} },
  { customRules: [RULE] },
  withRule({ flags: '' }),
  withRule({ paths: ['**/*.test.*', 'a/?[bc]+'] }),
];
const BAD: readonly object[] = [
  { version: 2 },
  { version: '1' },
  { rule: {} },
  { rules: [] },
  { rules: { a: 'error' } },
  { rules: { a: false } },
  { rules: { 'Not Kebab': 'off' } },
  { rules: null },
  { customRules: {} },
  { customRules: [{}] },
  { customRules: ['x'] },
  { customRules: [{ id: 'a', title: 't' }] },
  withRule({ id: 'A' }),
  withRule({ id: 'a--b' }),
  withRule({ title: ' ' }),
  withRule({ pattern: '' }),
  withRule({ pattern: 'é' }),
  withRule({ pattern: 1 }),
  withRule({ pattern: 'a'.repeat(4097) }),
  withRule({ keywords: [] }),
  withRule({ keywords: [''] }),
  withRule({ flags: 'g' }),
  withRule({ secretGroup: -1 }),
  withRule({ secretGroup: 1.5 }),
  withRule({ secretGroup: 100 }),
  withRule({ entropy: 9 }),
  withRule({ tier: 'off' }),
  withRule({ secretType: 'A-b' }),
  withRule({ paths: [] }),
  withRule({ paths: ['*a*a*a*b'] }),
  withRule({ paths: ['**/**/a/**'] }),
  withRule({ paths: ['(a+)+'] }),
  withRule({ paths: ['!a'] }),
  withRule({ paths: ['*/*/*/*/*'] }),
  withRule({ paths: ['{a,b}'] }),
  withRule({ paths: ['a'.repeat(501)] }),
  withRule({ paths: ['a\nb'] }),
  withRule({ unknown: 1 }),
  withAllow({}),
  withAllow({ reason: 'x' }),
  withAllow({ paths: ['a'] }),
  withAllow({ paths: ['a'], reason: ' ' }),
  withAllow({ paths: [], reason: 'x' }),
  withAllow({ fingerprints: ['a b'], reason: 'x' }),
  withAllow({ fingerprints: [], reason: 'x' }),
  withAllow({ rules: ['a'], reason: 'x' }),
  withAllow({ paths: ['a'], rules: [], reason: 'x' }),
  withAllow({ paths: [' '], reason: 'x' }),
  withAllow({ paths: ['**/**/**'], reason: 'x' }),
  { plugins: 'x' },
  { plugins: [1] },
  { plugins: [''] },
  { plugins: [['x']] },
];

describe('the check and the schema agree', () => {
  test.each(GOOD.map((document) => [JSON.stringify(document), document]))('good: %s', (text, document) => {
    expect(isSchemaValid(document)).toBe(true);
    expect(() => read(text)).not.toThrow();
    expect(() => read(text, 'x.json')).not.toThrow();
  });

  test.each(BAD.map((document) => [JSON.stringify(document), document]))('bad: %s', async (text, document) => {
    expect(isSchemaValid(document)).toBe(false);
    expect(await refused(text)).toMatch(/^config-invalid \| \.unleakrc\.yaml:1:\d+: /);
  });

  test('on arbitrary documents', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const key = fc.constantFrom('version', 'rules', 'customRules', 'allow', 'plugins', 'paths', 'reason');
    fc.assert(
      fc.property(fc.dictionary(key, fc.oneof(value, fc.array(fc.dictionary(key, value)))), (document) => {
        const text = JSON.stringify(document);
        let valid = true;
        try {
          read(text, 'x.json');
        } catch {
          valid = false;
        }
        expect(valid).toBe(isSchemaValid(JSON.parse(text)));
      }),
      { numRuns: 200 },
    );
  });
});

describe('what comes out', () => {
  test('everything that was written', () => {
    const config = read(JSON.stringify(FULL));
    expect(config).toMatchObject({
      rules: FULL.rules,
      customRules: FULL.customRules,
      allow: FULL.allow,
      plugins: FULL.plugins,
    });
  });

  test('a custom rule blocks unless it says otherwise, and knows its place', () => {
    expect(read('customRules:\n  - id: a\n    title: A\n    pattern: "a+"\n').customRules[0]).toMatchObject({
      tier: 'block',
      at: '.unleakrc.yaml:4:14',
    });
  });

  test('aliases are fine in moderation', () => {
    expect(read('allow:\n- &a {paths: [x], reason: r}\n- *a\n').allow).toHaveLength(2);
  });
});

describe('what errors say', () => {
  test.each([
    ['rules:\n  a: of', ':2:6: must be one of: off, block, warn, note'],
    ['plugins:\n  - 1', ':2:5: must be text'],
    ['plugin: []', ":1:1: there is no key 'plugin' | Did you mean 'plugins'?"],
    ['allow:\n- paths: [x]\n', ":2:3: the key 'reason' is missing"],
    ['allow:\n- reason: x\n', ":2:3: an allow entry needs 'paths' or 'fingerprints'"],
    ['rules:\n', ':1:7: must be a mapping'],
    [
      'customRules:\n- {id: a, title: t, pattern: a}\n- {id: a, title: t, pattern: a}',
      ':3:8: two custom rules have this id',
    ],
    ['- x', ':1:1: must be a mapping'],
  ])('%j', async (text, message) => {
    expect(await refused(text)).toContain(message);
  });

  test('never a value, nor a key that is no slip of the pen', async () => {
    const secret = `gh${'p'}_${'x7Kq'.repeat(9)}`;
    const places = [
      `${secret}: 1`,
      `rules: {${secret}: off}`,
      `rules: {a: ${secret}}`,
      `plugins: ${secret}`,
      `version: ${secret}`,
      `allow: [{paths: [a], reason: [${secret}]}]`,
      `"${secret}`,
      `a: *${secret}`,
      `a: !${secret} b`,
      `%${secret}`,
      `a: b: ${secret}`,
      `{${secret}`,
      `${secret}: 1\n${secret}: 2`,
      `- ${secret}\n${secret}`,
      `customRules: [{id: ${secret}}]`,
    ];
    for (const text of places) expect(await refused(text)).not.toContain(secret);
  });

  test('arbitrary text is read or refused, never anything else', () => {
    const part = fc.constantFrom(
      'rules',
      ':',
      ' ',
      '\n',
      '- ',
      '[',
      ']',
      '{',
      '}',
      '"',
      "'",
      'off',
      '&a ',
      '*a',
      '#',
      '|',
      '>',
      '!t ',
      '\t',
      'allow',
      ',',
      '?',
    );
    fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
        async (text) => {
          try {
            read(text);
          } catch {
            expect(await refused(text)).toMatch(/^config-invalid/);
          }
        },
      ),
    );
  });
});

describe('rule ids', () => {
  const known = new Set(['aws-access-key-id', 'github-token']);
  const check = (text: string) => refusal((async () => checkRuleIds(read(text), known))());

  test('that exist', () => {
    const text =
      'rules: {github-token: off, mine: warn}\nallow: [{paths: [x], rules: [mine], reason: r}]\ncustomRules: [{id: mine, title: t, pattern: a}]';
    expect(() => checkRuleIds(read(text), known)).not.toThrow();
  });

  test('that do not', async () => {
    expect(await check('rules:\n  githb-token: off')).toMatch(
      /\.unleakrc\.yaml:2:3: there is no rule 'githb-token' \| Did you mean 'github-token'/,
    );
    expect(await check('allow: [{paths: [x], rules: [aws-access-key], reason: r}]')).toMatch(
      /:1:30: .*'aws-access-key-id'/,
    );
    expect(await check(`rules: {${'zq9'.repeat(10)}: off}`)).toMatch(/:1:9: there is no such rule/);
  });

  test('plugins may have rules of their own; slips are still found', async () => {
    expect(() => checkRuleIds(read('plugins: [./a.js]\nrules: {of-the-plugin: warn}'), known)).not.toThrow();
    expect(await check('plugins: [./a.js]\nrules: {github-tokn: off}')).toContain("'github-token'");
  });
});
