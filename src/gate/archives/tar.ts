// Tar files: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html (ustar and pax) and, for long names, large sizes and sparse
// files, https://www.gnu.org/software/tar/manual/html_node/Tar-Internals.html

import type { Member, Members } from './member.ts';
import { type PaxRecords, paxRecords } from './pax.ts';

const BLOCK = 512;
const ZEROS = Buffer.alloc(BLOCK);
const SPACE = 0x20;

/** A header's fields: where they begin, and their lengths. */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const CHECKSUM = [148, 8] as const;
const TYPE = 156;
const MAGIC = [257, 6] as const;
const PREFIX = [345, 155] as const;

/** Files: of today, of old, contiguous ones and those with holes. */
const SPARSE = 'S';
const FILES = new Set(['0', '\0', '7', SPARSE]);
/** A further name of a file, which may stand here once more. */
const LINK = '1';
/** Links by name, devices, folders and pipes: nothing follows them, whatever their size says. */
const WITHOUT_DATA = new Set(['2', '3', '4', '5', '6']);
/** What is said of the next member, or of all. `X` is what Solaris calls `x`. */
const AHEAD = new Set(['L', 'K', 'x', 'X', 'g']);

/** Whether more of a sparse file's map follows: in its header and in each block of it. */
const MAP_GOES_ON = 482;
const MAP_GOES_FURTHER = 504;

/** Whether a tar file's first block is a header: its checksum is right, and it has a name. */
export const hasTarHeader = (block: Buffer): boolean => block[0] !== 0 && isHeader(block);

function isHeader(block: Buffer): boolean {
  if (block.length < BLOCK) return false;
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= CHECKSUM[0] && i < CHECKSUM[0] + CHECKSUM[1] ? SPACE : block[i]!;
  return octal(field(block, CHECKSUM)) === sum;
}

/** The files in a tar file, and in those that were put behind it; up to where it is damaged or cut off. */
export function tarMembers(bytes: Buffer): Members {
  const members: Member[] = [];
  let isDamaged = false;
  let ahead: PaxRecords = {};
  for (let at = 0; at < bytes.length; ) {
    const header = bytes.subarray(at, at + BLOCK);
    const behindEnd = afterZeros(bytes, at);
    if (behindEnd > at) {
      if (!goesOn(bytes.subarray(behindEnd, behindEnd + BLOCK))) break;
      [at, ahead] = [behindEnd, {}];
      continue;
    }
    const stretch = isHeader(header) ? stretchOf(bytes, at, ahead) : undefined;
    if (!stretch) return { members, isDamaged: true };
    const { type, start, end } = stretch;
    const path = ahead.path ?? pathOf(header);
    if (FILES.has(type) || (end > start && !AHEAD.has(type))) members.push({ path, start, end, form: 'stored' });
    ahead = aheadOf(type, bytes.subarray(start, end), ahead);
    isDamaged ||= ahead.isDamaged === true;
    at = stretch.next;
  }
  return { members, isDamaged };
}

/** Behind the blocks of zeros that end a tar file: here, where there are none. Some programs leave them out, others write many. */
function afterZeros(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && isZeros(bytes.subarray(at, at + BLOCK))) at += BLOCK;
  return at;
}

const isZeros = (block: Buffer): boolean => ZEROS.subarray(0, block.length).equals(block);

/** Whether what stands behind an end is one more tar file, damaged or not. Of other things that is none of its business. */
const goesOn = (block: Buffer): boolean => hasTarHeader(block) || field(block, MAGIC).startsWith('ustar');

interface Stretch {
  readonly type: string;
  /** Where its data begins and ends. */
  readonly start: number;
  readonly end: number;
  /** Where the next header stands. */
  readonly next: number;
}

/** What follows a header; undefined where that leads out of the file. */
function stretchOf(bytes: Buffer, at: number, ahead: PaxRecords): Stretch | undefined {
  const header = bytes.subarray(at, at + BLOCK);
  const type = String.fromCharCode(header[TYPE]!);
  // What stands ahead is about the file, not about another header ahead of it, nor about a file that a link leads to.
  const size = (AHEAD.has(type) || type === LINK ? undefined : ahead.size) ?? sizeOf(header);
  const first = type === SPARSE ? behindMap(bytes, at) : at + BLOCK;
  const end = first + (WITHOUT_DATA.has(type) ? 0 : (size ?? Number.NaN));
  // Not `end > length`: that lets no number pass.
  if (!(end <= bytes.length)) return undefined;
  const start = ahead.hasMap && FILES.has(type) ? behindWrittenMap(bytes, first, end) : first;
  return { type, start, end, next: first + Math.ceil((end - first) / BLOCK) * BLOCK };
}

/** Where a sparse file's data begins, by GNU's old format. Holes are not made again: they are zeros. */
function behindMap(bytes: Buffer, header: number): number {
  let at = header + BLOCK;
  for (let more = bytes[header + MAP_GOES_ON]; more; at += BLOCK) more = bytes[at + MAP_GOES_FURTHER];
  return at;
}

/** The same by the newer one: the data begins with a number of pieces, and two numbers of each, on lines that zeros fill up to a block. */
function behindWrittenMap(bytes: Buffer, start: number, end: number): number {
  const [count = ''] = bytes.toString('latin1', start, Math.min(end, start + BLOCK)).split('\n', 1);
  if (!/^\d{1,9}$/.test(count)) return start;
  let at = bytes.indexOf('\n', start) + 1;
  for (let left = Number(count) * 2; left > 0 && at > 0 && at < end; left--) at = bytes.indexOf('\n', at) + 1;
  const data = start + Math.ceil((at - start) / BLOCK) * BLOCK;
  return at > 0 && data <= end ? data : start;
}

/** What is known of the next member behind one of this type. */
function aheadOf(type: string, data: Buffer, ahead: PaxRecords): PaxRecords {
  if (type === 'L') return { ...ahead, path: untilNul(data.toString('latin1')) };
  if (type === 'x' || type === 'X') return { ...ahead, ...paxRecords(data) };
  // Of all members, or the name of a link's target: neither says a file's path.
  return AHEAD.has(type) ? ahead : {};
}

function pathOf(header: Buffer): string {
  const name = field(header, NAME);
  const prefix = field(header, MAGIC) === 'ustar' && header[MAGIC[0] + 5] === 0 ? field(header, PREFIX) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

/** In octal digits; or, with the first bit set, as a binary number of which six bytes suffice here. */
function sizeOf(header: Buffer): number | undefined {
  const [at, length] = SIZE;
  return header[at]! & 0x80 ? header.readUIntBE(at + length - 6, 6) : octal(field(header, SIZE));
}

function octal(text: string): number | undefined {
  const digits = text.trim();
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : undefined;
}

const field = (header: Buffer, [at, length]: readonly [number, number]): string =>
  untilNul(header.toString('latin1', at, at + length));

const untilNul = (text: string): string => text.split('\0', 1)[0]!;
