import type { HashLength } from '../ids.ts';

/** The file to write to. */
export interface TemporaryPack {
  readonly path: string;
  /** Open for reading and writing, empty. It is for the one to close that opened it. */
  readonly fd: number;
  readonly hashLength: HashLength;
}

/** A pack that is complete under its temporary name. The entries are in the order in which they came. */
export interface SealedPack {
  /** The pack's last bytes. */
  readonly checksum: Uint8Array;
  /** Its length. */
  readonly bytes: number;
  /** Where each entry begins. */
  readonly offsets: Float64Array;
  /** CRC-32 of each entry, as it stands in the pack. */
  readonly checks: Uint32Array;
}

/** What takes the objects of a pack: this thread, or another. */
export interface EntrySink {
  /** @param type number of an object's type: 1 to 4 @throws UnleakError `io` */
  whole(type: number, bytes: Uint8Array): void;
  /** A tree as a delta on the last one of its family, where that is smaller. @throws UnleakError `io` */
  tree(tree: Buffer, family: number): void;
  /** Completes the pack. @throws UnleakError `io` */
  seal(): SealedPack;
  /** Gives up: when it returns, the file is no longer used. */
  abort(): void;
}
