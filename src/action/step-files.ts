import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Verdict } from '../domain/report.ts';
import { UnleakError } from '../domain/unleak-error.ts';

/** What later steps can ask for. */
export interface Outputs {
  readonly outcome: Verdict;
  /** How many findings block; empty where it is not known. */
  readonly findings: number | '';
}

/**
 * Sets the step's outputs: in the file at GITHUB_OUTPUT, each value between two lines of a delimiter that nobody can
 * guess. Later values of a name replace earlier ones.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-output-parameter
 * @throws UnleakError `output`
 */
export function setOutputs(env: NodeJS.ProcessEnv, outputs: Outputs): void {
  append(
    env,
    'GITHUB_OUTPUT',
    Object.entries(outputs)
      .map(([name, value]) => entry(name, String(value)))
      .join(''),
  );
}

/**
 * Adds to the job's summary, the Markdown file at GITHUB_STEP_SUMMARY.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 * @throws UnleakError `output`
 */
export function addSummary(env: NodeJS.ProcessEnv, markdown: string): void {
  append(env, 'GITHUB_STEP_SUMMARY', markdown);
}

function entry(name: string, value: string): string {
  const delimiter = `unleak_${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

/** Outside of a runner there are no such files, and nobody to read them. */
function append(env: NodeJS.ProcessEnv, variable: string, text: string): void {
  const file = env[variable];
  if (!file) return;
  try {
    appendFileSync(file, text);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UnleakError('output', `The file at ${variable} could not be written (${code}).`, 'Look at the runner.', {
      cause,
    });
  }
}
