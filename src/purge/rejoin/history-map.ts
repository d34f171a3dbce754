import type { Oid } from '../../domain/blob.ts';
import type { HashLength } from '../../git/pack/ids.ts';
import { ObjectMap } from '../object-map.ts';

/** What a ref named before and after a purge; null: it is gone. */
export interface MappedRef {
  readonly old: Oid;
  readonly new: Oid | null;
}

/** What one or more purges made of a history, as their maps tell it. */
export class HistoryMap {
  readonly hashLength: HashLength;
  /** By name, in bytes; undefined where there was no map of refs. */
  readonly refs: ReadonlyMap<string, MappedRef> | undefined;
  /** Blobs that were removed, as far as they are listed. */
  readonly removed: ReadonlySet<Oid>;
  readonly #commits: ObjectMap;
  /** Ids that commits have now. */
  readonly #settled: ObjectMap;
  readonly #named: ReadonlyMap<Oid, Oid | null>;

  /** @param commits every commit, the untouched ones too */
  constructor(
    hashLength: HashLength,
    commits: Iterable<readonly [old: Oid, now: Oid | null]>,
    refs: ReadonlyMap<string, MappedRef> | undefined,
    removed: Iterable<Oid>,
  ) {
    this.hashLength = hashLength;
    this.refs = refs;
    this.removed = new Set(removed);
    this.#commits = new ObjectMap(hashLength);
    this.#settled = new ObjectMap(hashLength);
    for (const [old, now] of commits) this.#add(Buffer.from(old, 'hex'), now === null ? null : Buffer.from(now, 'hex'));
    this.#named = new Map([...(refs?.values() ?? [])].map((ref) => [ref.old, ref.new]));
  }

  /** What a commit, or an object that a ref named, became; null: it is gone; undefined: it is as it was, or unknown. */
  newOf(oid: Oid): Oid | null | undefined {
    const commit = this.#commits.getHex(oid);
    const to = commit === undefined ? this.#named.get(oid) : commit;
    return to === oid ? undefined : to;
  }

  /** Whether a commit is one that the purge took away. */
  isOldCommit(oid: Oid): boolean {
    const to = this.#commits.getHex(oid);
    return to !== undefined && to !== oid;
  }

  /** Whether a commit belongs to the history as it is now. */
  isSettled(oid: Oid): boolean {
    return this.#settled.getHex(oid) !== undefined;
  }

  /** The commits that are not as they were. */
  *changed(): IterableIterator<[old: Oid, now: Oid | null]> {
    for (const [old, now] of this.#commits.entries()) if (old !== now) yield [old, now];
  }

  /** All commits, old and new. */
  all(): Iterable<[old: Oid, now: Oid | null]> {
    return this.#commits.entries();
  }

  #add(old: Buffer, now: Buffer | null): void {
    this.#commits.set(old, now);
    if (now) this.#settled.set(now, now);
  }
}

/** The map of two purges, one after the other. */
export function followedBy(first: HistoryMap, second: HistoryMap): HistoryMap {
  const then = (now: Oid | null): Oid | null => {
    const later = now === null ? null : second.newOf(now);
    return later === undefined ? now : later;
  };
  const earlier = [...first.all()].map(([old, now]): [Oid, Oid | null] => [old, then(now)]);
  const refs = new Map(second.refs ?? []);
  for (const [name, ref] of first.refs ?? []) refs.set(name, { old: ref.old, new: then(ref.new) });
  const isNamed = first.refs !== undefined && second.refs !== undefined;
  return new HistoryMap(first.hashLength, [...second.all(), ...earlier], isNamed ? refs : undefined, [
    ...first.removed,
    ...second.removed,
  ]);
}
