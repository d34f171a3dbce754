import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Unreadable } from './alternates.ts';
import { indexFromMulti } from './index-from-multi.ts';
import { listFolder } from './list-folder.ts';
import { openPack } from './open-pack.ts';
import type { PackTable } from './pack-table.ts';
import { parseIndex } from './parse-index.ts';
import { type MultiIndex, parseMultiIndex } from './parse-multi-index.ts';
import { readShared } from './read-file.ts';
import { reasonOf, Unusable } from './unusable.ts';

/** Opens the packs of a folder, in the order of their names; what can't be used is recorded. */
export function openPacks(folder: string, unreadable: Unreadable[]): PackTable[] {
  const names = new Set(listFolder(folder, unreadable));
  const multiIndex = lazyMultiIndex(folder);
  const packs: PackTable[] = [];
  for (const name of names) {
    const stem = name.replace(/\.(pack|idx)$/, '');
    if (name === `${stem}.idx` && !names.has(`${stem}.pack`))
      unreadable.push({ file: join(folder, name), why: 'The pack that this index belongs to is missing.' });
    if (name !== `${stem}.pack`) continue;
    try {
      const files = { stem: join(folder, stem), promisor: names.has(`${stem}.promisor`) };
      packs.push(
        openPack(files, (count) =>
          names.has(`${stem}.idx`)
            ? parseIndex(readShared(`${files.stem}.idx`))
            : indexFromMulti(multiIndex(), `${stem}.idx`, count),
        ),
      );
    } catch (error) {
      unreadable.push({ file: join(folder, name), why: reasonOf(error) });
    }
  }
  return packs;
}

/** Reads the folder's multi-pack-index when a pack first needs it, and only then. */
function lazyMultiIndex(folder: string): () => MultiIndex {
  let read: MultiIndex | undefined;
  return () => {
    const file = join(folder, 'multi-pack-index');
    if (!read && !existsSync(file)) throw new Unusable('The pack has no index.');
    read ??= parseMultiIndex(readShared(file));
    return read;
  };
}
