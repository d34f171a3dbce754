import { UnleakError } from '../domain/unleak-error.ts';

/** What the workflow gave the step under `with`. */
export interface Inputs {
  /** What to scan in place of what the event means. */
  readonly range?: { readonly from: string; readonly to: string };
  /** A configuration file in place of the repository's. */
  readonly config?: string;
  /** Where to write the report as SARIF. */
  readonly sarifFile?: string;
}

/**
 * Reads the inputs. The runner hands each over as `INPUT_` and its name in capitals, hyphens kept; one that was left
 * out is empty.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs
 * @throws UnleakError `usage` for a range that is none
 */
export function readInputs(env: NodeJS.ProcessEnv): Inputs {
  const range = env.INPUT_RANGE?.trim();
  const config = env.INPUT_CONFIG?.trim();
  const sarifFile = env['INPUT_SARIF-FILE']?.trim();
  return {
    ...(range ? { range: parseRange(range) } : {}),
    ...(config ? { config } : {}),
    ...(sarifFile ? { sarifFile } : {}),
  };
}

/**
 * Both ends must be given: an expression that turned out empty in `${{ … }}..HEAD` must not become a range that holds
 * nothing, and passes.
 */
function parseRange(range: string): { from: string; to: string } {
  const [from, to, ...more] = range.split('..');
  if (from && to && more.length === 0 && !/^\.|\s/.test(from) && !/^\.|\s/.test(to)) return { from, to };
  throw new UnleakError(
    'usage',
    'The input `range` is not of the form A..B with both ends given.',
    'Write it like origin/main..HEAD; an expression in it may have turned out empty.',
  );
}
