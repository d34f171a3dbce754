import { UnleakError } from '../domain/unleak-error.ts';

/**
 * Says what went wrong and gives the exit code 2. An error that is not ours may quote what was being scanned, so of it
 * only the kind and the places in our own code are printed.
 */
export function fail(error: unknown): number {
  if (error instanceof UnleakError) {
    console.error(`unleak: ${error.message}\n  ${error.hint}`);
    return 2;
  }
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: '' };
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  console.error(
    `unleak: a bug in unleak (${name}) stopped it, so nothing was checked. Exit code 2.\n` +
      `  Please report it with these lines: https://github.com/unleak/unleak/issues\n${frames.slice(0, 8).join('\n')}`,
  );
  return 2;
}
