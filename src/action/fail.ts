import { type ErrorCode, UnleakError } from '../domain/unleak-error.ts';
import { describeBug } from '../report/describe-bug.ts';
import { displayText } from '../report/display-path.ts';
import { escapeMarkdown, escapeSentence } from '../report/markdown.ts';
import { errorCommand } from './error-command.ts';
import { addSummary, setOutputs } from './step-files.ts';

const TITLE = 'unleak: could not tell, so the check failed';

/** Where the engine's hint is for a terminal. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  'not-a-repository': 'Run actions/checkout with `fetch-depth: 0` in a step before this one.',
};

/**
 * Says what went wrong, as an annotation, in the job's summary and as `outcome`, and gives the exit code 2.
 */
export function fail(error: unknown): number {
  const lines = error instanceof UnleakError ? [error.message, HINTS[error.code] ?? error.hint] : describeBug(error);
  process.stdout.write(errorCommand(TITLE, lines));
  try {
    setOutputs(process.env, { outcome: 'incomplete', findings: '' });
    addSummary(process.env, `${[`## ${escapeMarkdown(TITLE)}`, ...lines.map(paragraph)].join('\n\n')}\n`);
  } catch {
    // The runner's files can't be written: the annotation and the exit code are left, and they have been given.
  }
  return 2;
}

const paragraph = (line: string): string => escapeSentence(displayText(line, []));
