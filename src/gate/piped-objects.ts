import type { Span } from '../detect/quick-look.ts';

// What the hook script writes behind the last object: the exit status of `git diff-index`, passed through
// `git cat-file --batch` as the name of an object that does not exist, then that of cat-file itself. An empty name goes
// before, so that a line that diff-index left unfinished can't swallow the status.
export const TRAILER = ' missing\nend-0 missing\nend 0\n';

const LF = 0x0a;
// https://git-scm.com/docs/git-cat-file#_batch_output
const HEADER = /^[0-9a-f]{40,64} blob (\d{1,9})$/;

/**
 * Where the blobs lie in what the hook script pipes in, from the first byte to the last.
 * @returns undefined unless there are blobs and then the trailer, and nothing else
 */
export function pipedBlobs(bytes: Buffer): Span[] | undefined {
  const blobs: Span[] = [];
  for (let at = 0; bytes.length - at !== TRAILER.length; ) {
    const start = bytes.indexOf(LF, at) + 1;
    const size = start === 0 ? null : HEADER.exec(bytes.toString('latin1', at, start - 1));
    if (size === null) return undefined;
    const end = start + Number(size[1]);
    if (bytes[end] !== LF) return undefined;
    blobs.push({ start, end });
    at = end + 1;
  }
  return bytes.toString('latin1', bytes.length - TRAILER.length) === TRAILER ? blobs : undefined;
}
