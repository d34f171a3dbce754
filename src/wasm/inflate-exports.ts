/** What `inflate.as.ts` exports; it describes each function. Addresses and lengths are in bytes. */
export interface InflateExports {
  /** Bytes of scratch that `inflateInit` takes: `INFLATE_SCRATCH.value`. */
  readonly INFLATE_SCRATCH: { readonly value: number };
  inflateInit(scratch: number): void;
  /** @returns bytes of the stream (> 0); -1 ends too early, -2 damaged, -3 other length than dstLen, -4 other checksum */
  inflate(src: number, srcEnd: number, dst: number, dstLen: number): number;
  /** @returns bytes produced, or an error as of `inflate` */
  inflatePrefix(src: number, srcEnd: number, dst: number, want: number): number;
}
