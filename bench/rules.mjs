// node bench/rules.mjs <bare repository>…: what ten times as many rules cost. Of each count, the five generic rules are part;
// the others are made up (bench/rules/made-up.ts), as there are not 500 to be had. The aim is 1.3 times the time at most.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, median } from './measure.mjs';
import { bundle } from './rules/bundle.mjs';

const ROUNDS = 5;
const COUNTS = [50, 500];

const folder = mkdtempSync(join(tmpdir(), 'unleak-rules-'));
try {
  const script = join(folder, 'main.cjs');
  await bundle('rules/main.ts', script);
  for (const repository of process.argv.slice(2)) compare(script, repository);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function compare(script, repository) {
  const all = new Map(COUNTS.map((count) => [count, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [count, list] of all) {
      list.push(JSON.parse(execFileSync(process.execPath, [script, repository, String(count)], { env })));
    }
  }
  console.log(`\n${repository} (median of ${ROUNDS}; one thread)`);
  const times = [...all].map(([count, list]) => print(count, list));
  console.log(`  ${COUNTS.at(-1)} rules take ${(times.at(-1) / times[0]).toFixed(2)} × the time of ${COUNTS[0]}`);
}

/** @returns milliseconds */
function print(count, list) {
  const { forms, objects, windowBytes, verified } = list[0];
  const [start, walk] = [median(list.map((one) => one.start)), median(list.map((one) => one.walk))];
  console.log(
    `  ${String(count).padStart(4)} rules, ${forms} forms: ${walk.toFixed(0)} ms (and ${start.toFixed(0)} to start);`,
    `${objects} objects, ${(windowBytes / 1e6).toFixed(0)} MB searched, ${verified} places looked at by a rule`,
  );
  return start + walk;
}
