import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Outcome, Sandbox } from '../../support/sandbox.ts';
import { expectNoSecret } from '../../support/secrets.ts';
import { outside } from './checkout.ts';

const BUNDLE = resolve('dist/action/index.cjs');

/** One step of a job. */
export interface Step {
  readonly workspace: string;
  readonly event: string;
  /** The webhook's payload: an object, or the file's text as it is. */
  readonly payload: unknown;
  /** What the workflow gives under `with`. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly env?: NodeJS.ProcessEnv;
}

/** What a step did, as the runner sees it. */
export interface StepResult extends Outcome {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  /** The workflow commands in what was printed. */
  readonly commands: readonly string[];
}

let steps = 0;

/**
 * Runs the committed bundle as a runner runs an action of the kind node. Fails where a generated secret shows.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Worker/Handlers/NodeScriptActionHandler.cs
 */
export function runAction(sandbox: Sandbox, { workspace, event, payload, inputs = {}, env = {} }: Step): StepResult {
  const file = (name: string) => outside(sandbox, `step-${steps}-${name}`);
  steps++;
  writeFileSync(file('event.json'), typeof payload === 'string' ? payload : JSON.stringify(payload));
  for (const name of ['output', 'summary']) writeFileSync(file(name), '');
  const given = Object.fromEntries(
    ['range', 'config', 'sarif-file'].map((name) => [`INPUT_${name.toUpperCase()}`, inputs[name] ?? '']),
  );
  const outcome = sandbox.run(process.execPath, [BUNDLE], {
    cwd: existsSync(workspace) ? workspace : sandbox.root,
    env: {
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_EVENT_NAME: event,
      GITHUB_EVENT_PATH: file('event.json'),
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      ...given,
      ...env,
    },
  });
  const [output, summary] = ['output', 'summary'].map((name) => readFileSync(file(name), 'utf8'));
  expectNoSecret([outcome.stdout, outcome.stderr, output, summary].join('\n'));
  return {
    ...outcome,
    outputs: readOutputs(output!),
    summary: summary!,
    commands: commandsIn(`${outcome.stdout}\n${outcome.stderr}`),
  };
}

/** As FileCommandManager.cs of the runner reads the file; only the form with a delimiter is known here. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  while (lines.length > 1) {
    const [name, delimiter] = lines.shift()!.split('<<');
    const end = lines.indexOf(delimiter!);
    if (!name || end < 0) throw new Error('The runner would not understand GITHUB_OUTPUT.');
    outputs[name] = lines
      .splice(0, end + 1)
      .slice(0, -1)
      .join('\n');
  }
  return outputs;
}

/**
 * Lines that the runner takes for commands: `::name …::`, with spaces before it or not, or `##[name …]` anywhere.
 * @see https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
function commandsIn(text: string): string[] {
  return text.split(/\r\n|\r|\n/).filter((line) => /^\s*::/.test(line) || line.includes('##['));
}
