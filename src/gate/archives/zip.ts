// Zip files: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT; numbers in names are its sections. All numbers are little-endian.
import { MOST_MEMBERS } from './allowance.ts';
import { isFolder, type Member, type Members } from './member.ts';
import { type Directory, ENTRY, ENTRY_LENGTH, findDirectory, TAIL } from './zip-end.ts';
import { formOf, IN_ZIP64, LOCAL, localHeader, zip64Numbers } from './zip-local.ts';

/** The members of a zip file by its central directory. What that does not lead to, `unlistedMembers` finds. */
export function zipMembers(bytes: Buffer): Members {
  const before = Math.max(0, bytes.length - TAIL);
  const directory = findDirectory(bytes.subarray(before), before);
  return directory ? readEntries(bytes, directory) : { members: [], isDamaged: true };
}

function readEntries(bytes: Buffer, { start, end, count, shift }: Directory): Members {
  const members: Member[] = [];
  let entries = 0;
  let files = 0;
  let isDamaged = false;
  for (let at = start; at < end; entries++) {
    // Nobody reads more of them.
    if (files > MOST_MEMBERS) return { members, isDamaged };
    const entry = entryAt(bytes, at);
    if (!entry) return { members, isDamaged: true };
    const member = memberOf(bytes, entry, shift);
    // A member elsewhere than it should be says nothing against the next one.
    if (!member) isDamaged = true;
    else {
      members.push(member);
      if (!isFolder(member)) files++;
    }
    at = entry.next;
  }
  return { members, isDamaged: isDamaged || entries !== count };
}

interface Entry {
  readonly path: string;
  readonly flags: number;
  readonly method: number;
  readonly compressed: number;
  /** Where its local header is. */
  readonly offset: number;
  /** Where the next entry begins. */
  readonly next: number;
}

function entryAt(bytes: Buffer, at: number): Entry | undefined {
  if (at + ENTRY_LENGTH > bytes.length || bytes.readUInt32LE(at) !== ENTRY) return undefined;
  const extraAt = at + ENTRY_LENGTH + bytes.readUInt16LE(at + 28);
  const commentAt = extraAt + bytes.readUInt16LE(at + 30);
  const large = zip64Numbers(bytes.subarray(extraAt, commentAt));
  // In this order, and only those that did not fit: 4.5.3.
  const [, compressed, offset] = [24, 20, 42].map((field) => {
    const number = bytes.readUInt32LE(at + field);
    return number === IN_ZIP64 ? (large.shift() ?? number) : number;
  }) as [number, number, number];
  return {
    path: bytes.toString('latin1', at + ENTRY_LENGTH, extraAt),
    flags: bytes.readUInt16LE(at + 8),
    method: bytes.readUInt16LE(at + 10),
    compressed,
    offset,
    next: commentAt + bytes.readUInt16LE(at + 32),
  };
}

/** @returns undefined where an entry leads to no member */
function memberOf(
  bytes: Buffer,
  { path, flags, method, compressed, offset }: Entry,
  shift: number,
): Member | undefined {
  // Programs that put something in front mend all numbers, none, or only that of the directory.
  const local = [offset + shift, offset].find((at) => at + 4 <= bytes.length && bytes.readUInt32LE(at) === LOCAL);
  const header = local === undefined ? undefined : localHeader(bytes, local);
  if (!header || header.start + compressed > bytes.length) return undefined;
  return { path, start: header.start, end: header.start + compressed, form: formOf(flags, method) };
}
