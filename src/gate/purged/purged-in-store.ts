import type { Oid } from '../../domain/blob.ts';
import { openObjectStore } from '../../git/pack/object-store.ts';
import type { PurgedObjects } from './purged-objects.ts';

/** Those of the purged objects that a repository holds. @param folders that hold its objects */
export function* purgedInStore(purged: PurgedObjects, folders: readonly string[]): IterableIterator<Oid> {
  const store = openObjectStore(folders);
  for (const oid of purged.ids()) {
    if (oid.length === store.hashLength * 2 && store.find(Buffer.from(oid, 'hex')) !== undefined) yield oid;
  }
}
