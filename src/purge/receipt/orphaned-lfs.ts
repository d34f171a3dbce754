import { isLfsPointer } from '../../gate/lfs-pointer.ts';

/**
 * The objects of Git LFS that pointers name which went, and none that stayed: somebody has to delete them on the server.
 * https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer
 *
 * @param removed the blobs that went @param kept the pointers that stayed
 * @returns SHA-256 in hex, sorted
 */
export function orphanedLfs(removed: Iterable<Buffer>, kept: Iterable<Buffer>): string[] {
  const stayed = new Set([...kept].flatMap(lfsOidOf));
  const gone = new Set([...removed].flatMap(lfsOidOf));
  return [...gone].filter((oid) => !stayed.has(oid)).sort();
}

function lfsOidOf(bytes: Buffer): string[] {
  if (!isLfsPointer(bytes, 0, bytes.length)) return [];
  return /^oid sha256:([0-9a-f]{64})$/m.exec(bytes.toString('latin1'))?.slice(1) ?? [];
}
