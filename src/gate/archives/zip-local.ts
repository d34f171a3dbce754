// Local file headers of zip files: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.3.7. All numbers are little-endian.
import type { Member } from './member.ts';
import { readUInt64 } from './zip-end.ts';

/** What a local file header begins with. */
export const LOCAL = 0x04034b50;
const LOCAL_BYTES = Buffer.from('PK\x03\x04');
const LOCAL_LENGTH = 30;

/** What may begin behind a member's data: its descriptor, a member, an entry of the directory, one of the directory's ends. */
const MARK = Buffer.from('PK');
const BEHIND = new Set([0x0807, 0x0403, 0x0201, 0x0606, 0x0605]);

/** Flags, 4.4.4. */
const ENCRYPTED = 1;
const SIZE_BEHIND = 8;

/** The highest version and method that APPNOTE.TXT knows (4.4.3.2, 4.4.5): headers beyond them are none. */
const LATEST_VERSION = 63;
const LAST_METHOD = 99;

const FORMS: Readonly<Record<number, Member['form']>> = { 0: 'stored', 8: 'deflated' };

/** Stands where a number takes more than 32 bits: it is in the zip64 field then, 4.5.3. */
export const IN_ZIP64 = 0xffffffff;
const ZIP64 = 1;

/** How a member is kept, by its flags and its method. */
export const formOf = (flags: number, method: number): Member['form'] =>
  (flags & ENCRYPTED) !== 0 ? 'encrypted' : (FORMS[method] ?? 'unknown');

/** What a local file header says. */
export interface LocalHeader {
  /** Where it stands, and how long its name is. */
  readonly at: number;
  readonly nameLength: number;
  readonly form: Member['form'];
  /** Where the data begins. */
  readonly start: number;
  /** The data's length; undefined where only what stands behind the data says it. */
  readonly compressed: number | undefined;
}

/** The local file header at a place that begins like one; undefined where it leads out of the file. */
export function localHeader(bytes: Buffer, at: number): LocalHeader | undefined {
  if (at + LOCAL_LENGTH > bytes.length) return undefined;
  const nameLength = bytes.readUInt16LE(at + 26);
  const extraAt = at + LOCAL_LENGTH + nameLength;
  // Its extra fields and their lengths are others than the directory's.
  const start = extraAt + bytes.readUInt16LE(at + 28);
  if (start > bytes.length) return undefined;
  const flags = bytes.readUInt16LE(at + 6);
  const size = bytes.readUInt32LE(at + 18);
  const compressed = size === IN_ZIP64 ? zip64Numbers(bytes.subarray(extraAt, start))[1] : size;
  return {
    at,
    nameLength,
    form: formOf(flags, bytes.readUInt16LE(at + 8)),
    start,
    compressed: (flags & SIZE_BEHIND) !== 0 ? undefined : compressed,
  };
}

/**
 * Members that no entry of the directory leads to: by their local file headers, in what no other member takes up.
 * @param ends of all data that was read, by where it begins: where it ends. To be kept up while this goes on
 */
export function* unlistedMembers(bytes: Buffer, ends: ReadonlyMap<number, number>): Generator<Member> {
  for (let at = bytes.indexOf(LOCAL_BYTES); at >= 0; at = bytes.indexOf(LOCAL_BYTES, at)) {
    const header = localHeader(bytes, at);
    if (header && ends.has(header.start)) at = Math.max(at + 1, endOf(header, ends.get(header.start)!));
    else if (!header || !isLikely(bytes, header)) at += LOCAL_BYTES.length;
    else {
      const member = memberOf(bytes, header);
      yield member;
      at = ends.get(member.start) ?? member.end;
    }
  }
}

/** Whether what begins like a header is one: the four bytes may stand anywhere. */
const isLikely = (bytes: Buffer, { at, nameLength }: LocalHeader): boolean =>
  nameLength > 0 && bytes[at + 4]! <= LATEST_VERSION && bytes.readUInt16LE(at + 8) <= LAST_METHOD;

/** Where data ends that was read: not behind what its own header says, where the directory says more, over other members. */
const endOf = ({ start, compressed }: LocalHeader, read: number): number =>
  compressed ? Math.min(read, start + compressed) : read;

function memberOf(bytes: Buffer, { at, nameLength, form, start, compressed }: LocalHeader): Member {
  const name = at + LOCAL_LENGTH;
  const path = bytes.toString('latin1', name, name + nameLength);
  if (compressed === undefined) return { path, start, end: endBehind(bytes, start), form };
  const end = start + compressed;
  return end > bytes.length ? { path, start, end: bytes.length, form: 'damaged' } : { path, start, end, form };
}

/** Where data ends at the latest that does not say where: compressed data knows its end. */
function endBehind(bytes: Buffer, start: number): number {
  for (let at = bytes.indexOf(MARK, start); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
    if (at + 4 <= bytes.length && BEHIND.has(bytes.readUInt16LE(at + 2))) return at;
  }
  return bytes.length;
}

/** The numbers of the zip64 field among extra fields: 4.5.1. */
export function zip64Numbers(extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== ZIP64) continue;
    const count = Math.min(extra.readUInt16LE(at + 2), extra.length - at - 4) >> 3;
    return Array.from({ length: count }, (_, i) => readUInt64(extra, at + 4 + i * 8));
  }
  return [];
}
