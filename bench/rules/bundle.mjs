import { join } from 'node:path';
import { build } from 'esbuild';

/** Makes one CommonJS file of a TypeScript entry in this folder's parent; it finds the WebAssembly module of `src/wasm`. */
export async function bundle(entry, outfile) {
  const bench = join(import.meta.dirname, '..');
  const define = { 'import.meta.dirname': JSON.stringify(join(bench, '../src/wasm')) };
  await build({
    ...{ entryPoints: [join(bench, entry)], outfile, define },
    ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
  });
}
