import { createInterface } from 'node:readline/promises';
import { UnleakError } from '../domain/unleak-error.ts';
import { usage } from './parse-options.ts';

/** Where a question is put, and answered. */
export interface Terminal {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** What is to be confirmed. */
export interface Confirmation {
  /** What will be done, as a full sentence. */
  readonly question: string;
  /** What has to be typed. */
  readonly word: string;
  /** `--yes` was given. */
  readonly yes: boolean;
}

/**
 * Asks a person to type a word. Where nobody can be asked, only `--yes` says yes.
 * @throws UnleakError `usage` unless it was confirmed: nothing has been changed then
 */
export async function confirm({ question, word, yes }: Confirmation, { input, output }: Terminal): Promise<void> {
  if (yes) return;
  if (!input.isTTY || !output.isTTY) throw usage('Nobody can be asked here: give --yes to go on without a question.');
  const lines = createInterface({ input, output, terminal: false });
  // At the end of the input nobody answers any more.
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const answer = await Promise.race([lines.question(`${question}\nType ${word} to go on: `), ended]);
  lines.close();
  if (answer.trim() !== word) throw declined();
}

const declined = (): UnleakError =>
  new UnleakError('usage', 'That was not the word, so nothing was changed.', 'Run it again when you are sure.');
