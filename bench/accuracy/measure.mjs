// Writes config/measured.json: what each rule found in the clean projects, and how many of its findings among the labelled values were
// credentials. `unleak rules` tells it. Usage: node bench/accuracy/measure.mjs <folder of trees>
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [trees] = process.argv.slice(2);
const run = (script, folder) =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, script), folder, '--json'], { maxBuffer: 2 ** 28 }),
  );

const clean = run('clean.mjs', join(trees, 'clean'));
const labelled = run('labelled.mjs', trees);
const ids = [...new Set([...Object.keys(clean.rules), ...Object.keys(labelled.rules)])].sort();
const rules = Object.fromEntries(
  ids.map((id) => [id, { clean: clean.rules[id] ?? 0, right: 0, wrong: 0, ...labelled.rules[id] }]),
);
const measured = { megabytes: clean.megabytes, values: labelled.values, rules };
writeFileSync('config/measured.json', `${JSON.stringify(measured, undefined, 2)}\n`);
