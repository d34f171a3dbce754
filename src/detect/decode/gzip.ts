import type { DecodedRun } from './decoded-text.ts';
import { endOfHeader, GZIP_MAGIC } from './gzip-header.ts';

/** So much of a member is tried first, in bytes, and each time so many times more: what is damaged costs no more than a few times what it holds. */
const FIRST_TRY = 1024;
const GROWTH = 4;

/** What was inflated. */
export interface Inflated {
  readonly runs: readonly DecodedRun[];
  /** Bytes that were inflated for nothing, or would have been: of what is damaged, or inflates to more than there is room for. */
  readonly wasted: number;
}

/**
 * The gzip members in some bytes (RFC 1952) but those that are damaged or cut off. A position in one is only roughly that of the text: as far
 * along the member as the text is along what it inflates to.
 * @param most bytes that may be inflated
 */
export function gunzip(input: Buffer, most: number): Inflated {
  const runs: DecodedRun[] = [];
  let left = most;
  let wasted = 0;
  // Members are not skipped over: one that was cut off goes on, for all that can be told, in the bytes of the next.
  for (let at = input.indexOf(GZIP_MAGIC); at >= 0 && left > 0; at = input.indexOf(GZIP_MAGIC, at + 1)) {
    const member = inflate(input.subarray(at), left);
    const isWasted = typeof member === 'number';
    if (isWasted) wasted += member;
    else runs.push(toRun(at, member));
    left -= isWasted ? member : member.content.length;
  }
  return { runs, wasted };
}

interface Member {
  readonly content: Buffer;
  /** Up to the end of the compressed data. */
  readonly length: number;
}

function toRun(start: number, { content, length }: Member): DecodedRun {
  const share = length / Math.max(1, content.length);
  return { encoding: 'gzip', bytes: content, origin: (index) => start + Math.floor(index * share) };
}

/** The member that begins with some bytes; where it can't be had, what the try cost. */
function inflate(bytes: Buffer, most: number): Member | number {
  const from = endOfHeader(bytes);
  if (from === undefined) return 0;
  // Loaded only here: few scans ever meet any.
  const { inflateRawSync } = process.getBuiltinModule('node:zlib');
  for (let limit = Math.min(FIRST_TRY, most); ; limit = Math.min(limit * GROWTH, most)) {
    try {
      const options = { maxOutputLength: limit, info: true };
      const { buffer, engine } = inflateRawSync(bytes.subarray(from), options) as unknown as WithInfo;
      return { content: buffer, length: from + engine.bytesWritten };
    } catch (error) {
      if (limit === most || (error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') return limit;
    }
  }
}

/** What Node's zlib gives with `info` (https://nodejs.org/api/zlib.html#class-options); its types do not say so. */
interface WithInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}
