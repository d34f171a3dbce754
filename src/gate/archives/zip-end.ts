// The end of a zip file: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT; numbers in names are its sections. All numbers are little-endian.

/** End of central directory record, 4.3.16. */
const END = Buffer.from('PK\x05\x06');
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;

/** Zip64 end of central directory locator, 4.3.15, and record, 4.3.14. */
const LOCATOR = 0x07064b50;
const LOCATOR_LENGTH = 20;
const END_64 = 0x06064b50;
const END_64_LENGTH = 56;

/** Central directory header, 4.3.12. */
export const ENTRY = 0x02014b50;
export const ENTRY_LENGTH = 46;

/** So many bytes at a file's end tell whether it ends as a zip file, and where its directory is. */
export const TAIL = END_64_LENGTH + LOCATOR_LENGTH + END_LENGTH + LONGEST_COMMENT;

/** Where a zip file's central directory is. */
export interface Directory {
  readonly start: number;
  readonly end: number;
  /** How many entries it says that it has. */
  readonly count: number;
  /** Bytes before the zip file's first one that its numbers don't count: a program that unpacks it, or anything else. */
  readonly shift: number;
  /** How many bytes stand behind the zip file's last one. */
  readonly behind: number;
}

/**
 * The central directory that a file's last bytes lead to.
 * @param tail its last bytes, `TAIL` of them where it has so many
 * @param before how many stand before these
 */
export function findDirectory(tail: Buffer, before: number): Directory | undefined {
  for (let at = tail.lastIndexOf(END); at >= 0; at = at > 0 ? tail.lastIndexOf(END, at - 1) : -1) {
    const behind = at + END_LENGTH > tail.length ? -1 : tail.length - at - END_LENGTH - tail.readUInt16LE(at + 20);
    const directory = behind < 0 ? undefined : directoryOf(tail, at, before);
    if (directory) return { ...directory, behind };
  }
  return undefined;
}

function directoryOf(tail: Buffer, at: number, before: number): Omit<Directory, 'behind'> | undefined {
  const locator = at - LOCATOR_LENGTH;
  const isZip64 = locator >= END_64_LENGTH && tail.readUInt32LE(locator) === LOCATOR;
  // Without data of its own the record stands right before its locator; where something precedes the zip file, it is not where that says.
  const end = isZip64 ? locator - END_64_LENGTH : at;
  if (isZip64 && tail.readUInt32LE(end) !== END_64) return undefined;
  const length = isZip64 ? readUInt64(tail, end + 40) : tail.readUInt32LE(at + 12);
  const offset = isZip64 ? readUInt64(tail, end + 48) : tail.readUInt32LE(at + 16);
  const start = before + end - length;
  const count = isZip64 ? readUInt64(tail, end + 32) : tail.readUInt16LE(at + 10);
  return start < 0 || start < offset ? undefined : { start, end: before + end, count, shift: start - offset };
}

/**
 * Whether a file that does not begin as a zip file ends as one: its directory could be where it says.
 * @param head its first bytes
 * @param tail as for `findDirectory`
 */
export function endsAsZip(head: Buffer, tail: Buffer, before: number): boolean {
  const directory = findDirectory(tail, before);
  if (!directory || directory.count * ENTRY_LENGTH > directory.end - directory.start) return false;
  // Pieces of zip files stand in other files, too. Behind those that unpack themselves there may be the signature of Windows' programs.
  if (directory.behind > 0 && head.toString('latin1', 0, PROGRAM.length) !== PROGRAM) return false;
  const first = directory.start - before;
  return first < 0 || directory.start === directory.end || tail.readUInt32LE(first) === ENTRY;
}

const PROGRAM = 'MZ';

/** A number of eight bytes; those beyond 2^53 lead out of every file. */
export const readUInt64 = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));
