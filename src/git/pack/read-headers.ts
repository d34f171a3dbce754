import { EntryHeader, LONGEST_HEADER, OFS_DELTA, REF_DELTA, readEntryHeader } from './entry-header.ts';
import { findPosition } from './ids.ts';
import type { PackOrder } from './pack-order.ts';
import type { PackColumns } from './pack-table.ts';
import type { PackIndex } from './parse-index.ts';
import { type OpenFile, readAt } from './read-file.ts';

// Fits the processor's cache. Of larger entries the rest is never read.
const BLOCK = 256 * 1024;

/** Fills in header length, type (of whole objects), size and base of every entry, in one pass over the pack. */
export function readHeaders(
  { fd }: OpenFile,
  index: PackIndex,
  order: PackOrder,
  { headerLength, type, size, base, slot }: PackColumns,
): void {
  const { offset } = order;
  const block = Buffer.allocUnsafeSlow(BLOCK);
  const header = new EntryHeader();
  let begin = 0;
  let end = 0;
  for (let i = 0; i < index.count; i++) {
    const at = offset[i]!;
    const next = offset[i + 1]!;
    if (Math.min(at + LONGEST_HEADER, next) > end) {
      begin = at;
      end = begin + readAt(fd, block, begin);
    }
    readEntryHeader(block, at - begin, Math.min(next, end) - begin, index.hashLength, header);
    headerLength[i] = header.length;
    type[i] = header.type < OFS_DELTA ? header.type : 0;
    size[i] = header.size;
    if (header.type === OFS_DELTA) base[i] = order.slotAt(at - header.distance);
    if (header.type === REF_DELTA) {
      const position = findPosition(index, block, at - begin + header.length - index.hashLength);
      if (position >= 0) base[i] = slot[position]!;
    }
  }
}
