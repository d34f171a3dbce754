// Pages of SQLite databases: https://www.sqlite.org/fileformat2.html; numbers in names are its sections. All numbers are big-endian.
import type { Run } from '../../detect/decode/runs.ts';
import { readVarint } from './sqlite-record.ts';

const FILE_HEADER = 100;

/** The kinds of pages, by their first byte: 1.6. Where the cells' list begins, and what stands ahead of a record. */
const PAGES: Readonly<Record<number, { list: number; hasChildren: boolean; hasRowId: boolean; hasRecords: boolean }>> =
  {
    2: { list: 12, hasChildren: true, hasRowId: false, hasRecords: true },
    5: { list: 12, hasChildren: true, hasRowId: true, hasRecords: false },
    10: { list: 8, hasChildren: false, hasRowId: false, hasRecords: true },
    13: { list: 8, hasChildren: false, hasRowId: true, hasRecords: true },
  };

/** A pointer to a page, ahead of a cell or of an overflow page's data. */
const POINTER = 4;
/** Where a page's header keeps the last one. */
const LAST_CHILD = 8;

/** What the pages of one file have in common. */
export interface Layout {
  readonly pageSize: number;
  /** Bytes of a page without those that extensions keep for themselves. */
  readonly usable: number;
}

/** How a file is divided, by its header: 1.3. @returns undefined where that makes no sense */
export function layoutOf(bytes: Buffer): Layout | undefined {
  if (bytes.length < FILE_HEADER) return undefined;
  const written = bytes.readUInt16BE(16);
  const pageSize = written === 1 ? 65536 : written;
  return pageSize < 512 ? undefined : { pageSize, usable: pageSize - bytes[20]! };
}

/** A page of a tree. */
export interface Page {
  readonly at: number;
  readonly hasChildren: boolean;
  /** Whether it is of a table, not of an index. */
  readonly hasRowId: boolean;
  readonly hasRecords: boolean;
  /** Where the last page below is told; and the cells' list, and how long that is. */
  readonly last: number;
  readonly list: number;
  readonly count: number;
}

/** The page that begins at a place; undefined where none of a tree does. */
export function pageAt(bytes: Buffer, at: number, { pageSize }: Layout): Page | undefined {
  const header = at === 0 ? FILE_HEADER : at;
  const kind = PAGES[bytes[header]!];
  if (!kind || at + pageSize > bytes.length) return undefined;
  const list = header + kind.list;
  const count = bytes.readUInt16BE(header + 3);
  return list + count * 2 > at + pageSize ? undefined : { ...kind, at, last: header + LAST_CHILD, list, count };
}

/** Where a page's records are described. */
export function* recordsOf(bytes: Buffer, { at, list, count, hasChildren, hasRecords }: Page): Generator<number> {
  const ahead = hasChildren ? POINTER : 0;
  for (let i = 0; hasRecords && i < count; i++) yield at + bytes.readUInt16BE(list + i * 2) + ahead;
}

/** The numbers of the pages below one, which begin at 1; 0 where one can't be told. */
export function* childrenOf(bytes: Buffer, page: Page, { pageSize }: Layout): Generator<number> {
  const { at, list, count, hasChildren, last } = page;
  if (!hasChildren) return;
  for (let i = 0; i < count; i++) {
    const cell = at + bytes.readUInt16BE(list + i * 2);
    yield cell + POINTER > at + pageSize ? 0 : bytes.readUInt32BE(cell);
  }
  yield bytes.readUInt32BE(last);
}

/** Where a record is described, and how many bytes of records may still be read. */
interface Cell extends Layout {
  readonly at: number;
  readonly page: number;
  readonly hasRowId: boolean;
  readonly budget: { bytes: number };
}

/** A record's bytes: from its cell and, if it is long, from further pages (1.6, "Cell Payload Overflow Pages"). Undefined if that makes no sense. */
export function recordAt(bytes: Buffer, cell: Cell): Buffer | undefined {
  const pieces = piecesOf(bytes, cell);
  return pieces && Buffer.concat(pieces.map(({ start, end }) => bytes.subarray(start, end)));
}

function piecesOf(bytes: Buffer, { at, hasRowId, page, pageSize, usable, budget }: Cell): Run[] | undefined {
  const size = readVarint(bytes, at);
  const start = hasRowId && size ? readVarint(bytes, size.next)?.next : size?.next;
  if (!size || start === undefined || size.value > bytes.length) return undefined;
  const local = localLength(size.value, usable, hasRowId);
  if (start + local > page + pageSize) return undefined;
  const pieces = [{ start, end: start + local }];
  budget.bytes -= local;
  let next = start + local;
  for (let left = size.value - local; left > 0; ) {
    const overflow = next + POINTER <= bytes.length ? (bytes.readUInt32BE(next) - 1) * pageSize : -1;
    const length = Math.min(left, usable - POINTER);
    if (overflow < pageSize || overflow + POINTER + length > bytes.length) return undefined;
    pieces.push({ start: overflow + POINTER, end: overflow + POINTER + length });
    next = overflow;
    left -= length;
    budget.bytes -= length;
    if (budget.bytes < 0) return undefined;
  }
  return pieces;
}

/** How many of a record's bytes stand in its cell: 1.6. */
function localLength(size: number, usable: number, hasRowId: boolean): number {
  const most = hasRowId ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= most) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const length = least + ((size - least) % (usable - POINTER));
  return length <= most ? length : least;
}
