import { statSync } from 'node:fs';
import { type ObjectStore, withoutPacks } from '../../git/pack/object-store.ts';
import type { Found } from './found.ts';

/** What a search found in packs, and how to know them again: git never changes a pack. */
export interface KnownPacks {
  readonly stamps: ReadonlySet<string>;
  readonly found: Pick<Found, 'objects' | 'bytes'>;
}

/** Notes which packs there are: before they are searched. */
export const stampsOf = ({ packs }: ObjectStore): ReadonlySet<string> =>
  new Set(packs.flatMap(({ file }) => stampOf(file) ?? []));

/** A store without the packs that are known; with all of them where one of those is gone or was changed. */
export function unknownIn(store: ObjectStore, { stamps }: KnownPacks): ObjectStore {
  const isKnown = (file: string): boolean => stamps.has(stampOf(file) ?? '');
  const known = store.packs.filter(({ file }) => isKnown(file));
  return known.length === stamps.size ? withoutPacks(store, new Set(known)) : store;
}

function stampOf(file: string): string | undefined {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat && `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs}`;
}
