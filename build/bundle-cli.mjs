// Bundles the command line into five files: cli.cjs is all that a commit without findings loads. V8 reads some 40 KB of code
// a millisecond whether it runs or not, so what a hook does not need must not stand in its file.
import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { build } from 'esbuild';

const IMPORT = /\bimport\('(\.[^']+)'\)/g;

// Which file holds a module that is asked for with `import()`: the first whose pattern fits its path below src/.
const FILES = [
  { name: 'gate', holds: /^cli\/(run-gate|hook\/)|^gate\/piped-sweep/ },
  { name: 'engine', holds: /^gate\/(history|files|purged)\// },
  { name: 'purge', holds: /^cli\/(purge|rejoin)/ },
  { name: 'lazy', holds: /^/ },
];
// Each asks for modules of those behind it only.
const ORDER = ['cli', 'gate', 'purge', 'lazy', 'engine'];

const nameOf = (file) => relative('src', file).replaceAll('\\', '/');
const homeOf = (file) => FILES.find(({ holds }) => holds.test(nameOf(file))).name;

/** Turns each `import('./x.ts')` that leads to another file into a call for that module there, and collects the targets. */
const importFromOthers = (self, targets) => ({
  name: 'import-from-others',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(IMPORT, (whole, target) => {
        const file = resolve(dirname(path), target);
        const home = homeOf(file);
        if (home === self) return whole;
        if (ORDER.indexOf(home) < ORDER.indexOf(self)) throw new Error(`${path} asks for ${target}, in ${home}.cjs`);
        targets.add(file);
        return `require('./${home}.cjs').load(${JSON.stringify(nameOf(file))})`;
      }),
      loader: 'ts',
    }));
  },
});

/** A module that gives other modules by name. */
const loader = (files) => {
  const cases = files.map((file) => `  ${JSON.stringify(nameOf(file))}: () => import(${JSON.stringify(file)}),`);
  return `const modules = {\n${cases.join('\n')}\n};\nexport const load = (name) => modules[name]();\n`;
};

/**
 * Bundles `entry` to `outdir/cli.cjs` and what it asks for later to the other files. Modules that several need stand in
 * each: classes that are told apart by `instanceof` across them must not rely on identity (`UnleakError` and others say
 * so), and what a module remembers, only the code of that file knows.
 */
export async function bundleCli(common, entry, outdir) {
  const targets = new Set();
  for (const name of ORDER) {
    const wanted = [...targets].filter((file) => homeOf(file) === name).sort();
    const stdin = { contents: loader(wanted), resolveDir: process.cwd(), sourcefile: basename(import.meta.url) };
    const isEntry = name === 'cli';
    // CommonJS: it starts 5 ms faster than an ES module, and a hook pays that at every commit.
    await build({
      ...common,
      ...(isEntry ? { entryPoints: [entry], banner: { js: '#!/usr/bin/env node' } } : { stdin }),
      outfile: join(outdir, `${name}.cjs`),
      packages: 'external',
      external: FILES.map((other) => `./${other.name}.cjs`),
      minify: true,
      plugins: [importFromOthers(name, targets)],
    });
  }
}
