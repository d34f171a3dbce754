import { fail } from './fail.ts';
import { hook } from './hook.ts';
import { undelivered } from './undelivered.ts';

/** Runs the command line. @returns the exit code: 0 allow, 1 block, 2 could not tell */
async function main([command, ...rest]: string[]): Promise<number> {
  if (rest.includes('--help')) return (await import('./help.ts')).help('--help', command);
  switch (command) {
    case 'hook':
      return hook(rest);
    case 'scan':
      return (await import('./scan.ts')).scanCommand(rest);
    case 'purge':
      return (await import('./purge.ts')).purgeCommand(rest);
    case 'rejoin':
      return (await import('./rejoin.ts')).rejoinCommand(rest);
    case 'init':
      return (await import('./init.ts')).initCommand(rest);
    case 'explain':
      return (await import('./explain.ts')).explainCommand(rest);
    case 'rules':
      return (await import('./rules.ts')).rulesCommand(rest);
    case '--version':
    case '-V':
      console.log((await import('../domain/version.ts')).VERSION);
      return 0;
    default:
      return (await import('./help.ts')).help(command, rest[0]);
  }
}

// Whatever ends the program before there is a verdict (a promise that never settles, say) must not look like a pass.
process.exitCode = 2;
process.on('uncaughtException', (error) => process.exit(fail(error)));

void main(process.argv.slice(2))
  .catch(fail)
  .then((code) => {
    process.exitCode = undelivered() ? 2 : code;
  });
