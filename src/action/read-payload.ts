import { readFile } from 'node:fs/promises';
import { UnleakError } from '../domain/unleak-error.ts';

const HINT = 'On a GitHub runner it is always there; elsewhere set the input `range`.';

/**
 * Reads the file in which the runner keeps the webhook's payload. What is wrong with it is never quoted: a payload holds
 * titles, messages and whatever else people wrote.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * @throws UnleakError `usage` or `io`
 */
export async function readPayload(path: string | undefined): Promise<unknown> {
  if (!path) throw new UnleakError('usage', 'GITHUB_EVENT_PATH is not set, so the event is not known.', HINT);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UnleakError('io', `The file at GITHUB_EVENT_PATH could not be read (${error.code}).`, HINT);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new UnleakError('usage', 'The file at GITHUB_EVENT_PATH is not valid JSON.', HINT);
  }
}
