// Builds everything in dist/ and the engine's tables in src/rules/generated/. Usage: node build.mjs [--quiet]
// [--action-only [--outdir DIR]]: nothing but the GitHub Action's bundle, from the tables that are there.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundleCli } from './build/bundle-cli.mjs';
import { compileWasm } from './build/compile-wasm.mjs';
import { importTypeScript } from './build/import-typescript.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const options = { quiet: { type: 'boolean' }, 'action-only': { type: 'boolean' }, outdir: { type: 'string' } };
const { quiet, 'action-only': actionOnly, outdir = 'dist/action' } = parseArgs({ options }).values;

/** The table of rules, the engine's tables, and what people want to know of rules: they stand beside each bundle that reads them. */
const RULES = ['engine.bin', 'rules.bin', 'rule-details.jsonl'].map((name) => join('src/rules/generated', name));

const common = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  legalComments: 'none',
  logLevel: quiet ? 'warning' : 'info',
  define: { UNLEAK_VERSION: JSON.stringify(version) },
};
const commonJs = { ...common, format: 'cjs', define: { ...common.define, 'import.meta.dirname': '__dirname' } };

/** Compiles config/rules/*.yaml to TypeScript modules: a hook parses no YAML. */
async function compileRules() {
  const { emitMeasured, emitRules } = await importTypeScript('src/rules/compile.ts');
  await emitRules('config/rules', 'src/rules/generated');
  await emitMeasured('config/measured.json', 'src/rules/generated');
}

/**
 * The Action runs from its repository, where no dependency is installed: one committed file holds them all, with their
 * licences. A runner has git, so isomorphic-git is never asked for; cosmiconfig would need typescript for code only.
 */
async function buildAction() {
  const { outputFiles, metafile } = await build({
    ...commonJs,
    logLevel: 'warning',
    entryPoints: ['src/action/main.ts'],
    outfile: join(outdir, 'index.cjs'),
    external: ['isomorphic-git', 'typescript'],
    metafile: true,
    write: false,
  });
  mkdirSync(outdir, { recursive: true });
  writeFileSync(join(outdir, 'index.cjs'), outputFiles[0].text + licencesOf(Object.keys(metafile.inputs)));
  copyFileSync('src/wasm/core.wasm', join(outdir, 'core.wasm'));
  for (const file of RULES) copyFileSync(file, join(outdir, basename(file)));
  await buildWorker(outdir);
}

/** What a scan's second thread runs; it needs no package. */
function buildWorker(outdir) {
  const entryPoints = { 'scan-worker': 'src/gate/history/worker.ts' };
  return build({
    ...commonJs,
    entryPoints,
    outdir,
    outExtension: { '.js': '.cjs' },
    minify: true,
    logLevel: 'warning',
  });
}

/** The licences of the packages that the files belong to, as comments. */
function licencesOf(paths) {
  const folders = new Set(paths.flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const files = readdirSync(folder)
      .filter((file) => /^licen[cs]e/i.test(file))
      .sort();
    const text = files.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
    return `/*\n${name} ${version} (${license})\n\n${text.replaceAll('\r', '').replaceAll('*/', '* /')}\n*/\n`;
  });
  return ['', '// The packages in this file, and their licences.', ...texts].join('\n');
}

if (actionOnly) {
  await buildAction();
  process.exit();
}

const [wasmFiles] = await Promise.all([compileWasm(), compileRules()]);

await Promise.all([
  // Dependencies stay outside, so that none is read before it is needed.
  bundleCli(commonJs, 'src/cli/main.ts', 'dist'),
  build({ ...common, entryPoints: ['src/index.ts'], outfile: 'dist/index.js', format: 'esm', packages: 'external' }),
  buildWorker('dist'),
  buildAction(),
]);
chmodSync('dist/cli.cjs', 0o755);
for (const file of [...wasmFiles, ...RULES]) copyFileSync(file, join('dist', basename(file)));

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
