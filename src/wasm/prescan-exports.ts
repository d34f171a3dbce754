/** What prescan.as.ts exports. */
export interface PrescanExports {
  prescanInit(): number;
  prescanKeywords(from: number, to: number): number;
  prescanHits(data: number, end: number, out: number, max: number): number;
  prescanRuns(data: number, end: number, shortest: number, out: number, max: number): number;
}
