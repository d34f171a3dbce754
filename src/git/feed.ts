import type { Writable } from 'node:stream';
import type { Oid } from '../domain/blob.ts';

/** Writes ids to git, a line each, no faster than it reads. @returns how many; infinitely many if git stopped reading */
export async function feed(oids: AsyncIterable<Oid> | Iterable<Oid>, stdin: Writable): Promise<number> {
  let count = 0;
  for await (const oid of oids) {
    if (stdin.destroyed) return Number.POSITIVE_INFINITY;
    count++;
    if (!stdin.write(`${oid}\n`, 'latin1')) await drained(stdin);
  }
  stdin.end();
  return count;
}

/** Waits until a stream takes more, or never will again. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed) return resolve();
    const events = ['drain', 'close', 'error'] as const;
    const go = () => {
      for (const event of events) stream.off(event, go);
      resolve();
    };
    for (const event of events) stream.on(event, go);
  });
}
