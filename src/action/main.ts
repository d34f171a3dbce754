import { fail } from './fail.ts';
import { run } from './run.ts';

// Whatever ends the program before there is a verdict must not look like a pass; nor may a report that was not delivered.
process.exitCode = 2;
let delivered = true;
process.stdout.on('error', () => {
  delivered = false;
  process.exitCode = 2;
});
process.on('uncaughtException', (error) => process.exit(fail(error)));

void run(process.env)
  .catch(fail)
  .then((code) => {
    process.exitCode = delivered ? code : 2;
  });
