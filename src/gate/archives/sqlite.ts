// SQLite databases: https://www.sqlite.org/fileformat2.html; numbers in names are its sections.
import { type Layout, layoutOf, pageAt, recordAt, recordsOf } from './sqlite-pages.ts';
import { columnsOf } from './sqlite-record.ts';
import { treesOf } from './sqlite-tree.ts';

const MAGIC = Buffer.from('SQLite format 3\0');

/** Whether a file begins as a database does: 1.3. */
export const isSqlite = (head: Buffer): boolean => head.subarray(0, MAGIC.length).equals(MAGIC);

/** What a database holds. */
export interface Database {
  /** The texts and blobs of all records. */
  readonly values: readonly Buffer[];
  /** Whether a table or an index could not be read whole. */
  readonly isDamaged: boolean;
}

/**
 * The texts and blobs of a database: of its tables and indexes, and then of pages that are no longer used. What can't be made out is left out: it is
 * looked at as the bytes that it is.
 */
export function readSqlite(bytes: Buffer): Database {
  const values: Buffer[] = [];
  const layout = layoutOf(bytes);
  if (!layout) return { values, isDamaged: true };
  const trees = treesOf(bytes, layout);
  const read = readerOf(bytes, layout, values);
  let { isDamaged } = trees;
  for (const page of trees.pages) isDamaged = !read(page) || isDamaged;
  const used = new Set(trees.pages);
  // What these say may be long overwritten.
  for (let page = 0; page + layout.pageSize <= bytes.length; page += layout.pageSize) if (!used.has(page)) read(page);
  return { values, isDamaged };
}

/** Adds a page's values to a list. @returns whether all of them could be read */
function readerOf(bytes: Buffer, layout: Layout, values: Buffer[]): (at: number) => boolean {
  // Records don't lie over one another: whatever a file says, there is no more to read than it has bytes.
  const budget = { bytes: bytes.length };
  return (at) => {
    const page = pageAt(bytes, at, layout);
    let isWhole = true;
    for (const cell of page ? recordsOf(bytes, page) : []) {
      const record = recordAt(bytes, { at: cell, page: at, hasRowId: page!.hasRowId, budget, ...layout });
      if (budget.bytes < 0) return false;
      const columns = record && columnsOf(record);
      if (!columns) isWhole = false;
      for (const { isText, bytes: value } of columns ?? []) if (isText && value.length > 0) values.push(value);
    }
    return isWhole;
  };
}
