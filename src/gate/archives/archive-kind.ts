import { GZIP_MAGIC } from '../../detect/decode/gzip-header.ts';
import { isPyc } from './pyc.ts';
import { isSqlite } from './sqlite.ts';
import { hasTarHeader } from './tar.ts';

/** The archives that can be opened. Documents of office programs, jars, wheels and packages of most systems are zip. */
export type ArchiveKind = 'zip' | 'tar' | 'gzip' | TextsKind;

/** What holds texts that don't show where they end, but no files. */
export type TextsKind = 'sqlite' | 'pyc';

/** So many bytes tell what a file is. */
export const HEAD = 512;

// Its first member; where there is none, its end: APPNOTE.TXT, sections 4.3.7 and 4.3.16.
const ZIP = ['PK\x03\x04', 'PK\x05\x06'];

/** Archives and compressed files that can't be opened, by their first bytes: https://en.wikipedia.org/wiki/List_of_file_signatures */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  bzip2: /^BZh[1-9]1AY&SY/,
  xz: /^\xfd7zXZ\0/,
  zstd: /^\x28\xb5\x2f\xfd/,
  '7z': /^7z\xbc\xaf\x27\x1c/,
  rar: /^Rar!\x1a\x07/,
};

/** What an archive's first bytes say that it is; the name has no say. @returns undefined for everything else */
export function archiveKind(head: Buffer): ArchiveKind | undefined {
  if (ZIP.includes(head.toString('latin1', 0, 4))) return 'zip';
  if (head.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC)) return 'gzip';
  return textsKind(head) ?? (hasTarHeader(head) ? 'tar' : undefined);
}

function textsKind(head: Buffer): TextsKind | undefined {
  if (isSqlite(head)) return 'sqlite';
  return isPyc(head) ? 'pyc' : undefined;
}

/** The name of a kind of archive that there is no reader for; undefined for everything else. */
export function foreignKind(head: Buffer): string | undefined {
  const text = head.toString('latin1', 0, 16);
  return Object.keys(FOREIGN).find((name) => FOREIGN[name]!.test(text));
}
