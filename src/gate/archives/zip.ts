// Zip files: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT; numbers in names are its sections. All numbers are little-endian.
import type { Member } from './member.ts';

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
const ENTRY = 0x02014b50;
const ENTRY_LENGTH = 46;

/** Local file header, 4.3.7. */
const LOCAL = 0x04034b50;
const LOCAL_LENGTH = 30;

const ENCRYPTED = 1;
const FORMS: Readonly<Record<number, Member['form']>> = { 0: 'stored', 8: 'deflated' };

/** Stands where a number takes more than 32 bits: it is in the entry's zip64 field then, 4.5.3. */
const IN_ZIP64 = 0xffffffff;
const ZIP64 = 1;

interface Directory {
  readonly start: number;
  readonly end: number;
  /** How many entries it says that it has. */
  readonly count: number;
  /** Bytes before the zip file's first one: a program that unpacks it, or anything else. */
  readonly shift: number;
}

/** The members of a zip file by its central directory, without folders; undefined where that is damaged. */
export function zipMembers(bytes: Buffer): Member[] | undefined {
  try {
    const directory = findDirectory(bytes);
    return directory && readEntries(bytes, directory);
  } catch (error) {
    // Some number leads out of the file.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function findDirectory(bytes: Buffer): Directory | undefined {
  const first = Math.max(0, bytes.length - END_LENGTH - LONGEST_COMMENT);
  for (let at = bytes.lastIndexOf(END); at >= first; at = at > 0 ? bytes.lastIndexOf(END, at - 1) : -1) {
    if (at + END_LENGTH + bytes.readUInt16LE(at + 20) > bytes.length) continue;
    return directoryOf(bytes, at);
  }
  return undefined;
}

function directoryOf(bytes: Buffer, at: number): Directory | undefined {
  const locator = at - LOCATOR_LENGTH;
  const isZip64 = locator >= END_64_LENGTH && bytes.readUInt32LE(locator) === LOCATOR;
  // Without data of its own the record stands right before its locator; where something precedes the zip file, it is not where that says.
  const end = isZip64 ? locator - END_64_LENGTH : at;
  if (isZip64 && bytes.readUInt32LE(end) !== END_64) return undefined;
  const length = isZip64 ? readUInt64(bytes, end + 40) : bytes.readUInt32LE(at + 12);
  const offset = isZip64 ? readUInt64(bytes, end + 48) : bytes.readUInt32LE(at + 16);
  const start = end - length;
  const count = isZip64 ? Number(bytes.readBigUInt64LE(end + 32)) : bytes.readUInt16LE(at + 10);
  return start < 0 || start < offset ? undefined : { start, end, count, shift: start - offset };
}

function readEntries(bytes: Buffer, { start, end, count, shift }: Directory): Member[] | undefined {
  const members: Member[] = [];
  let entries = 0;
  let at = start;
  while (at < end) {
    if (bytes.readUInt32LE(at) !== ENTRY) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field)) as [
      number,
      number,
      number,
    ];
    const path = bytes.toString('latin1', at + ENTRY_LENGTH, at + ENTRY_LENGTH + name);
    const member = memberOf(bytes, {
      at,
      path,
      extra: bytes.subarray(at + ENTRY_LENGTH + name).subarray(0, extra),
      shift,
    });
    if (member === undefined) return undefined;
    if (!path.endsWith('/') || member.end > member.start) members.push(member);
    at += ENTRY_LENGTH + name + extra + comment;
    entries++;
  }
  return entries === count ? members : undefined;
}

interface Entry {
  readonly at: number;
  readonly path: string;
  readonly extra: Buffer;
  readonly shift: number;
}

function memberOf(bytes: Buffer, { at, path, extra, shift }: Entry): Member | undefined {
  const large = zip64Numbers(extra);
  // In this order, and only those that did not fit: 4.5.3.
  const [, compressed, offset] = [24, 20, 42].map((field) => {
    const number = bytes.readUInt32LE(at + field);
    return number === IN_ZIP64 ? (large.shift() ?? number) : number;
  }) as [number, number, number];
  const local = offset + shift;
  if (bytes.readUInt32LE(local) !== LOCAL) return undefined;
  // The local header's own lengths: its extra fields are others.
  const start = local + LOCAL_LENGTH + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  const end = start + compressed;
  if (end > bytes.length) return undefined;
  const isEncrypted = (bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0;
  return { path, start, end, form: isEncrypted ? 'encrypted' : (FORMS[bytes.readUInt16LE(at + 10)] ?? 'unknown') };
}

/** The numbers of the zip64 field among an entry's extra fields: 4.5.1. */
function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64) continue;
    const count = Math.min(extra.readUInt16LE(at + 2), extra.length - at - 4) >> 3;
    return Array.from({ length: count }, (_, i) => readUInt64(extra, at + 4 + i * 8));
  }
  return [];
}

const readUInt64 = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));
