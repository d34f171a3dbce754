// SQLite databases: https://www.sqlite.org/fileformat2.html; numbers in names are its sections. All numbers are big-endian.
import type { Run } from '../../detect/decode/runs.ts';
import { readVarint, valuesOf } from './sqlite-record.ts';
import type { Texts } from './texts.ts';

const MAGIC = Buffer.from('SQLite format 3\0');
const FILE_HEADER = 100;

/** Whether a file begins as a database does: 1.3. */
export const isSqlite = (head: Buffer): boolean => head.subarray(0, MAGIC.length).equals(MAGIC);

/** The kinds of pages that hold records, by their first byte: 1.6. Where the cells' list begins, and what stands ahead of a record. */
const PAGES: Readonly<Record<number, { list: number; childBytes: number; hasRowId: boolean }>> = {
  2: { list: 12, childBytes: 4, hasRowId: false },
  10: { list: 8, childBytes: 0, hasRowId: false },
  13: { list: 8, childBytes: 0, hasRowId: true },
};

/** What the pages of one file have in common. */
interface Layout {
  readonly pageSize: number;
  /** Bytes of a page without those that extensions keep for themselves. */
  readonly usable: number;
}

/**
 * The texts and blobs of all records, those of tables, indexes and pages that are no longer used. What can't be made out is left out: it is looked
 * at as the bytes that it is.
 */
export function sqliteTexts(bytes: Buffer): Texts {
  const parts: Buffer[] = [];
  const spans: Run[] = [];
  const layout = layoutOf(bytes);
  // Records don't lie over one another: whatever a file says, there is no more to read than it has bytes.
  const budget = { bytes: bytes.length };
  for (let page = 0; layout && page + layout.pageSize <= bytes.length; page += layout.pageSize) {
    for (const cell of cellsOf(bytes, page, layout)) {
      const pieces = payloadOf(bytes, cell, { page, budget, ...layout });
      if (budget.bytes < 0) return { parts, spans };
      const values = valuesOf(Buffer.concat(pieces.map(({ start, end }) => bytes.subarray(start, end))));
      if (values === undefined) continue;
      spans.push(...pieces);
      for (const value of values) if (value.length > 0) parts.push(value);
    }
  }
  return { parts, spans };
}

function layoutOf(bytes: Buffer): Layout | undefined {
  if (bytes.length < FILE_HEADER) return undefined;
  const written = bytes.readUInt16BE(16);
  const pageSize = written === 1 ? 65536 : written;
  return pageSize < 512 ? undefined : { pageSize, usable: pageSize - bytes[20]! };
}

/** Where a cell's record is described, and whether in a table. */
interface Cell {
  readonly at: number;
  readonly hasRowId: boolean;
}

function cellsOf(bytes: Buffer, page: number, { pageSize }: Layout): Cell[] {
  const header = page === 0 ? FILE_HEADER : page;
  const kind = PAGES[bytes[header]!];
  const list = header + (kind?.list ?? 0);
  const count = kind ? bytes.readUInt16BE(header + 3) : 0;
  if (!kind || list + count * 2 > page + pageSize) return [];
  const { childBytes, hasRowId } = kind;
  return Array.from({ length: count }, (_, i) => ({
    at: page + bytes.readUInt16BE(list + i * 2) + childBytes,
    hasRowId,
  }));
}

interface CellPage extends Layout {
  readonly page: number;
  /** Bytes of records that may still be read. */
  readonly budget: { bytes: number };
}

/** Where a record's bytes stand: in its cell and, if it is long, on further pages (1.6, "Cell Payload Overflow Pages"). None if that makes no sense. */
function payloadOf(bytes: Buffer, { at, hasRowId }: Cell, { page, pageSize, usable, budget }: CellPage): Run[] {
  const size = readVarint(bytes, at);
  const start = hasRowId && size ? readVarint(bytes, size.next)?.next : size?.next;
  if (!size || start === undefined || size.value > bytes.length) return [];
  const local = localLength(size.value, usable, hasRowId);
  if (start + local > page + pageSize) return [];
  const pieces = [{ start, end: start + local }];
  budget.bytes -= local;
  let next = start + local;
  for (let left = size.value - local; left > 0; ) {
    const overflow = next + 4 <= bytes.length ? (bytes.readUInt32BE(next) - 1) * pageSize : -1;
    const length = Math.min(left, usable - 4);
    if (overflow < pageSize || overflow + 4 + length > bytes.length) return [];
    pieces.push({ start: overflow + 4, end: overflow + 4 + length });
    next = overflow;
    left -= length;
    budget.bytes -= length;
    if (budget.bytes < 0) return [];
  }
  return pieces;
}

/** How many of a record's bytes stand in its cell: 1.6. */
function localLength(size: number, usable: number, hasRowId: boolean): number {
  const most = hasRowId ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const length = least + ((size - least) % (usable - 4));
  return length <= most ? length : least;
}
