const SPACE = 0x20;

/** What a pax header says that matters here. */
export interface PaxRecords {
  readonly path?: string;
  /** In bytes. */
  readonly size?: number;
  /** Whether the data begins with a map of what is left out of it: GNU's sparse files, version 1.0. */
  readonly hasMap?: boolean;
  /** What follows a damaged record is left out. */
  readonly isDamaged?: boolean;
}

/** The names of these records. GNU's name of a sparse file goes before `path`, which is made up then. */
const PATH = 'path';
const SPARSE_PATH = 'GNU.sparse.name';
const SIZE = 'size';
const SPARSE_MAJOR = 'GNU.sparse.major';
const WANTED = new Set([PATH, SPARSE_PATH, SIZE, SPARSE_MAJOR]);

/**
 * The records of a pax header: each its length in decimal, a space, `key=value` and a line end.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
 * https://www.gnu.org/software/tar/manual/html_node/Sparse-Formats.html
 */
export function paxRecords(data: Buffer): PaxRecords {
  const records = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const digits = data.subarray(at, at + LONGEST_LENGTH).indexOf(SPACE);
    const length = Number(data.toString('latin1', at, at + digits));
    // Not `length <= digits`: that lets no number pass.
    if (digits < 1 || !(length > digits) || !(at + length <= data.length)) break;
    const record = data.toString('latin1', at + digits + 1, at + length - 1);
    const equals = record.indexOf('=');
    const key = record.slice(0, Math.max(0, equals));
    // All of them could be more than the memory holds.
    if (WANTED.has(key)) records.set(key, record.slice(equals + 1));
    at += length;
  }
  const path = records.get(SPARSE_PATH) ?? records.get(PATH);
  const size = Number(records.get(SIZE));
  return {
    ...(path === undefined ? {} : { path }),
    ...(Number.isSafeInteger(size) && size >= 0 ? { size } : {}),
    ...(records.get(SPARSE_MAJOR) === '1' ? { hasMap: true } : {}),
    // Some programs fill it up with zeros.
    ...(at < data.length && data[at] !== 0 ? { isDamaged: true } : {}),
  };
}

/** A record's length takes no more digits, and a space. */
const LONGEST_LENGTH = 20;
