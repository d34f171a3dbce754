import type { HashLength } from './ids.ts';

/** Entry types of a pack: whole objects are 1 to 4. */
export const OFS_DELTA = 6;
export const REF_DELTA = 7;

/** No header is longer: a size, and the id or the distance of a base. */
export const LONGEST_HEADER = 64;

/** What stands before an entry's zlib stream. Filled anew for each entry: a pack has a million of them. */
export class EntryHeader {
  /** 1 commit, 2 tree, 3 blob, 4 tag, 6 and 7 deltas; 0: damaged. */
  type = 0;
  /** Length of what the zlib stream holds. */
  size = 0;
  /** From the entry's first byte to its zlib stream. */
  length = 0;
  /** For OFS_DELTA: how many bytes before the entry its base begins. For REF_DELTA the base's id ends the header. */
  distance = 0;
}

/**
 * Reads the header of a pack entry.
 * Format: https://git-scm.com/docs/gitformat-pack#_pack_pack_files_have_the_following_format
 * @param at where the entry begins in `bytes`
 * @param end where it ends, or where the bytes do
 */
export function readEntryHeader(
  bytes: Uint8Array,
  at: number,
  end: number,
  hashLength: HashLength,
  header: EntryHeader,
): void {
  let next = at;
  let byte = next < end ? bytes[next++]! : 0;
  const type = (byte >> 4) & 7;
  let size = byte & 15;
  let unit = 16;
  while (byte >= 0x80 && next < end && unit <= Number.MAX_SAFE_INTEGER) {
    byte = bytes[next++]!;
    size += (byte & 0x7f) * unit;
    unit *= 0x80;
  }
  header.distance = 0;
  if (type === OFS_DELTA) {
    byte = next < end ? bytes[next++]! : 0x80;
    let distance = byte & 0x7f;
    while (byte >= 0x80 && next < end && distance <= Number.MAX_SAFE_INTEGER) {
      byte = bytes[next++]!;
      distance = (distance + 1) * 0x80 + (byte & 0x7f);
    }
    header.distance = distance;
  }
  if (type === REF_DELTA) next += hashLength;
  // What went on to the end, or beyond 2^53, is no header of git's.
  const sane = next <= end && byte < 0x80 && Number.isSafeInteger(size) && Number.isSafeInteger(header.distance);
  header.type = sane && type !== 5 ? type : 0;
  header.size = sane ? size : 0;
  header.length = sane ? next - at : 0;
}
