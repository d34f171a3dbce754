// Makes the skeleton of a rule. Usage: npm run new:rule <provider> <rule-id>
import { parseArgs } from 'node:util';
import { importTypeScript } from './import-typescript.mjs';

const { positionals } = parseArgs({ allowPositionals: true });

if (positionals.length !== 2) {
  console.error('Usage: npm run new:rule <provider> <rule-id>, such as: npm run new:rule acme acme-api-key');
  process.exitCode = 2;
} else {
  const { addRule, nextSteps } = await importTypeScript('src/rules/new/add-rule.ts');
  try {
    console.log(nextSteps(await addRule('config/rules', ...positionals)));
  } catch (error) {
    if (error.name !== 'UnleakError') throw error;
    console.error(`${error.message} ${error.hint}`);
    process.exitCode = 2;
  }
}
