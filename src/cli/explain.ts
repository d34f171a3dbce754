import { existsSync } from 'node:fs';
import type { Explanation } from '../domain/explanation.ts';
import { type ExplainRequest, explain } from '../gate/explain/explain.ts';
import { explanationJson } from '../report/explain-json.ts';
import { renderExplanation } from '../report/explain-text.ts';
import { parseOptions, usage } from './parse-options.ts';
import { watchDelivery } from './undelivered.ts';

const OPTIONS = {
  text: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  config: { type: 'string' },
  'no-plugins': { type: 'boolean', default: false },
} as const;

const EXPLAINED = 0;
const NOT_IN_FULL = 2;

/** `unleak explain`. @returns the exit code: 0 explained, 2 a detector did not do its work */
export async function explainCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, OPTIONS);
  watchDelivery();
  const [place, ...more] = positionals;
  if (more.length > 0 || values.text === (place !== undefined))
    throw usage('explain takes <file>:<line>, such as config.py:3, or --text for what is piped in.');
  const { config, 'no-plugins': noPlugins } = values;
  return showExplanation(values, {
    cwd: process.cwd(),
    plugins: !noPlugins,
    ...(place === undefined ? { text: { stream: process.stdin } } : parsePlace(place)),
    ...(config === undefined ? {} : { configFile: config }),
  });
}

/** Explains, and prints it. @returns the exit code */
export async function showExplanation({ json }: { json: boolean }, request: ExplainRequest): Promise<number> {
  const explanation: Explanation = await explain(request);
  const color = process.stdout.isTTY === true && !process.env.NO_COLOR;
  process.stdout.write(json ? explanationJson(explanation) : renderExplanation(explanation, { color }));
  return explanation.skipped.some(({ incomplete }) => incomplete) ? NOT_IN_FULL : EXPLAINED;
}

/** `config.py:3`, or `config.py:3:22` as reports print it: the column is not needed. */
function parsePlace(place: string): Pick<ExplainRequest, 'text' | 'line'> {
  const [, file, line] = /^(.+?):(\d{1,9})(?::\d{1,9})?$/s.exec(place) ?? [];
  const [, longer, last] = /^(.+):(\d{1,9})$/s.exec(place) ?? [];
  if (file === undefined || longer === undefined)
    throw usage(
      'explain takes <file>:<line>, such as config.py:3 (the argument is not repeated here: it may be a secret).',
    );
  // A name may itself end with a colon and a number.
  return existsSync(file) || !existsSync(longer)
    ? { text: { file }, line: Number(line) }
    : { text: { file: longer }, line: Number(last) };
}
