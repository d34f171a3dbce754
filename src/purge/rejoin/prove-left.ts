import type { Oid } from '../../domain/blob.ts';
import { openObjectStore } from '../../git/pack/object-store.ts';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { objectFolderOf } from '../steps/subject.ts';
import type { RejoinProof } from './rejoin-types.ts';
import { walkObjects } from './walk-objects.ts';

const MOST = 20;

/** Everything that keeps objects alive: refs, every work tree's HEAD, reflogs and index. */
const ROOTS = ['--all', '--reflog', '--indexed-objects'];

/** Walks over all that is left, and looks for old objects. */
export async function proveLeft({ commonDirectory }: RepositoryLayout, old: ReadonlySet<Oid>): Promise<RejoinProof> {
  const { objects, met } = await walkObjects(commonDirectory, ROOTS, old);
  return { clean: met.size === 0, objects, left: [...met].slice(0, MOST), kept: [] };
}

/** Looks for old objects in the store itself, opened anew: reachable or not. */
export function proveGone(layout: RepositoryLayout, old: ReadonlySet<Oid>): RejoinProof {
  const store = openObjectStore([objectFolderOf(layout)], { hashLength: layout.hashLength });
  const left = [...old].filter((oid) => store.find(Buffer.from(oid, 'hex')));
  const objects = store.packs.reduce((sum, { ids }) => sum + ids.length / layout.hashLength, store.loose.count);
  return { clean: left.length === 0 && store.unreadable.length === 0, objects, left: left.slice(0, MOST), kept: [] };
}
