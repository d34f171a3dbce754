const SPACE = 0x20;
const KIND = 0o170000;
const FOLDER = 0o040000;
const SUBMODULE = 0o160000;

/** One entry of a tree. */
export interface TreeEntry {
  /** In octal digits, as it stands there: old ones have leading zeros. */
  readonly mode: string;
  readonly kind: 'folder' | 'submodule' | 'file';
  /** Bytes as latin1. */
  readonly name: string;
  readonly id: Buffer;
}

/** The entries of a tree, in its order; their ids are parts of `bytes`. @returns undefined for what is no tree */
export function readEntries(bytes: Buffer, hashLength: number): TreeEntry[] | undefined {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(SPACE, at);
    const nameEnd = space < 0 ? -1 : bytes.indexOf(0, space);
    const end = nameEnd + 1 + hashLength;
    if (nameEnd < 0 || end > bytes.length) return undefined;
    const mode = bytes.toString('latin1', at, space);
    entries.push({
      mode,
      kind: kindOf(mode),
      name: bytes.toString('latin1', space + 1, nameEnd),
      id: bytes.subarray(nameEnd + 1, end),
    });
    at = end;
  }
  return entries;
}

function kindOf(mode: string): TreeEntry['kind'] {
  const kind = Number.parseInt(mode, 8) & KIND;
  return kind === FOLDER ? 'folder' : kind === SUBMODULE ? 'submodule' : 'file';
}

/** A tree's bytes, the entries in the order in which they come. */
export const treeBytes = (entries: readonly TreeEntry[]): Buffer =>
  Buffer.concat(entries.flatMap(({ mode, name, id }) => [Buffer.from(`${mode} ${name}\0`, 'latin1'), id]));

/** Sorts entries as git does: by their bytes, a folder as if its name ended with a slash. */
export function inGitsOrder(entries: readonly TreeEntry[]): TreeEntry[] {
  const key = ({ kind, name }: TreeEntry): string => (kind === 'folder' ? `${name}/` : name);
  const keyed = entries.map((entry): [string, TreeEntry] => [key(entry), entry]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, entry]) => entry);
}
