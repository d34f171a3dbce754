import { join } from 'node:path';
import { type Unreadable, withAlternates } from './alternates.ts';
import { markDuplicates } from './duplicates.ts';
import { findPosition, type HashLength } from './ids.ts';
import { LooseObjects } from './loose-objects.ts';
import { openPacks } from './open-packs.ts';
import type { PackTable } from './pack-table.ts';

/** Where an object is: a slot of a pack, or a file of its own. */
export type Place = { readonly pack: number; readonly slot: number } | 'loose';

/** All objects of a repository, as they were when the store was opened. */
export interface ObjectStore {
  readonly hashLength: HashLength;
  /** The own ones first, then the alternates'. */
  readonly packs: readonly PackTable[];
  readonly loose: LooseObjects;
  /** What could not be used, never silent: packs, indexes, folders. What they hold is not in the store. */
  readonly unreadable: readonly Unreadable[];
  /** The first place of an object. */
  find(id: Uint8Array): Place | undefined;
  /** Every place of an object. */
  places(id: Uint8Array): Place[];
  /**
   * Which objects of a pack (by slot), or which loose ones (by position among their ids), also stand in an earlier
   * place (packs in order, then loose): 1 for those. Undefined when there can be none.
   */
  duplicates(where: number | 'loose'): Uint8Array | undefined;
}

/**
 * Opens folders of objects and their alternates. Reads indexes and, once, every pack's headers.
 * @param folders the own one first, then such as `GIT_ALTERNATE_OBJECT_DIRECTORIES` names
 * @param options.hashLength of the repository's ids; without it, as the first index or loose object has it
 */
export function openObjectStore(
  folders: readonly string[],
  options: { readonly hashLength?: HashLength } = {},
): ObjectStore {
  const unreadable: Unreadable[] = [];
  const all = withAlternates(folders, unreadable);
  const opened = all.flatMap((folder) => openPacks(join(folder, 'pack'), unreadable));
  const hashLength = options.hashLength ?? opened[0]?.hashLength ?? hashLengthOfLoose(all);
  const packs = opened.filter((pack) => pack.hashLength === hashLength);
  for (const { file } of opened.filter((pack) => pack.hashLength !== hashLength))
    unreadable.push({ file, why: 'Its ids are of another hash than those of this repository.' });
  return new Store(packs, new LooseObjects(all, hashLength, unreadable), unreadable);
}

/** The same store without some of its packs. */
export const withoutPacks = ({ packs, loose, unreadable }: ObjectStore, left: ReadonlySet<PackTable>): ObjectStore =>
  new Store(
    packs.filter((pack) => !left.has(pack)),
    loose,
    unreadable,
  );

function hashLengthOfLoose(folders: readonly string[]): HashLength {
  return new LooseObjects(folders, 32, []).count > 0 ? 32 : 20;
}

class Store implements ObjectStore {
  readonly hashLength: HashLength;
  readonly packs: readonly PackTable[];
  readonly loose: LooseObjects;
  readonly unreadable: readonly Unreadable[];
  #duplicates: readonly Uint8Array[] | undefined;

  constructor(packs: readonly PackTable[], loose: LooseObjects, unreadable: readonly Unreadable[]) {
    this.hashLength = loose.hashLength;
    this.packs = packs;
    this.loose = loose;
    this.unreadable = unreadable;
  }

  find(id: Uint8Array): Place | undefined {
    for (const [pack, table] of this.packs.entries()) {
      const position = findPosition(table, id);
      if (position >= 0) return { pack, slot: table.slot[position]! };
    }
    return this.loose.has(id) ? 'loose' : undefined;
  }

  places(id: Uint8Array): Place[] {
    const packed = this.packs.flatMap((table, pack) => {
      const position = findPosition(table, id);
      return position < 0 ? [] : [{ pack, slot: table.slot[position]! }];
    });
    return this.loose.has(id) ? [...packed, 'loose'] : packed;
  }

  duplicates(where: number | 'loose'): Uint8Array | undefined {
    if (this.packs.length < 2 && this.loose.count === 0 && !this.packs[0]?.repeats) return undefined;
    this.#duplicates ??= markDuplicates(this.packs, this.loose);
    return this.#duplicates[where === 'loose' ? this.packs.length : where];
  }
}
