import type { Oid } from '../../domain/blob.ts';
import type { ReadObject } from '../../git/pack/stored-object.ts';

/** What an id leads to: a tree, or a file. */
export type Peeled = { readonly tree: Oid } | { readonly blob: Oid };

// Tags of tags of tags…
const DEEPEST = 100;

/** Follows tags and a commit to what they are of. @returns undefined where something on the way is not there, or damaged */
export function treeOf(oid: Oid, read: (oid: Oid) => ReadObject | undefined): Peeled | undefined {
  let at = oid;
  for (let depth = 0; depth < DEEPEST; depth++) {
    const object = read(at);
    if (!object) return undefined;
    if (object.type === 'tree') return { tree: at };
    if (object.type === 'blob') return { blob: at };
    const next = /^(?:tree|object) ([0-9a-f]{40,64})\n/.exec(object.bytes.toString('latin1', 0, 80));
    if (!next) return undefined;
    at = next[1]!;
  }
  return undefined;
}
