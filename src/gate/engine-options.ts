/** How a large scan goes about its work. */
export interface EngineOptions {
  /** Undefined: as many as there are processors, at most two, and one where there is little to do. */
  readonly threads?: number | undefined;
  /** Bytes; bounds what is kept of the packs in memory. */
  readonly maxMemory?: number | undefined;
  /** Keep what a scan of a whole history came to in its git directory, and use what an earlier one left there. */
  readonly cache?: boolean | undefined;
  /** Told the packed bytes that were done, and the number of all. */
  readonly onPacked?: ((done: number, all: number) => void) | undefined;
  /** Told at the end what was done. */
  readonly onStats?: ((stats: EngineStats) => void) | undefined;
}

/** What a large scan did: bytes and milliseconds. */
export interface EngineStats {
  readonly objects: number;
  readonly threads: number;
  readonly packedBytes: number;
  /** Of the objects as they are. */
  readonly expandedBytes: number;
  /** What was searched of them: the rest was known already from the object that it was made from. */
  readonly searchedBytes: number;
  /** By the name of each stage. */
  readonly milliseconds: Readonly<Record<string, number>>;
  /** Everything was known from an earlier scan, or of so many packs what is in them. */
  readonly cache: 'unchanged' | number;
}
