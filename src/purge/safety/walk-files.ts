import { type Dirent, readdirSync } from 'node:fs';
import type { PathBytes } from '../../domain/blob.ts';
import { below, type FilePath } from './durable.ts';

/** What stands in a folder. */
export interface Found {
  /** Below the folder that was walked, with `/`. */
  readonly path: PathBytes;
  readonly kind: 'file' | 'folder' | 'symlink' | 'other';
}

/**
 * Everything below a folder, folders before what is in them; symbolic links are not followed.
 * @param enters whether to look at a path at all
 */
export function* walkFiles(
  folder: string,
  enters: (path: PathBytes) => boolean = () => true,
  start = '',
): Generator<Found> {
  const entries = entriesOf(start === '' ? folder : below(folder, start), start !== '');
  for (const entry of entries) {
    const name = entry.name.toString('latin1');
    const path = start === '' ? name : `${start}/${name}`;
    if (!enters(path)) continue;
    yield { path, kind: kindOf(entry) };
    if (entry.isDirectory()) yield* walkFiles(folder, enters, path);
  }
}

function kindOf(entry: Dirent<Buffer>): Found['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'symlink' : 'other';
}

/** @param mayVanish git removes folders of refs that become empty */
function entriesOf(folder: FilePath, mayVanish: boolean): Dirent<Buffer>[] {
  try {
    return readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }) as unknown as Dirent<Buffer>[];
  } catch (error) {
    if (mayVanish && (error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
