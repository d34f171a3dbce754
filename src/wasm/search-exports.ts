/** What `search.as.ts` and `search-tables.as.ts` export; they describe each function. Addresses and lengths are in bytes. */
export interface SearchExports {
  searchInit(tables: number): void;
  search(data: number, length: number, windows: number, count: number, out: number, maxOut: number): number;
  searchNext(): number;
  searchFillPairs(tables: number): void;
  searchCountEntries(tables: number): number;
  searchFillEntries(tables: number): void;
}
