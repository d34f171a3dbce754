import type { OpenedRepository } from '../open-repository.ts';
import { IsomorphicRepository } from './isomorphic-repository.ts';
import { locate } from './locate.ts';
import { objectDirectories } from './object-directories.ts';
import { ObjectInventory } from './object-inventory.ts';
import { ObjectReader } from './object-reader.ts';

/**
 * Opens the repository that holds `cwd` with no git program: for a server's chroot or a webhook that has none.
 * No process is started. What can't be read (SHA-256, reftable, split or sparse indexes, packs of more than 2 GiB) is refused.
 * @throws UnleakError `not-a-repository`, `unsupported`, `object-corrupt`
 */
export async function openIsomorphic(cwd: string): Promise<OpenedRepository> {
  // Git's variables are read now: a hook's environment does not change while it runs.
  const env = { ...process.env };
  const layout = await locate(cwd, env);
  const reader = new ObjectReader(await ObjectInventory.open(await objectDirectories(layout, env)));
  const repository = new IsomorphicRepository(layout, reader, env);
  return { repository, topLevel: layout.topLevel, bare: layout.bare };
}
