import { constants, inflateSync } from 'node:zlib';

const DEFLATE = 0x78;
const MOST_EXPANDED = 64 * 1024 * 1024;

/** What zlib streams in bytes hold, as far as each is good: a file may be cut off in one. RFC 1950. */
export function* zlibStreams(bytes: Buffer): Generator<Buffer> {
  for (let at = bytes.indexOf(DEFLATE); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(DEFLATE, at + 1)) {
    // The two bytes of a header, as one number, are a multiple of 31.
    if (bytes.readUInt16BE(at) % 31 !== 0) continue;
    const inflated = inflate(bytes.subarray(at));
    if (inflated) yield inflated;
  }
}

function inflate(bytes: Buffer): Buffer | undefined {
  try {
    return inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_EXPANDED });
  } catch {
    return undefined;
  }
}
