/** What is sent to the thread that writes: this, then the bytes of the object. */
export const RECORD_HEADER = 16;

/** Besides the types of objects, 1 to 4: a tree of a family; complete the pack; give it up. */
export const FAMILY_TREE = 5;
export const SEAL = 6;
export const ABORT = 7;

/** Added to the type of an object of which the zlib stream is sent. */
export const COMPRESSED = 8;

export interface EntryRecord {
  readonly kind: number;
  /** Length of what is sent. */
  readonly length: number;
  /** Any number for `FAMILY_TREE`; what is compressed has this length as an object. */
  readonly number: number;
}

export function writeRecord(into: Buffer, { kind, length, number }: EntryRecord): Buffer {
  // A length has 31 bits at most.
  into.writeUInt32LE(kind, 0);
  into.writeUInt32LE(length, 4);
  into.writeDoubleLE(number, 8);
  return into;
}

export const readRecord = (bytes: Buffer): EntryRecord => ({
  kind: bytes.readUInt32LE(0),
  length: bytes.readUInt32LE(4),
  number: bytes.readDoubleLE(8),
});
