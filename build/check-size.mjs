// Fails when what a commit loads has grown beyond its budget: V8 reads some 40 KB of code a millisecond, and every commit waits for it.
import { statSync } from 'node:fs';

/** In bytes. The table of rules is read as bytes, and few of its lines as JSON. */
const BUDGETS = {
  'dist/cli.cjs': 34_000,
  'dist/prescan.wasm': 2_000,
  'dist/rules.bin': 360_000,
  'dist/gate.cjs': 85_000,
};

const tooLarge = Object.entries(BUDGETS)
  .map(([file, budget]) => ({ file, budget, size: statSync(file).size }))
  .filter(({ size, budget }) => size > budget);

for (const { file, size, budget } of tooLarge) console.error(`${file} has ${size} bytes; its budget is ${budget}.`);
if (tooLarge.length > 0) process.exitCode = 1;
