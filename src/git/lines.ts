import { UnleakError } from '../domain/unleak-error.ts';

/** The lines of a byte stream as latin1 text, without their LF; an unfinished last line counts as one. */
export async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const rest = yield* finished(chunks);
  if (rest !== '') yield rest;
}

/**
 * The same for what git prints, where an unfinished line means that the rest is lost.
 * @throws UnleakError `git-failed` when the last line has no LF
 */
export async function* gitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  if ((yield* finished(chunks)) !== '') throw cutShort();
}

/** What git printed is no answer to what it was asked. */
export const cutShort = (): UnleakError =>
  new UnleakError(
    'git-failed',
    'What git printed ended early or is not understood, so not everything could be read.',
    'See whether `git --version` and `git fsck` run here, then try again.',
  );

async function* finished(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, string> {
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + chunk.toString('latin1')).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  return rest;
}
