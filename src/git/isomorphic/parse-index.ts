import { createHash } from 'node:crypto';
import type { Oid, PathBytes } from '../../domain/blob.ts';
import { corrupt, unsupported } from './refusals.ts';

/** One line of the index. */
export interface IndexEntry {
  readonly path: PathBytes;
  /** Git's mode in octal, such as `100644`. */
  readonly mode: string;
  readonly oid: Oid;
  /** 0, or 1 to 3 for the sides of a merge conflict. */
  readonly stage: number;
  /** `git add -N`: the path is to be added, its content is not yet. */
  readonly intentToAdd: boolean;
}

const SUM = 20;
const HEADER = 12;
const EXTENDED = 0x4000;
const INTENT_TO_ADD = 0x2000;

/**
 * Parses an index file of version 2, 3 or 4: a header, sorted entries, extensions, a checksum.
 * Format: https://git-scm.com/docs/gitformat-index
 * @throws UnleakError `object-corrupt`, or `unsupported` for a split index, a sparse index or an unknown one
 */
export function parseIndex(file: Buffer): IndexEntry[] {
  if (file.length < HEADER + SUM || file.toString('latin1', 0, 4) !== 'DIRC') throw damaged();
  const bytes = file.subarray(0, file.length - SUM);
  const sum = file.subarray(bytes.length);
  // index.skipHash leaves zeros: https://git-scm.com/docs/git-config#Documentation/git-config.txt-indexskipHash
  if (!sum.equals(Buffer.alloc(SUM)) && !createHash('sha1').update(bytes).digest().equals(sum)) throw damaged();
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) throw unsupported(`an index of version ${version}`);
  const entries: IndexEntry[] = [];
  let at = HEADER;
  for (let left = bytes.readUInt32BE(8); left > 0; left--) {
    const { entry, end } = readEntry(bytes, at, version, entries.at(-1)?.path ?? '');
    entries.push(entry);
    at = end;
  }
  checkExtensions(bytes, at);
  // Only a split index has them, and that is refused by now.
  if (entries.some(({ path }) => path === '')) throw damaged();
  return entries;
}

function readEntry(
  bytes: Buffer,
  start: number,
  version: number,
  previous: PathBytes,
): { entry: IndexEntry; end: number } {
  if (start + 64 > bytes.length) throw damaged();
  const flags = bytes.readUInt16BE(start + 60);
  const extended = (flags & EXTENDED) !== 0;
  const more = extended ? bytes.readUInt16BE(start + 62) : 0;
  const nameAt = start + (extended ? 64 : 62);
  const name = version === 4 ? compressedName(bytes, nameAt, previous) : plainName(bytes, start, nameAt);
  const mode = bytes
    .readUInt32BE(start + 24)
    .toString(8)
    .padStart(6, '0');
  if (mode === '040000')
    throw unsupported('a sparse index (`git sparse-checkout reapply --no-sparse-index` makes it a full one)');
  const oid = bytes.toString('hex', start + 40, start + 60);
  const stage = (flags >> 12) & 3;
  return { entry: { path: name.path, mode, oid, stage, intentToAdd: (more & INTENT_TO_ADD) !== 0 }, end: name.end };
}

interface Name {
  readonly path: PathBytes;
  readonly end: number;
}

/** Versions 2 and 3: the name, then 1 to 8 NULs up to a multiple of eight bytes. */
function plainName(bytes: Buffer, start: number, at: number): Name {
  const nul = bytes.indexOf(0, at);
  if (nul < 0) throw damaged();
  return { path: bytes.toString('latin1', at, nul), end: start + ((nul - start + 8) & ~7) };
}

/** Version 4: how many bytes to take off the end of the name before, what to put there, a NUL. */
function compressedName(bytes: Buffer, start: number, previous: PathBytes): Name {
  let at = start;
  let byte = bytes[at++] ?? 0;
  let cut = byte & 0x7f;
  while (byte & 0x80 && cut <= previous.length) {
    byte = bytes[at++] ?? 0;
    cut = (cut + 1) * 128 + (byte & 0x7f);
  }
  const nul = bytes.indexOf(0, at);
  if (nul < 0 || cut > previous.length) throw damaged();
  return { path: previous.slice(0, previous.length - cut) + bytes.toString('latin1', at, nul), end: nul + 1 };
}

/** Extensions are a signature, a size, bytes. One that begins with a capital may be ignored, others must be understood. */
function checkExtensions(bytes: Buffer, start: number): void {
  let at = start;
  while (at < bytes.length) {
    if (at + 8 > bytes.length) throw damaged();
    const signature = bytes.toString('latin1', at, at + 4);
    if (signature === 'link') throw unsupported('a split index (`git update-index --no-split-index` joins it)');
    if (signature === 'sdir')
      throw unsupported('a sparse index (`git sparse-checkout reapply --no-sparse-index` makes it a full one)');
    if (!/^[A-Z]/.test(signature)) throw unsupported('an index with an extension that it does not know');
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  if (at !== bytes.length) throw damaged();
}

const damaged = () => corrupt('the index is cut off or not of the form that git writes');
