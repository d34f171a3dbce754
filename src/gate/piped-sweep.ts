import { readBatch } from '../git/batch-reader.ts';
import { TRAILER } from './piped-objects.ts';
import type { ReadNext } from './piped-staged.ts';
import { loadSettings } from './settings.ts';
import { Sweep } from './sweep.ts';

/**
 * The same as `isPipedStageClean` with all that a scan can do: a configuration, any amount of bytes, any object.
 * @param head what was read already @param next reads what follows
 * @throws UnleakError for an invalid configuration
 */
export async function isPipedSweepClean(folder: string, head: Buffer, next: ReadNext): Promise<boolean> {
  const settings = await loadSettings({ folder, plugins: true });
  try {
    const sweep = new Sweep(settings, { deadline: Number.POSITIVE_INFINITY });
    const whole = await readPiped(chunks(head, next), sweep);
    return whole && sweep.claims.length === 0 && sweep.coverage.skipped.every(({ incomplete }) => !incomplete);
  } finally {
    await settings.close();
  }
}

function* chunks(head: Buffer, next: ReadNext): Generator<Buffer> {
  for (let chunk: Buffer | undefined = head; chunk !== undefined; chunk = next()) yield chunk;
}

/** Reads objects up to the trailer. @returns whether the trailer came and was the end */
async function readPiped(input: Iterable<Buffer>, sweep: Sweep): Promise<boolean> {
  const tail = new Tail(input, TRAILER.length);
  try {
    await readBatch(tail.allButTail(), sweep);
  } catch {
    return false;
  }
  return tail.bytes.toString('latin1') === TRAILER;
}

/** Holds the last bytes of a stream back. */
class Tail {
  bytes: Buffer = Buffer.alloc(0);
  readonly #input: Iterable<Buffer>;
  readonly #length: number;

  constructor(input: Iterable<Buffer>, length: number) {
    this.#input = input;
    this.#length = length;
  }

  async *allButTail(): AsyncGenerator<Buffer> {
    for (const chunk of this.#input) {
      const data = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
      const cut = Math.max(0, data.length - this.#length);
      this.bytes = data.subarray(cut);
      if (cut > 0) yield data.subarray(0, cut);
    }
  }
}
