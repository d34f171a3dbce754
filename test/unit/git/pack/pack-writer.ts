import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

// Writes packs and indexes by hand, so that they can be wrong in any way.
// Formats: https://git-scm.com/docs/gitformat-pack

/** An entry as it stands in a pack, and the id that the index gives it. */
export interface Entry {
  readonly id: Buffer;
  readonly bytes: Buffer;
}

const TYPES = { commit: 1, tree: 2, blob: 3, tag: 4 } as const;

const idOf = (type: keyof typeof TYPES, content: Buffer, hash = 'sha1'): Buffer =>
  createHash(hash).update(`${type} ${content.length}\0`).update(content).digest();

/** An entry's first bytes: type and size. */
export function sizeHeader(type: number, size: number): Buffer {
  const bytes = [(type << 4) | (size & 15)];
  for (let rest = Math.floor(size / 16); rest > 0; rest = Math.floor(rest / 128)) {
    bytes[bytes.length - 1]! |= 0x80;
    bytes.push(rest & 0x7f);
  }
  return Buffer.from(bytes);
}

/** The distance to an OFS_DELTA's base. */
export function distanceHeader(distance: number): Buffer {
  const bytes = [distance % 128];
  for (let rest = Math.floor(distance / 128); rest > 0; rest = Math.floor(rest / 128)) {
    rest--;
    bytes.unshift(0x80 | (rest % 128));
  }
  return Buffer.from(bytes);
}

/** A blob, whole. */
export function blob(text: string): Entry {
  const content = Buffer.from(text);
  return {
    id: idOf('blob', content),
    bytes: Buffer.concat([sizeHeader(TYPES.blob, content.length), deflateSync(content)]),
  };
}

/** A delta that puts text behind its base of less than 128 bytes; the id is that of the result, a blob. */
export function appending(text: string, base: string): { readonly id: Buffer; readonly delta: Buffer } {
  const result = base + text;
  const copyAll = [0x90, base.length];
  const delta = Buffer.from([base.length, result.length, ...copyAll, text.length, ...Buffer.from(text)]);
  return { id: idOf('blob', Buffer.from(result)), delta };
}

/** A delta whose base is named by its id. */
export const refDelta = (delta: Buffer, base: Buffer): Buffer =>
  Buffer.concat([sizeHeader(7, delta.length), base, deflateSync(delta)]);

/** A delta whose base begins so many bytes before it. */
export const ofsDelta = (delta: Buffer, distance: number): Buffer =>
  Buffer.concat([sizeHeader(6, delta.length), distanceHeader(distance), deflateSync(delta)]);

/** A pack of these entries. */
export function packOf(entries: readonly Entry[]): Buffer {
  const header = Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(entries.length, 8);
  return withChecksum(Buffer.concat([header, ...entries.map(({ bytes }) => bytes)]));
}

/** An index of version 2 for ids at offsets; those from 2^31 on go to the table of large ones. */
export function indexOf(places: readonly { id: Buffer; offset: number }[], packChecksum: Buffer): Buffer {
  const sorted = places.toSorted((a, b) => a.id.compare(b.id));
  const fanout = Buffer.alloc(1024);
  for (let byte = 0; byte < 256; byte++)
    fanout.writeUInt32BE(sorted.filter(({ id }) => id[0]! <= byte).length, byte * 4);
  const large = sorted.filter(({ offset }) => offset >= 2 ** 31);
  const short = sorted.map((place) => words(place.offset < 2 ** 31 ? place.offset : 2 ** 31 + large.indexOf(place)));
  return withChecksum(
    Buffer.concat([
      Buffer.from('ff744f6300000002', 'hex'),
      fanout,
      ...sorted.map(({ id }) => id),
      Buffer.alloc(sorted.length * 4),
      ...short,
      ...large.map(({ offset }) => words(Math.floor(offset / 2 ** 32), offset % 2 ** 32)),
      packChecksum,
    ]),
  );
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32BE(value, i * 4);
  return bytes;
};

/** Bytes and their SHA-1. */
const withChecksum = (bytes: Buffer): Buffer => Buffer.concat([bytes, createHash('sha1').update(bytes).digest()]);

/** Makes the last 20 bytes the hash of those before, so that damage done to them goes unnoticed. */
export const resealed = (bytes: Buffer): Buffer => withChecksum(bytes.subarray(0, -20));

/** Where each of some entries begins in their pack. */
export function placesOf(entries: readonly Entry[]): { id: Buffer; offset: number }[] {
  let next = 12;
  return entries.map(({ id, bytes }) => {
    const offset = next;
    next += bytes.length;
    return { id, offset };
  });
}

/** Writes a pack and its index into a folder of objects. @returns the folder */
export function writePack(objects: string, name: string, pack: Buffer, index?: Buffer): string {
  mkdirSync(join(objects, 'pack'), { recursive: true });
  writeFileSync(join(objects, 'pack', `pack-${name}.pack`), pack);
  if (index) writeFileSync(join(objects, 'pack', `pack-${name}.idx`), index);
  return objects;
}

/** Writes a pack of these entries, with a right index. @returns the folder of objects */
export function writeEntries(objects: string, name: string, entries: readonly Entry[]): string {
  const pack = packOf(entries);
  return writePack(objects, name, pack, indexOf(placesOf(entries), pack.subarray(-20)));
}
