/** A number, and where the next thing begins. */
export interface Varint {
  readonly value: number;
  readonly next: number;
}

/** A number of one to eight bytes, seven bits in each: https://www.sqlite.org/fileformat2.html#varint. Larger ones are none of a length. */
export function readVarint(bytes: Buffer, at: number): Varint | undefined {
  let value = 0;
  for (let i = at; i < Math.min(bytes.length, at + 8); i++) {
    value = value * 128 + (bytes[i]! & 0x7f);
    if (bytes[i]! < 0x80) return { value, next: i + 1 };
  }
  // The ninth byte has eight bits: only the ids of rows have so many, which nobody asks for.
  return at + 8 < bytes.length ? { value: Number.POSITIVE_INFINITY, next: at + 9 } : undefined;
}

/** Bytes of a number, by its type from 0 to 9; types 10 and 11 are not in use. */
const NUMBERS = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

/** From here on, types are blobs (even) and texts (odd) of which each pair is a byte longer. */
const FIRST_BLOB = 12;

/** A value of a record. */
export interface Column {
  /** Whether it is a text or a blob; a number or nothing otherwise. */
  readonly isText: boolean;
  readonly bytes: Buffer;
}

/** A record's values: https://www.sqlite.org/fileformat2.html#record_format. @returns undefined for what is no record */
export function columnsOf(record: Buffer): Column[] | undefined {
  const header = readVarint(record, 0);
  if (!header || header.value > record.length) return undefined;
  const columns: Column[] = [];
  let value = header.value;
  for (let at = header.next; at < header.value; ) {
    const type = readVarint(record, at);
    if (!type) return undefined;
    const isText = type.value >= FIRST_BLOB;
    const length = isText ? Math.floor((type.value - FIRST_BLOB) / 2) : NUMBERS[type.value];
    if (length === undefined || value + length > record.length) return undefined;
    columns.push({ isText, bytes: record.subarray(value, value + length) });
    value += length;
    at = type.next;
  }
  return columns;
}
