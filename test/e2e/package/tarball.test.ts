import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksCommit, makesCommit, PACKAGE, Project, seen, succeeds } from '../../support/cli.ts';
import { installDependency, PackedPackage } from '../../support/packed.ts';
import { githubToken } from '../../support/secrets.ts';

let packed: PackedPackage;
beforeAll(() => {
  packed = new PackedPackage();
});
afterAll(() => packed.remove());

const tsconfig = JSON.stringify({
  compilerOptions: {
    module: 'nodenext',
    moduleResolution: 'nodenext',
    target: 'es2022',
    strict: true,
    noEmit: true,
    types: ['node'],
  },
  files: ['use.mts'],
});

/** A project with nothing but the package. */
function installed(): Project {
  const project = new Project();
  project.write('package.json', '{ "name": "shop", "private": true, "type": "module" }\n');
  project.write('.gitignore', 'node_modules\n');
  packed.installIn(project.path);
  return project;
}

const bin = (project: Project, ...args: string[]) =>
  project.sandbox.run(join(project.path, 'node_modules/.bin/unleak'), args, { cwd: project.path });

test('holds what runs and what tells about it, no sources and no tests', () => {
  const files = readdirSync(packed.folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(packed.folder, name)).isFile(),
  );
  expect(files).toEqual(
    expect.arrayContaining([
      'package.json',
      'dist/cli.cjs',
      'dist/index.js',
      'dist/types/index.d.ts',
      'hooks/pre-commit',
      'hooks/pre-receive',
    ]),
  );
  expect(files.filter((name) => /^(src|test|bench|demo|build|node_modules|config\/rules)\//.test(name))).toEqual([]);
  // What the program asks for by name has to be there.
  for (const file of ['cli', 'gate', 'lazy', 'engine']) {
    const text = readFileSync(join(packed.folder, `dist/${file}.cjs`), 'utf8');
    const asked = [...text.matchAll(/require\("(\.\/[^"]+)"\)/g), ...text.matchAll(/__dirname,"([^"]+)"/g)];
    for (const [, name] of asked) expect(files).toContain(join('dist', name!));
  }
});

test('the program runs', () => {
  const project = installed();
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  expect(succeeds(bin(project, '--version')).stdout).toBe(`${version}\n`);
  expect(succeeds(bin(project, 'scan')).stdout).toContain('unleak: no secrets in');
  for (const format of ['json', 'sarif']) succeeds(bin(project, 'scan', '--format', format));
});

test('unleak init, a blocked commit and a clean one', () => {
  const project = installed();
  succeeds(bin(project, 'init'));
  const hook = readFileSync(join(project.path, '.git/hooks/pre-commit'), 'utf8');
  expect(hook).toContain(join(project.path, 'node_modules/unleak/hooks/pre-commit'));
  expect(hook).not.toContain(PACKAGE);
  blocksCommit(project, () => project.commitAll('secret', { 'config.py': `TOKEN = "${githubToken()}"\n` }));
  expect(seen(makesCommit(project, () => project.commitAll('clean', { 'config.py': 'TOKEN = ask()\n' })))).toBe('');
});

test('what needs a dependency finds it: configurations, rules of the user, allowlists', () => {
  const project = installed();
  const rule = '{ id: our-token, title: Our token, pattern: "our_[0-9a-f]{16}", keywords: ["our_"] }';
  project.write(
    '.unleakrc.yaml',
    `customRules:\n  - ${rule}\nallow:\n  - paths: ["fixtures/**"]\n    reason: for tests\n`,
  );
  project.write('fixtures/a', `TOKEN = "${githubToken()}"\n`);
  expect(bin(project, 'scan').status).toBe(0);
  project.write('b', 'token: our_0123456789abcdef\n');
  expect(bin(project, 'scan')).toMatchObject({ status: 1, stdout: expect.stringContaining('Our token') });
  expect(bin(project, 'scan', '--git', 'isomorphic-git', '--all').status).toBe(0);
});

test("import { scan } from 'unleak'", () => {
  const project = installed();
  project.write('dirty', `TOKEN = "${githubToken()}"\n`);
  project.write(
    'use.mjs',
    `import { EXIT_CODES, scan, Secret, UnleakError } from 'unleak';
const report = await scan({ cwd: process.cwd(), source: { kind: 'paths', paths: ['dirty'] } });
console.log(report.verdict, EXIT_CODES[report.verdict], String(report.findings[0].secret), JSON.stringify(report));
console.log(report.findings[0].secret instanceof Secret);
await scan({ cwd: '/', source: { kind: 'all' } }).catch((error) => console.log(error instanceof UnleakError, error.code));
`,
  );
  const { stdout } = succeeds(project.sandbox.run(process.execPath, ['use.mjs'], { cwd: project.path }));
  expect(stdout).toMatch(/^block 1 \[secret\] \{.*\ntrue\ntrue not-a-repository\n$/);
});

test('its types are found and hold', () => {
  const project = installed();
  for (const name of ['@types/node', 'undici-types']) installDependency(project.path, name);
  project.write('tsconfig.json', tsconfig);
  const use = (verdict: string) => `import { type Report, type ScanRequest, scan } from 'unleak';
const request: ScanRequest = { cwd: '.', source: { kind: 'range', from: 'main', to: 'HEAD' } };
const report: Report = await scan(request);
const verdict: ${verdict} = report.verdict;
export default verdict;
`;
  const tsc = () =>
    project.sandbox.run(process.execPath, [join(PACKAGE, 'node_modules/typescript/bin/tsc'), '--noEmit'], {
      cwd: project.path,
    });
  project.write('use.mts', use(`'allow' | 'block' | 'incomplete'`));
  succeeds(tsc());
  project.write('use.mts', use('number'));
  expect(tsc()).toMatchObject({ stdout: expect.stringContaining("is not assignable to type 'number'") });
});
