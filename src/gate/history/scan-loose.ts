import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import type { ObjectStore } from '../../git/pack/object-store.ts';
import type { ReadObject } from '../../git/pack/stored-object.ts';
import { isLfsPointer } from '../lfs-pointer.ts';
import type { Holder } from './holdings.ts';
import type { Searcher } from './searcher.ts';

/** What was found in objects that are files of their own. */
export interface LooseScan {
  readonly holders: readonly Holder[];
  /** Left to git: damaged, or too large to be in memory as a whole. */
  readonly unread: readonly Oid[];
  readonly lfsPointers: readonly Oid[];
  readonly objects: number;
  readonly bytes: number;
}

/** Looks at all of every loose object. @param largest bytes: larger ones are left to git @throws BudgetExceeded */
export function scanLoose(store: ObjectStore, searcher: Searcher, largest: number): LooseScan {
  const { loose, hashLength } = store;
  const holders: Holder[] = [];
  const unread: Oid[] = [];
  const lfsPointers: Oid[] = [];
  let objects = 0;
  let bytes = 0;
  const packed = store.duplicates('loose');
  for (let i = 0; i < loose.count; i++) {
    searcher.checkTime();
    const id = loose.ids.subarray(i * hashLength, (i + 1) * hashLength);
    const oid = Buffer.from(id).toString('hex');
    const object = readLoose(loose, id, largest);
    if (!object) unread.push(oid);
    else if (object.type !== 'tree') {
      // Each copy is looked at, since nobody knows which of them git would show; the object counts once.
      if (!packed?.[i]) {
        objects++;
        bytes += object.bytes.length;
      }
      const secrets = [...new Set(searcher.claims(object.bytes).map((candidate) => searcher.nameOf(candidate)))];
      if (secrets.length > 0) holders.push({ oid, type: object.type, secrets });
      if (object.type === 'blob' && isLfsPointer(object.bytes, 0, object.bytes.length)) lfsPointers.push(oid);
    }
  }
  return { holders, unread, lfsPointers, objects, bytes };
}

/** @returns undefined for what git has to look at itself */
function readLoose(loose: ObjectStore['loose'], id: Uint8Array, largest: number): ReadObject | undefined {
  try {
    return loose.read(id, largest);
  } catch (error) {
    if (error instanceof UnleakError) return undefined;
    throw error;
  }
}
