/** What `delta.as.ts` exports; it describes each function. Addresses and lengths are in bytes. */
export interface DeltaExports {
  /** @returns the size as a signed number; -1 when damaged or above 2^32 - 2. Use `>>> 0`. */
  deltaBaseSize(d: number, dEnd: number): number;
  /** @returns the size as a signed number; -1 when damaged or above 2^32 - 2. Use `>>> 0`. */
  deltaResultSize(d: number, dEnd: number): number;
  /** @returns number of windows; -2 damaged, -3 other length */
  applyDelta(
    base: number,
    baseLen: number,
    d: number,
    dEnd: number,
    dst: number,
    dstLen: number,
    windows: number,
    maxWindows: number,
    back: number,
    forward: number,
  ): number;
  /** @returns number of anchors; -1 more than maxOut, -2 damaged */
  mapAnchors(
    d: number,
    dEnd: number,
    baseLen: number,
    dstLen: number,
    anchorsIn: number,
    count: number,
    forms: number,
    anchorsOut: number,
    maxOut: number,
  ): number;
}
