import type { HashLength } from '../../git/pack/ids.ts';

const SPACE = 0x20;
const NUL = 0;

/** An entry of a tree: views of the tree's bytes. */
export interface RawEntry {
  /** As it stands there: odd ones from old versions of git included. */
  readonly mode: Buffer;
  readonly name: Buffer;
  readonly id: Buffer;
}

/**
 * The entries of a tree. With NUL as ␀ and ids of 20 or 32 bytes:
 *
 *     100644 README␀<id>40000 src␀<id>
 *
 * Format: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects#_tree_objects
 * @returns undefined where the bytes are no tree
 */
export function treeEntries(bytes: Buffer, hashLength: HashLength): RawEntry[] | undefined {
  const entries: RawEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const begin = bytes.indexOf(SPACE, at) + 1;
    const end = begin === 0 ? -1 : bytes.indexOf(NUL, begin);
    const next = end + 1 + hashLength;
    if (end < 0 || next > bytes.length) return undefined;
    const [mode, name, id] = [bytes.subarray(at, begin - 1), bytes.subarray(begin, end), bytes.subarray(end + 1, next)];
    entries.push({ mode, name, id });
    at = next;
  }
  return entries;
}
