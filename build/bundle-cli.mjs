// Bundles the command line into two files: cli.cjs is all that a commit without findings loads, lazy.cjs the rest. V8 reads
// some 40 KB of code a millisecond whether it runs or not, so what a hook does not need must not stand in its file.
import { readFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const IMPORT = /\bimport\('(\.[^']+)'\)/g;

/** Turns each `import('./x.ts')` of our sources into a call for that module in lazy.cjs, and collects the targets. */
const importFromLazyFile = (targets) => ({
  name: 'import-from-lazy-file',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(IMPORT, (_, target) => {
        const file = resolve(dirname(path), target);
        targets.add(file);
        return `require('./lazy.cjs').load(${JSON.stringify(relative('src', file))})`;
      }),
      loader: 'ts',
    }));
  },
});

/**
 * Bundles `entry` to `outdir/cli.cjs` and `outdir/lazy.cjs`. Modules that both need stand in both: classes that are told
 * apart by `instanceof` across the two must not rely on identity (`UnleakError` and `DetectorTimeout` say so).
 */
export async function bundleCli(common, entry, outdir) {
  // CommonJS: it starts 5 ms faster than an ES module, and a hook pays that at every commit.
  const options = {
    ...common,
    outdir,
    packages: 'external',
    minify: true,
    outExtension: { '.js': '.cjs' },
  };
  const targets = new Set();
  await build({
    ...options,
    entryPoints: { cli: entry },
    external: ['./lazy.cjs'],
    plugins: [importFromLazyFile(targets)],
    banner: { js: '#!/usr/bin/env node' },
  });
  const cases = [...targets]
    .sort()
    .map((file) => `  ${JSON.stringify(relative('src', file))}: () => import(${JSON.stringify(file)}),`);
  const contents = `const modules = {\n${cases.join('\n')}\n};\nexport const load = (name) => modules[name]();\n`;
  await build({
    ...options,
    entryNames: 'lazy',
    stdin: { contents, resolveDir: process.cwd(), sourcefile: basename(import.meta.url) },
  });
}
