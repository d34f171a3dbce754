import type { Oid, PathBytes } from '../../domain/blob.ts';
import { unreadable } from '../rewrite/history/peel-tips.ts';
import { inGitsOrder, readEntries, type TreeEntry, treeBytes } from '../rewrite/trees/tree-entries.ts';
import type { BlobCarrier, CarriedBlob } from './carry-blob.ts';
import type { FreshObjects } from './fresh-objects.ts';

/** A path at which it can't be told what a commit should hold. */
export interface Conflict {
  readonly path: PathBytes;
  /** The end of a sentence. */
  readonly why: string;
}

/** What a parent of a commit holds, before and after; undefined: nothing. */
export interface Side<T> {
  readonly base: T | undefined;
  readonly ours: T | undefined;
}

/**
 * Applies what became of a commit's parents to the commit's own tree: entry by entry, on raw trees. What a parent holds is taken as the
 * new parent has it; what the commit brought itself stays, but for what was purged.
 */
export class TreeCarrier {
  readonly #objects: FreshObjects;
  readonly #blobs: BlobCarrier;
  readonly #hashLength: number;
  #conflicts: Conflict[] = [];

  constructor(objects: FreshObjects, blobs: BlobCarrier) {
    this.#objects = objects;
    this.#blobs = blobs;
    this.#hashLength = objects.store.hashLength;
  }

  /** @returns the tree, or the paths that stand against it */
  carry(parents: readonly Side<Oid>[], theirs: Oid): { readonly tree: Oid } | Conflict[] {
    this.#conflicts = [];
    const tree = this.#tree(parents, theirs, '') ?? this.#objects.add('tree', Buffer.alloc(0));
    return this.#conflicts.length > 0 ? this.#conflicts : { tree };
  }

  /** @returns undefined where nothing is left */
  #tree(sides: readonly Side<Oid>[], theirs: Oid, at: string): Oid | undefined {
    const taken = sides.find(({ base }) => base === theirs);
    if (taken) return taken.ours;
    const own = this.#entries(theirs);
    const held = byName(own);
    const parents = sides.map(({ base, ours }) => ({
      base: byName(this.#entries(base)),
      ours: byName(this.#entries(ours)),
    }));
    const names = new Set([...held.keys(), ...parents.flatMap(({ base, ours }) => [...base.keys(), ...ours.keys()])]);
    const entries = [...names].flatMap((name) => {
      const here = parents.map(({ base, ours }) => ({ base: base.get(name), ours: ours.get(name) }));
      return this.#entry(here, held.get(name), at + name) ?? [];
    });
    if (entries.length === 0) return own.length === 0 ? theirs : undefined;
    // A tree's bytes may be odd; where nothing changes, they stay.
    return isSame(entries, own) ? theirs : this.#objects.add('tree', treeBytes(inGitsOrder(entries)));
  }

  /** What stands at a path in the end; undefined: nothing. */
  #entry(sides: readonly Side<TreeEntry>[], theirs: TreeEntry | undefined, path: PathBytes): TreeEntry | undefined {
    // Nothing stood there, and the purge put something there: it renamed a file.
    if (!theirs) return sides.find(({ base, ours }) => !base && ours)?.ours;
    const taken = sides.find(({ base }) => isEqual(base, theirs));
    if (taken) return taken.ours;
    if (sides.some(({ base, ours }) => !base && ours && !isEqual(ours, theirs)))
      return this.#conflict(path, TAKEN, theirs);
    if (this.#blobs.isTelling(theirs.name)) return this.#conflict(path, NAME, theirs);
    if (theirs.kind === 'folder') return this.#folder(sides, theirs, path);
    if (theirs.kind === 'submodule') return theirs;
    return this.#file(sides, theirs, path);
  }

  #folder(sides: readonly Side<TreeEntry>[], theirs: TreeEntry, path: PathBytes): TreeEntry | undefined {
    const folders = sides.map(({ base, ours }) => ({ base: folderId(base), ours: folderId(ours) }));
    const tree = this.#tree(folders, oidOf(theirs), `${path}/`);
    return tree === undefined ? undefined : { ...theirs, id: Buffer.from(tree, 'hex') };
  }

  #file(sides: readonly Side<TreeEntry>[], theirs: TreeEntry, path: PathBytes): TreeEntry | undefined {
    const files = sides.map(({ base, ours }) => ({ base: onlyFile(base), ours: onlyFile(ours) }));
    const changed = files.filter(({ base, ours }) => base && !isEqual(base, ours));
    const clean = files.find(({ ours }) => ours)?.ours;
    if (changed.length === 0 || changed.some(({ ours }) => isEqual(ours, theirs)))
      return this.#with(theirs, path, this.#blobs.vet(oidOf(theirs), clean && oidOf(clean)));
    if (changed.some(({ ours }) => !ours))
      return this.#blobs.isRemoved(oidOf(theirs)) ? undefined : this.#conflict(path, GONE, theirs);
    return changed.reduce((entry, { base, ours }) => this.#change(entry, base!, ours!, path), theirs);
  }

  /** Applies the change of a file. */
  #change(theirs: TreeEntry, base: TreeEntry, ours: TreeEntry, path: PathBytes): TreeEntry {
    const entry = { ...theirs, mode: theirs.mode === base.mode ? ours.mode : theirs.mode };
    if (theirs.id.equals(base.id)) return { ...entry, id: ours.id };
    if (theirs.id.equals(ours.id)) return entry;
    return this.#with(entry, path, this.#blobs.carry(oidOf(base), oidOf(ours), oidOf(theirs)));
  }

  #with(entry: TreeEntry, path: PathBytes, carried: CarriedBlob): TreeEntry {
    if ('why' in carried) return this.#conflict(path, carried.why, entry);
    return { ...entry, id: Buffer.from(carried.oid, 'hex') };
  }

  #conflict(path: PathBytes, why: string, entry: TreeEntry): TreeEntry {
    // With several parents a path may be met several times.
    if (!this.#conflicts.some((conflict) => conflict.path === path)) this.#conflicts.push({ path, why });
    return entry;
  }

  #entries(oid: Oid | undefined): TreeEntry[] {
    if (oid === undefined) return [];
    const entries = readEntries(this.#objects.read(oid).bytes, this.#hashLength);
    if (!entries) throw unreadable('tree', oid);
    return entries;
  }
}

const oidOf = ({ id }: TreeEntry): Oid => id.toString('hex');

const byName = (entries: readonly TreeEntry[]): Map<string, TreeEntry> =>
  new Map(entries.map((entry) => [entry.name, entry]));

const folderId = (entry: TreeEntry | undefined): Oid | undefined =>
  entry?.kind === 'folder' ? oidOf(entry) : undefined;

const onlyFile = (entry: TreeEntry | undefined): TreeEntry | undefined => (entry?.kind === 'file' ? entry : undefined);

const isEqual = (a: TreeEntry | undefined, b: TreeEntry | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.mode === b.mode && a.id.equals(b.id));

function isSame(entries: readonly TreeEntry[], own: readonly TreeEntry[]): boolean {
  const named = byName(entries);
  return entries.length === own.length && own.every((entry) => isEqual(named.get(entry.name), entry));
}

const TAKEN = 'the purge put something else there';
const NAME = 'its name holds what was purged';
const GONE = 'the purge removed it, and this commit changed it';
