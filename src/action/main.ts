import { fail } from './fail.ts';

// Whatever ends the program before there is a verdict must not look like a pass; nor may a report that was not delivered.
process.exitCode = 2;
let delivered = true;
process.stdout.on('error', () => {
  delivered = false;
  process.exitCode = 2;
});
process.on('uncaughtException', (error) => process.exit(fail(error)));

// Asked for here, as it reads the rules when it is loaded: that may fail, too.
void import('./run.ts')
  .then(({ run }) => run(process.env))
  .catch(fail)
  .then((code) => {
    process.exitCode = delivered ? code : 2;
  });
