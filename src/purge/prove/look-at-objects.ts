import type { LiteralOptions } from '../../gate/history/literals/find-literals.ts';
import { openObjectStore } from '../../git/pack/object-store.ts';
import type { Repository } from '../../git/repository.ts';
import type { Cleans } from '../find/cleans.ts';
import { findHolders } from '../find/find-holders.ts';
import type { Found } from '../find/found.ts';
import { type KnownPacks, unknownIn } from '../find/known-packs.ts';
import type { Gathered } from './gathered.ts';

interface ObjectParts extends LiteralOptions {
  readonly cleaner: Cleans;
  readonly gathered: Gathered;
  readonly known?: KnownPacks;
}

/** Looks at every object in some folders, as they are now, and says what can't be used there. */
export async function lookAtObjects(
  folders: readonly string[],
  repository: Repository,
  { cleaner, gathered, known, ...options }: ObjectParts,
): Promise<Found> {
  const all = openObjectStore(folders);
  for (const { file, why } of all.unreadable) gathered.left(Buffer.from(file), why);
  const store = known ? unknownIn(all, known) : all;
  const found = await findHolders(store, repository, cleaner, options);
  if (!known || store === all) return found;
  return { ...found, objects: found.objects + known.found.objects, bytes: found.bytes + known.found.bytes };
}
