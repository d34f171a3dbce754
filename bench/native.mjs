// node bench/native.mjs <bare repository with one pack>…: how far the scan is from what the same design reaches in C++ with
// libdeflate, memcpy and vectorscan, on one thread (bench/native/limit.cc says what that leaves out). Needs g++ and the headers:
// apt install libdeflate-dev libvectorscan-dev.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { contest, isThere, median } from './measure.mjs';
import { bundle } from './rules/bundle.mjs';

const ROUNDS = 3;
const COMPILER = 'g++';
const LIMIT = 'native limit';
const UNSEARCHED = '… that makes all objects and searches none';
const OURS = 'unleak';
const TIMED = ['open the packs', 'scan'];

const folder = mkdtempSync(join(tmpdir(), 'unleak-native-'));
try {
  const why = await prepare();
  if (why === undefined) process.argv.slice(2).forEach(compare);
  else console.log(`skipped: ${why}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Compiles the limit and writes its literals. @returns why that is impossible here, undefined where all is well */
async function prepare() {
  if (!isThere(COMPILER)) return `no ${COMPILER} on PATH`;
  const source = join(import.meta.dirname, 'native/limit.cc');
  const compile = ['-std=c++20', '-O3', '-march=native', source, '-ldeflate', '-lhs', '-o', join(folder, 'limit')];
  const { status, stderr } = spawnSync(COMPILER, compile);
  if (status !== 0) return `limit.cc does not compile\n${stderr}`;
  const script = join(folder, 'literals.cjs');
  await bundle('native/literals.ts', script);
  const literals = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (literals.status !== 0) return `no literals\n${literals.stderr}`;
  writeFileSync(join(folder, 'literals'), literals.stdout);
  const count = literals.stdout.trim().split('\n').length;
  console.log(`unleak looks for ${literals.stderr.trim()} forms, the limit for the ${count} plain literals among them`);
  return undefined;
}

function compare(repository) {
  const packs = join(resolve(repository), 'objects/pack');
  const names = readdirSync(packs).filter((name) => name.endsWith('.pack'));
  if (names.length !== 1) return console.log(`\n${repository}: skipped: ${names.length} packs, not one`);
  const limit = `${join(folder, 'limit')} '${join(packs, names[0].replace(/\.pack$/, ''))}' ${join(folder, 'literals')}`;
  const results = contest(
    [
      [LIMIT, COMPILER, limit],
      [UNSEARCHED, COMPILER, `${limit} none`],
      [OURS, 'node', `node ${scan()}`],
    ],
    resolve(repository),
    ROUNDS,
  );
  console.log(`\n${repository} (median of ${ROUNDS}; one thread; ${TIMED.join(' + ')})`);
  for (const [name, { all }] of results) print(name, all, time(results.get(OURS).all));
}

/** The command line of a scan that takes nothing from an earlier one. */
function scan() {
  const cli = resolve(import.meta.dirname, '../dist/cli.cjs');
  const help = execFileSync(process.execPath, [cli, 'scan', '--help'], { encoding: 'utf8' });
  return `'${cli}' scan --all --stats --threads 1${help.includes('--no-cache') ? ' --no-cache' : ''}`;
}

function print(name, all, ours) {
  const [{ stderr }] = all;
  const [objects, searched] = ['objects', 'searched bytes'].map((key) => value(stderr, key));
  console.log(
    `  ${name.padEnd(44)} ${time(all).toFixed(0).padStart(6)} ms ${(time(all) / ours).toFixed(2).padStart(6)} of unleak's;`,
    `${objects} objects, ${(searched / 1e6).toFixed(0)} MB searched`,
  );
}

/** Milliseconds: the median of what the program itself says. */
function time(all) {
  return median(all.map(({ stderr }) => TIMED.reduce((sum, stage) => sum + value(stderr, stage), 0)));
}

function value(text, key) {
  const found = new RegExp(`^${key}: (\\d+)`, 'm').exec(text);
  if (!found) throw new Error(`no "${key}" in what was printed:\n${text}`);
  return Number(found[1]);
}
