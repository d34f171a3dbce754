// Tar files: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html (ustar and pax) and, for long names and large sizes,
// https://www.gnu.org/software/tar/manual/html_node/Standard.html

import type { Member } from './member.ts';
import { paxRecords } from './pax.ts';

const BLOCK = 512;
const SPACE = 0x20;

/** A header's fields: where they begin, and their lengths. */
const NAME = [0, 100] as const;
const SIZE = [124, 12] as const;
const CHECKSUM = [148, 8] as const;
const TYPE = 156;
const MAGIC = [257, 6] as const;
const PREFIX = [345, 155] as const;

/** Files: of today, of old, and contiguous ones. */
const FILES = new Set(['0', '\0', '7']);
/** Links, devices, folders and pipes: nothing follows them, whatever their size says. */
const WITHOUT_DATA = new Set(['2', '3', '4', '5', '6']);

/** What a header before a member says of it. */
interface Ahead {
  path?: string;
  size?: number;
}

/** Whether a tar file's first block is a header: its checksum is right, and it has a name. */
export function hasTarHeader(block: Buffer): boolean {
  if (block.length < BLOCK || block[0] === 0) return false;
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= CHECKSUM[0] && i < CHECKSUM[0] + CHECKSUM[1] ? SPACE : block[i]!;
  return octal(field(block, CHECKSUM)) === sum;
}

/** The regular files in a tar file; undefined where it is damaged or cut off. */
export function tarMembers(bytes: Buffer): Member[] | undefined {
  const members: Member[] = [];
  let ahead: Ahead = {};
  let at = 0;
  // A block of zeros ends it; some programs leave that out.
  while (at < bytes.length && bytes[at] !== 0) {
    const header = bytes.subarray(at, at + BLOCK);
    if (!hasTarHeader(header)) return undefined;
    const type = String.fromCharCode(header[TYPE]!);
    // What stands ahead is about the file, not about another header ahead of it.
    const size = (FILES.has(type) ? ahead.size : undefined) ?? sizeOf(header);
    const start = at + BLOCK;
    const end = start + (WITHOUT_DATA.has(type) ? 0 : (size ?? Number.NaN));
    // Not `end > length`: that lets no number pass.
    if (!(end <= bytes.length)) return undefined;
    const next = aheadOf(type, bytes.subarray(start, end), ahead);
    if (FILES.has(type)) members.push({ path: ahead.path ?? pathOf(header), start, end, form: 'stored' });
    ahead = next;
    at = start + Math.ceil((end - start) / BLOCK) * BLOCK;
  }
  return members;
}

/** What is known of the next member behind one of this type. */
function aheadOf(type: string, data: Buffer, ahead: Ahead): Ahead {
  if (type === 'L') return { ...ahead, path: untilNul(data.toString('latin1')) };
  if (type === 'x') return { ...ahead, ...paxRecords(data) };
  // Of all members, or the name of a link's target: neither says a file's path.
  return type === 'g' || type === 'K' ? ahead : {};
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
