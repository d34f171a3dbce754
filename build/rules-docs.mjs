// Writes docs/rules.md and docs/coverage.md from config/. With --check it writes nothing, and fails when they are not what it would write.
import { parseArgs } from 'node:util';
import { importTypeScript } from './import-typescript.mjs';

const { check } = parseArgs({ options: { check: { type: 'boolean' } } }).values;
const { staleDocs, writeDocs } = await importTypeScript('src/rules/docs/make-docs.ts');

try {
  if (check) {
    const stale = await staleDocs('config', 'docs');
    for (const name of stale)
      console.error(`docs/${name} is not what config/ says: run npm run docs:rules and commit it.`);
    if (stale.length > 0) process.exitCode = 1;
  } else await writeDocs('config', 'docs');
} catch (error) {
  if (error.name !== 'UnleakError') throw error;
  console.error(`${error.message}\n${error.hint}`);
  process.exitCode = 1;
}
