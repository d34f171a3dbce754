// What is found in trees of well-known projects, for each MB: nearly all of it is no secret.
// Usage: node bench/accuracy/clean.mjs <folder of trees> [--list [rule]] [--json]   with --list, each finding with the text around it,
// redacted; with --json nothing but how much was read, and what each rule found
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { count, IN_TEST, lineReader, redact, scan } from './sets.mjs';

const [trees, list, only] = process.argv.slice(2).filter((arg) => arg !== '--json');
const json = process.argv.includes('--json');
const AROUND = 60;
let total = 0;
const all = [];

/** The line of a finding: 60 characters before, the word that should be the secret redacted, 60 after. */
function shown(line, column) {
  const plain = (text) => text.replace(/[^\x20-\x7e]/g, '?');
  const rest = plain(line.slice(column - 1, column + 300));
  const [secret] = /^[^\s"'`,;<>(){}]+/.exec(rest) ?? [rest.slice(0, 40)];
  const before = plain(line.slice(Math.max(0, column - 1 - AROUND), column - 1)).trimStart();
  return `${before}[${redact(secret)}]${rest.slice(secret.length, secret.length + AROUND)}`;
}

for (const name of readdirSync(trees).sort()) {
  const folder = join(trees, name);
  const { findings, bytes } = scan(folder);
  total += bytes;
  all.push(...findings);
  if (json) continue;
  const mb = bytes / 1e6;
  console.log(
    `${name.padEnd(32)} ${mb.toFixed(1).padStart(7)} MB ${['block', 'warn', 'note'].map((one) => `${String(findings.filter(({ tier }) => tier === one).length).padStart(5)} ${one}`).join(' ')}`,
  );
  if (list !== '--list') continue;
  const read = lineReader(folder);
  for (const { rule, path, line, column, tier } of findings)
    if (only === undefined || rule === only)
      console.log(`  ${tier} ${rule} ${path}:${line}:${column} ${shown(read(path, line), column)}`);
}

const mb = total / 1e6;
if (json) {
  console.log(
    JSON.stringify({ megabytes: Math.round(mb), rules: Object.fromEntries(count(all.map(({ rule }) => rule))) }),
  );
  process.exit();
}
console.log(`\n${mb.toFixed(0)} MB; findings, and for each MB`);
const outside = all
  .filter(({ path }) => !IN_TEST.test(path))
  .map(({ tier }) => `${tier}, outside of tests, examples and documentation`);
const tiers = count(all.map(({ tier }) => tier).concat(outside));
for (const [key, found] of tiers.concat(count(all.map(({ tier, rule }) => `${tier} ${rule}`))))
  console.log(`  ${key.padEnd(56)} ${String(found).padStart(6)} ${(found / mb).toFixed(3).padStart(8)}`);
