// node bench/equal.mjs <bare repository>… [--chain]: proves on real repositories that looking at what each delta brought finds what
// a look at all of every object finds: rule by rule, secret by secret, object by object. --chain compares with the detectors of the
// commit hook, too (slow: 50 MB of objects a second, all in memory).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = mkdtempSync(join(tmpdir(), 'unleak-equal-'));
try {
  const outfile = join(folder, 'equal.mjs');
  const define = { 'import.meta.dirname': JSON.stringify(join(import.meta.dirname, '../dist')) };
  const entryPoints = [join(import.meta.dirname, 'equal/main.ts')];
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', define, logLevel: 'error' });
  execFileSync(process.execPath, ['--max-old-space-size=8192', outfile, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
