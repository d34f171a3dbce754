import { readBatch } from '../git/batch-reader.ts';
import { loadSettings } from './settings.ts';
import { Sweep } from './sweep.ts';

// What the hook script writes behind the last object: the exit status of `git diff-index`, passed through
// `git cat-file --batch` as the name of an object that does not exist, then that of cat-file itself. An empty name goes
// before, so that a line that diff-index left unfinished can't swallow the status.
const TRAILER = Buffer.from(' missing\nend-0 missing\nend 0\n');

/**
 * Scans the staged blobs that the hook script pipes in, so that git works while node starts. It can only say that all is
 * well: true means that both programs of git ended well, every blob was read, and no detector saw anything. Whatever
 * else happened (a finding, a submodule, an unmerged path, no HEAD yet, a failure of git) the caller looks again, with
 * paths, parents and reasons.
 * @param input what `git cat-file --batch` printed for the staged blobs, and the trailer
 * @throws UnleakError for an invalid configuration
 */
export async function isPipedStageClean(folder: string, input: AsyncIterable<Buffer>): Promise<boolean> {
  const settings = await loadSettings({ folder, plugins: true });
  try {
    const sweep = new Sweep(settings, { deadline: Number.POSITIVE_INFINITY });
    const whole = await readPiped(input, sweep);
    return whole && sweep.claims.length === 0 && sweep.coverage.skipped.every(({ incomplete }) => !incomplete);
  } finally {
    await settings.close();
  }
}

/** Reads objects up to the trailer. @returns whether the trailer came and was the end */
async function readPiped(input: AsyncIterable<Buffer>, sweep: Sweep): Promise<boolean> {
  const tail = new Tail(input, TRAILER.length);
  try {
    await readBatch(tail.allButTail(), sweep);
  } catch {
    return false;
  }
  return tail.bytes.equals(TRAILER);
}

/** Holds the last bytes of a stream back. */
class Tail {
  bytes: Buffer = Buffer.alloc(0);
  readonly #input: AsyncIterable<Buffer>;
  readonly #length: number;

  constructor(input: AsyncIterable<Buffer>, length: number) {
    this.#input = input;
    this.#length = length;
  }

  async *allButTail(): AsyncGenerator<Buffer> {
    for await (const chunk of this.#input) {
      const data = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
      const cut = Math.max(0, data.length - this.#length);
      this.bytes = data.subarray(cut);
      if (cut > 0) yield data.subarray(0, cut);
    }
  }
}
