import type { LiteralOptions } from '../../gate/history/literals/find-literals.ts';
import { openObjectStore } from '../../git/pack/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import type { Cleans } from '../find/cleans.ts';
import { findHolders } from '../find/find-holders.ts';
import type { Found } from '../find/found.ts';
import type { Gathered } from './gathered.ts';

/** Looks at every object in some folders, as they are now, and says what can't be used there. */
export function lookAtObjects(
  folders: readonly string[],
  repository: Repository,
  { cleaner, gathered, ...options }: LiteralOptions & { readonly cleaner: Cleans; readonly gathered: Gathered },
): Promise<Found> {
  const store = openObjectStore(folders);
  for (const { file, why } of store.unreadable) gathered.left(Buffer.from(file), why);
  return findHolders(store, repository, cleaner, options);
}
