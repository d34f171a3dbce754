import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EMPTY_CONFIG } from '../../../src/config/config.ts';
import { CONFIG_NAMES } from '../../../src/config/config-names.ts';
import { loadConfig, loadConfigFile, loadConfigFrom } from '../../../src/config/load-config.ts';
import { folder, refusal } from './folder.ts';

const YAML = 'rules:\n  some-rule: warn\n';
const JSON_TEXT = '{\n\t"rules": { "some-rule": "warn" }\n}\n';
const load = (files: Record<string, string | Buffer>) => loadConfig(folder(files));
const contentFor = (name: string) => (name.endsWith('.json') ? JSON_TEXT : YAML);

describe('where the configuration stands', () => {
  test('nowhere: the empty configuration', async () => {
    expect(await load({})).toBe(EMPTY_CONFIG);
    expect(await load({ 'package.json': '{"name":"x","devDependencies":{"unleak":"1"}}' })).toBe(EMPTY_CONFIG);
    expect(await load({ 'package.json': 'not json, and no key' })).toBe(EMPTY_CONFIG);
    expect(await load({ '.config': 'a file, not a folder' })).toBe(EMPTY_CONFIG);
  });

  test.each(CONFIG_NAMES)('%s', async (name) => {
    const root = folder({ [name]: contentFor(name) });
    const config = await loadConfig(root);
    expect(config.rules['some-rule']).toBe('warn');
    expect(config.file).toBe(join(root, name));
    expect(config.places?.get('rules.some-rule')).toMatch(new RegExp(`^${name.replaceAll('.', '\\.')}:2:\\d+$`));
  });

  test('package.json, with or without a byte order mark', async () => {
    const text = `{"name": "x",\n"unleak": ${JSON_TEXT}}`;
    expect((await load({ 'package.json': text })).rules).toMatchObject({ 'some-rule': 'warn' });
    expect((await load({ 'package.json': `\uFEFF${text}` })).rules).toMatchObject({ 'some-rule': 'warn' });
  });

  test.each([
    ['.unleakrc.yaml', ''],
    ['.unleakrc.yaml', '# only a comment\n'],
    ['.unleakrc.json', '\n'],
  ])('an empty %s', async (name, text) => {
    expect(await load({ [name]: text })).toMatchObject({ customRules: [], file: expect.stringContaining(name) });
  });

  test('two of them are one too many', async () => {
    expect(await refusal(load({ '.unleakrc.yaml': YAML, 'unleak.config.json': JSON_TEXT }))).toMatch(
      /config-invalid.*\.unleakrc\.yaml.*unleak\.config\.json/,
    );
    expect(await refusal(load({ '.unleakrc': YAML, 'package.json': '{"unleak":{}}' }))).toMatch(
      /\.unleakrc:.*key 'unleak' of package\.json/,
    );
  });

  test('a package.json that mentions the key and is no JSON', async () => {
    expect(await refusal(load({ 'package.json': '<<<<<<< "unleak"' }))).toMatch(/config-invalid \| package\.json:1:1/);
  });

  test('a prototype is never taken for a rule', async () => {
    expect((await load({ '.unleakrc': YAML })).rules.constructor).toBeUndefined();
    expect(EMPTY_CONFIG.rules.constructor).toBeUndefined();
  });
});

describe('no code of the repository runs', () => {
  test('not even what cosmiconfig would run for its own configuration', async () => {
    const root = folder({ '.unleakrc.yaml': YAML });
    const proof = join(root, 'proof');
    const code = `require('node:fs').writeFileSync(${JSON.stringify(proof)}, '')`;
    mkdirSync(join(root, '.config'));
    for (const name of ['config.js', 'config.cjs', 'config.ts', 'unleakrc.js'])
      writeFileSync(join(root, '.config', name), code);
    writeFileSync(join(root, 'unleak.config.js'), code);
    writeFileSync(join(root, 'package.json'), '{"cosmiconfig":{"searchPlaces":["unleak.config.js"]}}');
    const main = pathToFileURL(join(import.meta.dirname, '../../../src/config/load-config.ts')).href;
    const bundle = join(root, 'main.cjs');
    const { buildSync } = await import('esbuild');
    buildSync({
      stdin: {
        contents: `import { loadConfig } from ${JSON.stringify(main.slice('file://'.length))}; loadConfig('.').then((c) => console.log(c.rules['some-rule']))`,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile: bundle,
      external: ['typescript'],
      logLevel: 'silent',
    });
    expect(execFileSync(process.execPath, [bundle], { cwd: root }).toString().trim()).toBe('warn');
    expect(existsSync(proof)).toBe(false);
  });

  test('a configuration that is code is refused', async () => {
    expect(await refusal(loadConfigFile('unleak.config.js'))).toMatch(/config-invalid/);
    expect(await refusal(load({ '.unleakrc.yaml': '$import: ./x.js\n' }))).toMatch(
      /\.unleakrc\.yaml:1:1: there is no such key/,
    );
  });
});

describe('hostile trees', () => {
  test.each(['.unleakrc.yaml', 'package.json'])('%s that is a folder', async (name) => {
    const root = folder({ [`${name}/x`]: '' });
    expect(await refusal(loadConfig(root))).toMatch(/config-unreadable.*not a regular file/);
  });

  test('a FIFO does not stall', async () => {
    const root = folder();
    execFileSync('mkfifo', [join(root, '.unleakrc')]);
    expect(await refusal(loadConfig(root))).toMatch(/config-unreadable.*not a regular file/);
  });

  test('links', async () => {
    const outside = folder({ 'secret.yaml': YAML });
    const root = folder({ 'inside.yaml': YAML });
    symlinkSync(join(outside, 'secret.yaml'), join(root, '.unleakrc.yml'));
    expect(await refusal(loadConfig(root))).toMatch(/config-unreadable.*out of its folder/);
    const through = folder();
    symlinkSync(folder({ 'unleakrc.yaml': YAML }), join(through, '.config'));
    expect(await refusal(loadConfig(through))).toMatch(/config-unreadable.*out of its folder/);
    const broken = folder();
    symlinkSync('nowhere', join(broken, '.unleakrc'));
    expect(await refusal(loadConfig(broken))).toMatch(/config-unreadable/);
    const fine = folder({ 'inside.yaml': YAML });
    symlinkSync('inside.yaml', join(fine, '.unleakrc.yaml'));
    expect((await loadConfig(fine)).rules).toMatchObject({ 'some-rule': 'warn' });
  });

  test.skipIf(process.getuid?.() === 0)('no permission', async () => {
    const root = folder({ '.unleakrc': YAML });
    chmodSync(join(root, '.unleakrc'), 0);
    onTestFinished(() => chmodSync(join(root, '.unleakrc'), 0o600));
    expect(await refusal(loadConfig(root))).toMatch(/config-unreadable.*EACCES/);
  });

  test('too big, not UTF-8', async () => {
    expect(await refusal(load({ '.unleakrc': Buffer.alloc(1024 * 1024 + 1, '#') }))).toMatch(
      /config-unreadable.*larger than/,
    );
    expect(await refusal(load({ '.unleakrc': Buffer.from([0x61, 0xff]) }))).toMatch(
      /config-invalid \| \.unleakrc:1:1: .*UTF-8/,
    );
  });

  test.each([
    ['brackets', '['.repeat(500_000)],
    ['mappings', '{a: '.repeat(200_000)],
    ['dashes', '- '.repeat(500_000)],
    ['steps', Array.from({ length: 1400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['parts', '- x\n'.repeat(250_000)],
    [
      'an alias bomb',
      `a: &a [x,x]\n${'bcdefghijklmnopqrstuvwxyz'.replace(/./g, (c) => `${c}: &${c} [*${String.fromCharCode(c.charCodeAt(0) - 1)}, *${String.fromCharCode(c.charCodeAt(0) - 1)}]\n`)}`,
    ],
    ['an alias of itself', 'plugins: &a [*a]'],
    ['keys that are there twice', 'plugins: []\nplugins: []'],
    ['keys that are lists', '? [a]\n: b'],
    ['tags', 'plugins: !!js/function "x"'],
    ['two documents', 'plugins: []\n---\nplugins: []'],
    ['tabs', 'rules:\n\tsome-rule: off'],
  ])('%s', async (_name, text) => {
    const begun = Date.now();
    expect(await refusal(load({ '.unleakrc.yaml': text }))).toMatch(/config-invalid \| \.unleakrc\.yaml:\d+:\d+: /);
    expect(Date.now() - begun).toBeLessThan(5000);
  });

  test('JSON is held to be JSON', async () => {
    expect(await refusal(load({ '.unleakrc.json': '{"plugins": [],}' }))).toMatch(/not valid JSON/);
    expect(await refusal(load({ '.unleakrc.json': 'plugins: []' }))).toMatch(/not valid JSON/);
    expect(await refusal(load({ 'package.json': '{"unleak":{}, "unleak":{}}' }))).toMatch(
      /package\.json:1:15: the key 'unleak' is there twice/,
    );
  });
});

describe('other doors', () => {
  test('a commit: same names, same errors', async () => {
    const from = (files: Record<string, string>) =>
      loadConfigFrom(async (path) => (path in files ? Buffer.from(files[path]!) : undefined));
    expect(await from({})).toBe(EMPTY_CONFIG);
    expect(await from({ '.unleakrc.yml': YAML })).toMatchObject({
      file: '.unleakrc.yml',
      rules: { 'some-rule': 'warn' },
    });
    expect(await from({ 'package.json': `{"unleak":${JSON_TEXT}}` })).toMatchObject({ file: 'package.json' });
    expect(await refusal(from({ '.unleakrc': YAML, '.unleakrc.json': '{}' }))).toMatch(/second configuration/);
    expect(await refusal(from({ '.unleakrc': '../link/target' }))).toMatch(/config-invalid/);
    expect(await refusal(from({ '.unleakrc': '#'.repeat(1024 * 1024 + 1) }))).toMatch(/config-unreadable/);
  });

  test('a file that the user names', async () => {
    const root = folder({ 'mine.yaml': YAML, 'package.json': '{}' });
    const file = join(root, 'mine.yaml');
    expect(await loadConfigFile(file)).toMatchObject({ file, rules: { 'some-rule': 'warn' } });
    expect(await refusal(loadConfigFile(join(root, 'none.yaml')))).toMatch(/config-unreadable.*ENOENT/);
    expect(await refusal(loadConfigFile(join(root, 'package.json')))).toMatch(/config-invalid.*no key/);
    expect(await refusal(loadConfigFile('/dev/zero'))).toMatch(/config-unreadable/);
  });

  test('without a configuration nothing heavy is loaded', async () => {
    const source = join(import.meta.dirname, '../../../src/config/load-config.ts');
    const { buildSync } = await import('esbuild');
    const { metafile } = buildSync({
      entryPoints: [source],
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      outdir: 'out',
      write: false,
      metafile: true,
      external: ['typescript'],
      logLevel: 'silent',
    });
    const entry = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint?.endsWith('load-config.ts'))!;
    const eager = [
      entry,
      ...entry.imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => metafile.outputs[path]),
    ];
    expect(
      eager.flatMap((output) => Object.keys(output?.inputs ?? {})).filter((input) => input.includes('node_modules')),
    ).toEqual([]);
  });
});
