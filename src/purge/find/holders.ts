import type { ObjectType, Oid } from '../../domain/blob.ts';
import type { LiteralHit } from '../../gate/history/literals/literal-inspector.ts';
import type { HashLength } from '../../git/pack/ids.ts';
import { holdsText } from '../rewrite/text/holds-text.ts';
import type { Cleans } from './cleans.ts';
import type { Found } from './found.ts';
import { treeEntries } from './tree-entries.ts';

// Names are remembered, since most trees have those of another; a hostile history's are too many.
const MOST_NAMES = 100_000;

/** Decides which objects hold a target, and keeps them. */
export class Holders {
  readonly #cleaner: Cleans;
  readonly #hashLength: HashLength;
  readonly #of: Readonly<Record<ObjectType, Set<Oid>>> = {
    ...{ blob: new Set(), commit: new Set(), tag: new Set(), tree: new Set() },
  };
  readonly #unread = new Map<Oid, string>();
  readonly #isTold = new Map<string, boolean>();
  #objects = 0;
  #bytes = 0;

  constructor(cleaner: Cleans, hashLength: HashLength) {
    this.#cleaner = cleaner;
    this.#hashLength = hashLength;
  }

  /** Looks at an object, whole. @param bytes not kept @param hits where the prefilter's literals stand, if that is known */
  look(oid: Oid, type: ObjectType, bytes: Buffer, hits?: readonly LiteralHit[]): void {
    if (type === 'tree') this.#lookAtTree(oid, bytes);
    else if (this.tells(type, bytes, hits)) this.add(oid, type);
  }

  /** Whether a target stands in an object that is no tree; in a commit or tag, where a rewrite would take it out. */
  tells(type: Exclude<ObjectType, 'tree'>, bytes: Buffer, hits?: readonly LiteralHit[]): boolean {
    if (type === 'blob') return this.#cleaner.tells(bytes, 'blob', hits);
    return this.#cleaner.tells(bytes, 'message', hits) && holdsText(this.#cleaner, bytes);
  }

  add(oid: Oid, type: ObjectType): void {
    this.#of[type].add(oid);
  }

  /** @param why a sentence */
  unread(oid: Oid, why: string): void {
    this.#unread.set(oid, why);
  }

  /** Counts objects that were looked at. */
  count(objects: number, bytes: number): void {
    this.#objects += objects;
    this.#bytes += bytes;
  }

  found(): Found {
    const { blob, commit, tag, tree } = this.#of;
    const unread = [...this.#unread].map(([oid, why]) => ({ oid, why })).filter(({ oid }) => !this.#has(oid));
    return {
      blobs: [...blob].sort(),
      commits: [...commit].sort(),
      tags: [...tag].sort(),
      trees: [...tree].sort(),
      unread,
      objects: this.#objects,
      bytes: this.#bytes,
    };
  }

  #has(oid: Oid): boolean {
    return Object.values(this.#of).some((oids) => oids.has(oid));
  }

  #lookAtTree(oid: Oid, bytes: Buffer): void {
    const entries = treeEntries(bytes, this.#hashLength);
    if (!entries) this.unread(oid, 'It is a tree that is damaged.');
    else if (entries.some(({ name }) => this.#nameTells(name))) this.add(oid, 'tree');
  }

  #nameTells(name: Buffer): boolean {
    const key = name.toString('latin1');
    const known = this.#isTold.get(key);
    if (known !== undefined) return known;
    if (this.#isTold.size >= MOST_NAMES) this.#isTold.clear();
    const tells = this.#cleaner.clean(name, 'name') !== undefined;
    this.#isTold.set(key, tells);
    return tells;
  }
}
