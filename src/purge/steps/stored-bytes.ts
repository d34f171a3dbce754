import { statSync } from 'node:fs';
import type { RepositoryLayout } from '../../git/refs/layout.ts';
import { below } from '../safety/durable.ts';
import { walkFiles } from '../safety/walk-files.ts';
import { objectFolderOf } from './subject.ts';

/** Bytes of all packs and loose objects. */
export function storedBytesOf(layout: RepositoryLayout): number {
  const folder = objectFolderOf(layout);
  let bytes = 0;
  for (const { path, kind } of walkFiles(folder))
    if (kind === 'file') bytes += statSync(below(folder, path), { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}
