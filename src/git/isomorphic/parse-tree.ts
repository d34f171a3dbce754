import type { Oid, PathBytes } from '../../domain/blob.ts';
import { corrupt } from './refusals.ts';

/** One line of a tree. */
export interface TreeEntry {
  /** Git's mode in octal, six digits, as git normalises it: `040000`, `100644`, `100755`, `120000`, `160000`. */
  readonly mode: string;
  readonly name: PathBytes;
  readonly oid: Oid;
}

export const TREE_MODE = '040000';
export const SUBMODULE_MODE = '160000';

/**
 * Parses a tree object; names stay bytes. With NUL as ␀:
 *
 *     100644 README␀<20 bytes>40000 src␀<20 bytes>
 *
 * Format: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
 * @throws UnleakError `object-corrupt`
 */
export function parseTree(bytes: Buffer, oid: Oid): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const nul = space < 0 ? -1 : bytes.indexOf(0, space);
    const mode = bytes.toString('latin1', at, Math.max(at, Math.min(space, at + 8)));
    if (nul <= space + 1 || nul + 21 > bytes.length || !/^[0-7]{1,7}$/.test(mode))
      throw corrupt(`tree ${oid} is malformed`);
    entries.push({
      mode: normalise(Number.parseInt(mode, 8)),
      name: bytes.toString('latin1', space + 1, nul),
      oid: bytes.toString('hex', nul + 1, nul + 21),
    });
    at = nul + 21;
  }
  return entries;
}

/** As git reads modes, odd ones from old versions included (`canon_mode` in its cache.h). */
function normalise(mode: number): string {
  const type = mode & 0o170000;
  if (type === 0o100000) return mode & 0o100 ? '100755' : '100644';
  if (type === 0o120000) return '120000';
  return type === 0o040000 ? TREE_MODE : SUBMODULE_MODE;
}
