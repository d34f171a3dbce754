// Compiles src/wasm/*.as.ts (AssemblyScript) to two WebAssembly modules. Run by build.mjs; on its own: node build/compile-wasm.mjs
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = 'src/wasm';
const FLAGS = [
  ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--importMemory', '--memoryBase', '1024'],
  ['--enable', 'simd', '--enable', 'bulk-memory', '--use', 'abort='],
].flat();

/** The modules by their names: the scan engine's, and the commit hook's small one. */
const ENTRIES = { 'core.wasm': 'index.as.ts', 'prescan.wasm': 'prescan.as.ts' };

/**
 * Compiles what is not newer than its sources: the compiler takes seconds.
 * @returns the paths of the modules
 * @throws Error with the compiler's words
 */
export async function compileWasm() {
  for (const [name, entry] of Object.entries(ENTRIES)) await compile(join(FOLDER, entry), join(FOLDER, name));
  return Object.keys(ENTRIES).map((name) => join(FOLDER, name));
}

async function compile(entry, outfile) {
  if (isNewer(outfile)) return;
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr } = await asc.main([entry, '--outFile', outfile, ...FLAGS]);
  if (error) throw new Error(`AssemblyScript: ${error.message}\n${stderr.toString()}`);
}

function isNewer(outfile) {
  const built = statSync(outfile, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = [fileURLToPath(import.meta.url), ...readdirSync(FOLDER).map((name) => join(FOLDER, name))];
  return sources.filter((name) => /\.as\.ts$|\.mjs$/.test(name)).every((name) => statSync(name).mtimeMs < built);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compileWasm();
