import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DetectorTimeout } from '../../../../src/detect/detector-timeout.ts';
import { openPlugins } from '../../../../src/detect/plugins/open-plugins.ts';
import { UnleakError } from '../../../../src/domain/unleak-error.ts';

const NO_LIMIT = { deadline: Number.POSITIVE_INFINITY };
const TEXT = `key acme${'Q7'.repeat(6)} end`;
const blob = { kind: 'blob' as const, oid: 'ab'.repeat(20), bytes: Buffer.from(TEXT), offset: 0 };
const FINDS =
  "export default { id: 'acme', detect: ({ bytes }) => { const start = bytes.indexOf('acme'); return start < 0 ? [] : [{ rule: 'acme-key', start, end: start + 16 }]; } };";
const detecting = (body: string) => `export default { id: 'acme', async detect(blob, context) { ${body} } };`;

function folder(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'unleak-plugins-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

async function open(files: Record<string, string>, specifiers = ['./plugin.mjs'], timeoutMs = 5000) {
  const opened = await openPlugins(specifiers, { folder: folder(files), timeoutMs });
  onTestFinished(() => opened.close());
  return opened.detectors;
}

/** The only detector of a plugin with this text. */
async function one(source: string, timeoutMs?: number) {
  const [detector] = await open({ 'plugin.mjs': source }, undefined, timeoutMs);
  return detector!;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error = await promise.catch((reason: unknown) => reason);
  if (!(error instanceof UnleakError)) throw new Error('expected an UnleakError', { cause: error });
  return `${error.code} | ${error.message} | ${error.hint}`;
}

describe('plugins that work', () => {
  test('claim; the secret comes from our bytes', async () => {
    const detector = await one(FINDS);
    expect(detector.id).toBe('acme');
    const [candidate] = await detector.detect(blob, NO_LIMIT);
    expect(candidate).toMatchObject({ rule: 'acme-key', start: 4, end: 20, confidence: 'high', encodings: [] });
    expect(candidate!.secret.reveal()).toBe(TEXT.slice(4, 20));
  });

  test('get the blob and the deadline, and no other bytes of the pool', async () => {
    const detector = await one(
      detecting(
        "if (blob.kind !== 'blob' || blob.offset !== 0 || !Buffer.isBuffer(blob.bytes) || blob.bytes.buffer.byteLength !== blob.bytes.length || context.deadline !== Infinity) throw new TypeError(); return [{ rule: 'ok', start: 0, end: 1, confidence: 'low' }];",
      ),
    );
    expect(await detector.detect(blob, NO_LIMIT)).toMatchObject([{ rule: 'ok', confidence: 'low' }]);
    expect(blob.bytes.toString()).toBe(TEXT);
  });

  test('lists of detectors, packages for import only, odd file names, calls at the same time', async () => {
    const detectors = await open(
      {
        'a #%?b.mjs': "export default [{ id: 'one', detect: () => [] }, { id: 'two', detect: async () => [] }];",
        'node_modules/@acme/plugin/package.json':
          '{"name":"@acme/plugin","type":"module","exports":{"import":"./main.js"}}',
        'node_modules/@acme/plugin/main.js': FINDS,
      },
      ['./a #%?b.mjs', '@acme/plugin'],
    );
    expect(detectors.map(({ id }) => id)).toEqual(['one', 'two', 'acme']);
    const results = await Promise.all([...detectors, ...detectors].map((detector) => detector.detect(blob, NO_LIMIT)));
    expect(results.map(({ length }) => length)).toEqual([0, 0, 1, 0, 0, 1]);
  });

  test('none', async () => {
    expect(await open({}, [])).toEqual([]);
  });

  test('see no environment and no arguments', async () => {
    process.env.UNLEAK_TEST_PLUGIN = 'x';
    onTestFinished(() => void delete process.env.UNLEAK_TEST_PLUGIN);
    const detector = await one(
      detecting('if (Object.keys(process.env).length > 0 || process.argv.length > 2) throw new Error(); return [];'),
    );
    expect(await detector.detect(blob, NO_LIMIT)).toEqual([]);
  });
});

describe('plugins that fail', () => {
  test('for ever busy: ended at the time limit, and the next call works', async () => {
    const detector = await one(detecting('if (blob.bytes.length < 3) return []; for (;;);'), 300);
    const begun = Date.now();
    await expect(detector.detect(blob, NO_LIMIT)).rejects.toThrow(DetectorTimeout);
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(await detector.detect({ ...blob, bytes: Buffer.from('x') }, { deadline: Date.now() + 5000 })).toEqual([]);
  });

  test('for ever waiting: ended at the deadline', async () => {
    const detector = await one(detecting('await new Promise(() => {});'));
    await expect(detector.detect(blob, { deadline: Date.now() + 200 })).rejects.toThrow(DetectorTimeout);
    await expect(detector.detect(blob, { deadline: Date.now() - 1 })).rejects.toThrow(DetectorTimeout);
  });

  test('one that is stuck does not fail the next in the queue', async () => {
    const [stuck, fine] = await open(
      { 'plugin.mjs': `export default [{ id: 'stuck', detect() { for (;;); } }, { id: 'fine', detect: () => [] }];` },
      undefined,
      1000,
    );
    const results = await Promise.allSettled([stuck!.detect(blob, NO_LIMIT), fine!.detect(blob, NO_LIMIT)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  test.each([
    ['throws what it looks at', 'throw new RangeError(blob.bytes.toString());', 'failed with RangeError'],
    [
      'names an error after it',
      'throw Object.assign(new Error(), { name: blob.bytes.toString() });',
      'failed with Error',
    ],
    ['throws text', 'throw blob.bytes.toString();', 'failed with Error'],
    ['leaves', 'process.exit(0);', 'stopped'],
    [
      'throws later',
      'setTimeout(() => { throw new Error(blob.bytes.toString()) }); await new Promise(() => {});',
      'stopped',
    ],
    ['eats memory', 'const all = []; for (;;) all.push(new Array(1e5).fill(0).map(() => ({ a: {} })));', 'stopped'],
    ['no list', "return 'x';", 'no list of claims'],
    ['nothing', '', 'no list of claims'],
    ['a list of nothing', 'return [null];', 'no list of claims'],
    ['a holey list', 'return new Array(3);', 'no list of claims'],
    ['functions', 'return [{ rule: () => 1, start: 0, end: 1 }];', 'no list of claims'],
    ['a rule in capitals', "return [{ rule: 'A', start: 0, end: 1 }];", 'no list of claims'],
    ['the end before the start', "return [{ rule: 'a', start: 2, end: 1 }];", 'no list of claims'],
    ['an empty span', "return [{ rule: 'a', start: 1, end: 1 }];", 'no list of claims'],
    ['out of bounds', "return [{ rule: 'a', start: 0, end: 1e6 }];", 'no list of claims'],
    ['negative', "return [{ rule: 'a', start: -1, end: 2 }];", 'no list of claims'],
    ['fractions', "return [{ rule: 'a', start: 0.5, end: 2 }];", 'no list of claims'],
    ['text for numbers', "return [{ rule: 'a', start: '0', end: '2' }];", 'no list of claims'],
    ['a confidence of its own', "return [{ rule: 'a', start: 0, end: 1, confidence: 'sure' }];", 'no list of claims'],
    ['far too many claims', "return Array(60000).fill({ rule: 'a', start: 0, end: 1 });", 'no list of claims'],
    ['a trap', "return [{ get rule() { throw new SyntaxError('x') }, start: 0, end: 1 }];", 'failed with SyntaxError'],
  ])('%s', async (_name, body, message) => {
    const detector = await one(detecting(body), 20_000);
    const error = await Promise.resolve(detector.detect(blob, NO_LIMIT)).catch((reason: unknown) => reason as Error);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^The detector acme /);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message).not.toContain(TEXT.slice(4, 20));
  });

  test('what they print goes nowhere, also in one bundled file', async () => {
    const root = folder({
      'plugin.mjs': detecting(
        "console.log('PRINTED'); console.error('PRINTED'); process.stdout.write('PRINTED'); return [{ rule: 'a', start: 0, end: 1 }];",
      ),
    });
    const source = join(import.meta.dirname, '../../../../src/detect/plugins/open-plugins.ts');
    const contents = `import { openPlugins } from ${JSON.stringify(source)};
      openPlugins(['./plugin.mjs'], { folder: '.', timeoutMs: 5000 }).then(async ({ detectors, close }) => {
        const found = await detectors[0].detect({ kind: 'file', bytes: Buffer.from('abc'), offset: 0 }, { deadline: Infinity });
        console.log('found', found.length);
      });`;
    const outfile = join(root, 'bundle.cjs');
    buildSync({
      stdin: { contents, resolveDir: import.meta.dirname, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'silent',
    });
    expect(
      execFileSync(process.execPath, ['bundle.cjs'], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 30_000,
      }).toString(),
    ).toBe('found 1\n');
  });
});

describe('plugins that can not be loaded', () => {
  test.each([
    ['absent', {}, /plugin-invalid \| the plugin \.\/plugin\.mjs can't be loaded \(ERR_MODULE_NOT_FOUND\)/],
    ['a mistake in it', { 'plugin.mjs': 'export default {' }, /can't be loaded \(SyntaxError\)/],
    ['throws', { 'plugin.mjs': "throw new TypeError('hidden')" }, /can't be loaded \(TypeError\)/],
    ['exports nothing', { 'plugin.mjs': '' }, /does not export a detector/],
    ['exports an empty list', { 'plugin.mjs': 'export default []' }, /does not export a detector/],
    ['no detect()', { 'plugin.mjs': "export default { id: 'a' }" }, /does not export a detector/],
    ['an odd id', { 'plugin.mjs': "export default { id: 'A b', detect() {} }" }, /unusable id/],
    [
      'an id twice',
      { 'plugin.mjs': "const a = { id: 'a', detect() {} }; export default [a, a]" },
      /the id a, which another one has/,
    ],
    ['busy for ever', { 'plugin.mjs': 'for (;;);' }, /did not load within 500 ms/],
    ['never ready', { 'plugin.mjs': 'await new Promise(() => {});' }, /did not load within 500 ms/],
    ['leaves', { 'plugin.mjs': 'process.exit(0)' }, /stopped the thread/],
  ])('%s', async (_name, files, message) => {
    const text = await refusal(openPlugins(['./plugin.mjs'], { folder: folder(files), timeoutMs: 500 }));
    expect(text).toMatch(message);
    expect(text).not.toContain('hidden');
  });

  test.each([
    'data:text/javascript,export default 1',
    'node:fs',
    'https://example.com/x.js',
    '/etc/x.js',
    '',
    '..',
    './\u001b[2J',
    '@acme',
    'C:\\x.js',
  ])('%j is no plugin', async (specifier) => {
    expect(await refusal(openPlugins([specifier], { folder: folder({}), timeoutMs: 500 }))).toMatch(
      /plugin-invalid \| the plugin number 1 is neither/,
    );
  });
});
