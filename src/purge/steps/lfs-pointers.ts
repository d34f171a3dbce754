import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { ObjectReader } from '../../git/pack/object-reader.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import { runGit } from '../../git/process.ts';
import { gitAt } from '../../git/refs/git-at.ts';
import { Core } from '../../wasm/core.ts';
import type { ObjectMap } from '../object-map.ts';
import { orphanedLfs } from '../receipt/orphaned-lfs.ts';

// Pointers are smaller: https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md#the-pointer
const LARGEST = 1023;

/** The content of Git LFS that only blobs point to which are gone. @param goneToo blobs that went besides those of the map */
export async function orphanedIn(
  store: ObjectStore,
  map: ObjectMap,
  goneToo: readonly Oid[],
  gitDirectory: string,
): Promise<string[]> {
  const inMap = [...map.entries()].flatMap(([from, to]) => (to === null ? from : []));
  const removed = [...new Set([...inMap, ...goneToo])];
  if (removed.length === 0) return [];
  const reader = new ObjectReader(new Core(), store);
  try {
    const gone = removed.flatMap((oid) => blobIn(reader, oid));
    // Most repositories have none, and need not be looked through for those that stayed.
    if (orphanedLfs(gone, []).length === 0) return [];
    const isGone = new Set(removed);
    const others = (await smallBlobs(gitDirectory)).filter((oid) => map.getHex(oid) === undefined && !isGone.has(oid));
    return orphanedLfs(
      gone,
      others.flatMap((oid) => blobIn(reader, oid)),
    );
  } finally {
    reader.close();
  }
}

function blobIn(reader: ObjectReader, oid: Oid): Buffer[] {
  try {
    const object = reader.read(Buffer.from(oid, 'hex'));
    return object?.type === 'blob' ? [object.bytes] : [];
  } catch (error) {
    // What is too large to be read at once is no pointer.
    if (error instanceof UnleakError) return [];
    throw error;
  }
}

async function smallBlobs(gitDirectory: string): Promise<Oid[]> {
  // 7898192… blob 5␊
  const args = [
    'cat-file',
    '--batch-all-objects',
    '--unordered',
    '--batch-check=%(objectname) %(objecttype) %(objectsize)',
  ];
  const lines = (await runGit(args, gitAt(gitDirectory))).toString('latin1').split('\n');
  return lines.flatMap((line) => {
    const [oid = '', type, size] = line.split(' ');
    return type === 'blob' && Number(size) <= LARGEST ? [oid] : [];
  });
}
