import { closeSync } from 'node:fs';
import type { HashLength } from './ids.ts';
import { makePackTable, type PackTable } from './pack-table.ts';
import type { PackIndex } from './parse-index.ts';
import { type OpenFile, openRegular, readAt } from './read-file.ts';
import { Unusable } from './unusable.ts';

const SIGNATURE = 0x5041434b;
const HEADER = 12;

/** Where a pack and the files beside it lie. */
export interface PackFiles {
  /** The path without its ending. */
  readonly stem: string;
  readonly promisor: boolean;
}

/**
 * Reads a pack's table.
 * @param indexOf gives the table of contents, once the number of the pack's objects is known
 * @throws Unusable, or the operating system's error
 */
export function openPack({ stem, promisor }: PackFiles, indexOf: (count: number) => PackIndex): PackTable {
  const file = `${stem}.pack`;
  const open = openRegular(file);
  try {
    const count = readCount(open);
    const index = indexOf(count);
    if (index.count !== count) throw new Unusable(`The index lists ${index.count} objects, the pack ${count}.`);
    checkPack(open, index);
    return makePackTable({ file, open, index, promisor });
  } finally {
    closeSync(open.fd);
  }
}

function readCount({ fd }: OpenFile): number {
  const header = Buffer.alloc(HEADER);
  if (readAt(fd, header, 0) < HEADER) throw new Unusable('The pack is cut off.');
  if (header.readUInt32BE(0) !== SIGNATURE) throw new Unusable('The pack does not begin as one.');
  const version = header.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw new Unusable(`The pack has version ${version}, which is unknown.`);
  return header.readUInt32BE(8);
}

function checkPack({ fd, size }: OpenFile, { hashLength, offsets, packChecksum }: PackIndex): void {
  const trailer = size - hashLength;
  if (trailer < HEADER) throw new Unusable('The pack is cut off.');
  for (let i = 0; i < offsets.length; i++)
    if (!(offsets[i]! >= HEADER && offsets[i]! < trailer))
      throw new Unusable('The index names places outside of the pack.');
  if (packChecksum && !readTrailer(fd, trailer, hashLength).equals(packChecksum))
    throw new Unusable('The index belongs to another pack: the checksums differ.');
}

function readTrailer(fd: number, at: number, hashLength: HashLength): Buffer {
  const trailer = Buffer.alloc(hashLength);
  readAt(fd, trailer, at);
  return trailer;
}
