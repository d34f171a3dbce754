import { UnleakError } from '../domain/unleak-error.ts';
import { describeBug } from '../report/describe-bug.ts';

/** Says what went wrong, and what to do, on standard error, and gives the exit code 2. */
export function fail(error: unknown): number {
  const [first, ...lines] = error instanceof UnleakError ? [error.message, error.hint] : describeBug(error);
  console.error([`unleak: ${first}`, ...lines.map((line) => `  ${line}`)].join('\n'));
  return 2;
}
