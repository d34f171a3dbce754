import { constants, type Inflate, inflateSync } from 'node:zlib';
import { damagedObject, type ReadObject, TYPE_NAMES, tooLarge } from './stored-object.ts';

/**
 * Of the file's begin, so much is inflated to see the header: at most a thousand times as many bytes. In front of the first
 * byte may stand 286 + 30 lengths of codes, of 14 bits each: https://www.rfc-editor.org/rfc/rfc1951#section-3.2.7
 */
const HEAD = 640;
const LONGEST_HEADER = 32;

/**
 * Inflates a loose object: "type size", NUL, content.
 * @param compressed the file
 * @throws UnleakError `object-corrupt`, or `unsupported` above `largest` bytes
 */
export function inflateLoose(compressed: Buffer, oid: string, largest: number): ReadObject {
  const head = inflateHead(compressed, oid);
  const header = /^(commit|tree|blob|tag) (0|[1-9][0-9]{0,15})$/.exec(
    head.toString('latin1', 0, Math.max(0, head.subarray(0, LONGEST_HEADER).indexOf(0))),
  );
  if (!header) throw damagedObject(oid, 'has no header');
  const size = Number(header[2]);
  if (size > largest) throw tooLarge(oid, largest);
  const begin = header[0].length + 1;
  const whole = inflateWhole(compressed, begin + size, oid);
  if (whole.length !== begin + size) throw damagedObject(oid, 'has another length than it says');
  return { type: TYPE_NAMES.find((name) => name === header[1])!, bytes: whole.subarray(begin) };
}

function inflateHead(compressed: Buffer, oid: string): Buffer {
  try {
    return inflateSync(compressed.subarray(0, HEAD), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch (cause) {
    throw damagedObject(oid, "can't be inflated", cause);
  }
}

function inflateWhole(compressed: Buffer, length: number, oid: string): Buffer {
  try {
    // One byte more than there should be: what is longer shows as longer, and is not inflated.
    const { buffer, engine } = inflateSync(compressed, { maxOutputLength: length + 1, info: true }) as unknown as {
      buffer: Buffer;
      engine: Inflate;
    };
    if (engine.bytesWritten !== compressed.length) throw new Error('bytes behind the end');
    return buffer;
  } catch (cause) {
    throw damagedObject(oid, "can't be inflated", cause);
  }
}
