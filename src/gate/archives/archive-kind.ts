import { GZIP_MAGIC } from '../../detect/decode/gzip-header.ts';
import { isAr } from './ar.ts';
import { isPyc } from './pyc.ts';
import { isSqlite } from './sqlite.ts';
import { hasTarHeader } from './tar.ts';
import { endsAsZip, TAIL } from './zip-end.ts';

/** The archives that can be opened. Documents of office programs, jars and wheels are zip, Debian's packages ar. */
export type ArchiveKind = 'zip' | 'tar' | 'ar' | 'gzip' | TextsKind;

/** What holds texts that don't show where they end, but no files. */
export type TextsKind = 'sqlite' | 'pyc';

/** So many bytes at a file's beginning tell what it is. */
const HEAD = 512;

/** A file's first and last bytes: enough to tell what it is. */
export interface Ends {
  readonly head: Buffer;
  readonly tail: Buffer;
  /** How many bytes stand before its last ones. */
  readonly before: number;
}

/** Of a file of some size. @param read gives its bytes from one place to another */
export function endsOf(size: number, read: (from: number, to: number) => Buffer): Ends {
  const before = Math.max(0, size - TAIL);
  return { head: read(0, Math.min(size, HEAD)), tail: read(before, size), before };
}

// Its first member; where there is none, its end: APPNOTE.TXT, sections 4.3.7 and 4.3.16.
const ZIP = ['PK\x03\x04', 'PK\x05\x06'];

/** Archives and compressed files that can't be opened, by their first bytes: https://en.wikipedia.org/wiki/List_of_file_signatures */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  bzip2: /^BZh[1-9]1AY&SY/,
  xz: /^\xfd7zXZ\0/,
  zstd: /^\x28\xb5\x2f\xfd/,
  '7z': /^7z\xbc\xaf\x27\x1c/,
  rar: /^Rar!\x1a\x07/,
  compress: /^\x1f\x9d[\x80-\x9f]/,
  lz4: /^\x04\x22\x4d\x18/,
  lzip: /^LZIP\x01/,
  rpm: /^\xed\xab\xee\xdb/,
  cab: /^MSCF\0{4}/,
  // Text: both formats of it have only digits in their headers. Binary, of either order of bytes: a name of less than 256.
  cpio: /^07070(?:[12][0-9a-fA-F]{104}|7[0-7]{70})|^(?:\xc7\x71[\s\S]{19}\0|\x71\xc7[\s\S]{18}\0)/,
};

/** What a file's first bytes say that it is, or its last ones, where a zip file stands behind something else; the name has no say. */
export function archiveKind({ head, tail, before }: Ends): ArchiveKind | undefined {
  return headKind(head) ?? (endsAsZip(head, tail, before) ? 'zip' : undefined);
}

function headKind(head: Buffer): ArchiveKind | undefined {
  if (ZIP.includes(head.toString('latin1', 0, 4))) return 'zip';
  if (head.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return 'gzip';
  if (isAr(head)) return 'ar';
  return textsKind(head) ?? (hasTarHeader(head) ? 'tar' : undefined);
}

function textsKind(head: Buffer): TextsKind | undefined {
  if (isSqlite(head)) return 'sqlite';
  return isPyc(head) ? 'pyc' : undefined;
}

/** The name of a kind of archive that there is no reader for; undefined for everything else. */
export function foreignKind({ head }: Ends): string | undefined {
  const text = head.toString('latin1', 0, LONGEST_HEADER);
  return Object.keys(FOREIGN).find((name) => FOREIGN[name]!.test(text));
}

/** Of those above: cpio's. */
const LONGEST_HEADER = 110;
