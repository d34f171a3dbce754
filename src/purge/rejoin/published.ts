import type { Oid } from '../../domain/blob.ts';
import { commitLinks } from './commit-parts.ts';
import type { FreshObjects } from './fresh-objects.ts';
import type { HistoryMap } from './history-map.ts';

/** Says of commits of remotes whether they belong to the new history, or lead to the old one. */
export class Published {
  readonly #map: HistoryMap;
  readonly #objects: FreshObjects;
  /** Whether a commit leads to the old history. */
  readonly #reaches = new Map<Oid, boolean>();
  readonly #clean = new Set<Oid>();

  constructor(map: HistoryMap, objects: FreshObjects) {
    this.#map = map;
    this.#objects = objects;
  }

  /** Whether a commit is known to belong to a remote's new history. */
  has(commit: Oid): boolean {
    return this.#clean.has(commit);
  }

  /** Takes a remote's commit in, with all that it leads to, unless it leads to the old history. @returns whether it was taken */
  take(tip: Oid): boolean {
    if (this.#leadsBack(tip)) return false;
    for (const commits = [tip]; commits.length > 0; ) {
      const commit = commits.pop()!;
      if (this.#clean.has(commit) || this.#map.isSettled(commit)) continue;
      this.#clean.add(commit);
      commits.push(...this.#parents(commit));
    }
    return true;
  }

  #leadsBack(tip: Oid): boolean {
    for (const path = [tip]; path.length > 0; ) {
      const commit = path.at(-1)!;
      const known = this.#decided(commit);
      const open =
        known === undefined ? this.#parents(commit).filter((parent) => this.#decided(parent) === undefined) : [];
      if (open.length > 0) {
        path.push(...open);
        continue;
      }
      this.#reaches.set(commit, known ?? this.#parents(commit).some((parent) => this.#decided(parent) === true));
      path.pop();
    }
    return this.#reaches.get(tip)!;
  }

  #decided(commit: Oid): boolean | undefined {
    if (this.#map.isOldCommit(commit)) return true;
    return this.#map.isSettled(commit) ? false : this.#reaches.get(commit);
  }

  #parents(commit: Oid): readonly Oid[] {
    return commitLinks(this.#objects.read(commit).bytes, commit).parents;
  }
}
