import { createHash } from 'node:crypto';
import { closeSync } from 'node:fs';
import type { PackTable } from '../../../git/pack/pack-table.ts';
import { openRegular, readAt } from '../../../git/pack/read-file.ts';

const PIECE = 1024 * 1024;

/**
 * The checksum that a pack ends with, in hex: https://git-scm.com/docs/gitformat-pack#_pack_pack_files_have_the_following_format
 * @throws Unusable, or the operating system's error
 */
export function trailerOf(pack: PackTable): string {
  return withPack(pack, (fd, end) => readTrailer(fd, end, pack.hashLength));
}

/** Whether a pack still ends with a checksum, and that is the checksum of its bytes. @throws as `trailerOf` */
export function isIntact(pack: PackTable, trailer: string): boolean {
  return withPack(pack, (fd, end) => {
    if (readTrailer(fd, end, pack.hashLength) !== trailer) return false;
    const hash = createHash(pack.hashLength === 20 ? 'sha1' : 'sha256');
    const piece = Buffer.alloc(PIECE);
    for (let at = 0; at < end; at += PIECE)
      hash.update(piece.subarray(0, readAt(fd, piece.subarray(0, Math.min(PIECE, end - at)), at)));
    return hash.digest('hex') === trailer;
  });
}

function withPack<T>({ file, count, offset }: PackTable, look: (fd: number, end: number) => T): T {
  const { fd } = openRegular(file);
  try {
    return look(fd, offset[count]!);
  } finally {
    closeSync(fd);
  }
}

function readTrailer(fd: number, end: number, length: number): string {
  const trailer = Buffer.alloc(length);
  readAt(fd, trailer, end);
  return trailer.toString('hex');
}
