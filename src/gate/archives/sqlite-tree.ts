import { childrenOf, type Layout, pageAt, recordAt, recordsOf } from './sqlite-pages.ts';
import { type Column, columnsOf } from './sqlite-record.ts';

/** The pages that a database's tables and indexes stand on. */
export interface Trees {
  /** Where they begin, in order. */
  readonly pages: readonly number[];
  /** Whether something leads to what is no such page. */
  readonly isDamaged: boolean;
}

/** The pages in use: from the schema, https://www.sqlite.org/fileformat2.html#storage_of_the_sql_database_schema, to all that it names. */
export function treesOf(bytes: Buffer, layout: Layout): Trees {
  const schema = pagesBelow(bytes, layout, [1]);
  const rest = pagesBelow(bytes, layout, rootsIn(bytes, layout, schema.pages));
  const pages = [...new Set([...schema.pages, ...rest.pages])].sort((a, b) => a - b);
  return { pages, isDamaged: schema.isDamaged || rest.isDamaged };
}

function pagesBelow(bytes: Buffer, layout: Layout, numbers: readonly number[]): Trees {
  // A page stands in one tree only: none is followed in a circle.
  const seen = new Set(numbers);
  const pages: number[] = [];
  let isDamaged = false;
  // Grows while it is gone through.
  for (const number of seen) {
    const at = (number - 1) * layout.pageSize;
    const page = pageAt(bytes, at, layout);
    if (page) pages.push(at);
    else isDamaged = true;
    for (const child of page ? childrenOf(bytes, page, layout) : []) seen.add(Math.min(child, NO_PAGE));
  }
  return { pages, isDamaged };
}

/** No file has so many: all numbers beyond count as one, since there may be many. */
const NO_PAGE = 2 ** 20;

/** A table's or an index's first page is the fourth value of its row; views and triggers have none. */
const ROOT = 3;

function rootsIn(bytes: Buffer, layout: Layout, pages: readonly number[]): number[] {
  const budget = { bytes: bytes.length };
  const roots: number[] = [];
  for (const at of pages) {
    const page = pageAt(bytes, at, layout)!;
    for (const cell of recordsOf(bytes, page)) {
      const record = recordAt(bytes, { at: cell, page: at, hasRowId: page.hasRowId, budget, ...layout });
      if (budget.bytes < 0) return roots;
      const root = record && columnsOf(record)?.[ROOT];
      const number = root ? numberIn(root) : 0;
      if (number > 0) roots.push(number);
    }
  }
  return roots;
}

/** A page's number; 0 for nothing, and for what is none. */
const numberIn = ({ isText, bytes }: Column): number =>
  isText || bytes.length === 0 || bytes.length > 6 ? 0 : bytes.readUIntBE(0, bytes.length);
