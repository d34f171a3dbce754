import { constants, gunzipSync } from 'node:zlib';

// ID1, ID2 and the one method there is, https://www.rfc-editor.org/rfc/rfc1952#section-2.3.1
const MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);
// What is no gzip shows so within this many bytes, as good as always.
const PROBE = 64 * 1024;
const MOST_EXPANDED = 256 * 1024 * 1024;

/** Whether something packed by gzip begins in bytes and may go on behind them. */
export function hasOpenMember(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(MAGIC); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    if (isOpen(bytes.subarray(at, at + PROBE)) && isOpen(bytes.subarray(at))) return true;
  }
  return false;
}

/** Whether the bytes are gzip as far as they go. Where a member ends, zlib takes other bytes behind it for damage. */
function isOpen(bytes: Buffer): boolean {
  try {
    gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_EXPANDED });
    return true;
  } catch (error) {
    // Good so far, and long.
    return error instanceof RangeError;
  }
}
