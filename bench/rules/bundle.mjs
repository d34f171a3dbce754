import { join } from 'node:path';
import { build } from 'esbuild';

/** Makes one CommonJS file of a TypeScript entry in this folder's parent; it finds what lies in `dist`. */
export async function bundle(entry, outfile) {
  const bench = join(import.meta.dirname, '..');
  const define = { 'import.meta.dirname': JSON.stringify(join(bench, '../dist')) };
  await build({
    ...{ entryPoints: [join(bench, entry)], outfile, define },
    ...{ bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' },
  });
}
