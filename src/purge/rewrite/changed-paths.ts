import type { PathBytes } from '../../domain/blob.ts';
import { isList, NOTHING } from '../../git/pack/attribution/projection-pool.ts';
import { Projections } from '../../git/pack/attribution/projections.ts';
import type { History } from './history/history.ts';
import type { ChangedPath, TextCleaner } from './request.ts';
import { cleanPath } from './trees/clean-names.ts';

/** So many are listed. */
export const MOST_PATHS = 10_000;
/** A dozen small trees can name one blob at ten billion paths: after so many steps, what is listed must do. */
const MOST_STEPS = 1_000_000;

/**
 * The paths of flagged blobs that change, each pair once.
 * @param fateOf null: it goes; undefined: it is as it was
 */
export function changedPaths(
  history: History,
  cleaner: TextCleaner,
  roots: Iterable<number>,
  fateOf: (blob: number) => Buffer | null | undefined,
): ChangedPath[] {
  const { tables, lists, careful } = history;
  const projections = new Projections(tables, lists, careful);
  const { pool } = projections;
  const found = new Map<string, ChangedPath>();
  const lookedAt = new Set<number>();
  let steps = 0;
  for (const root of roots) {
    const projection = projections.of(root);
    if (projection === NOTHING || lookedAt.has(projection)) continue;
    lookedAt.add(projection);
    look(projection, '');
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.oid < b.oid ? -1 : 1));

  function look(list: number, folder: PathBytes): void {
    for (let at = pool.from(list); at < pool.to(list); at += 2) {
      if (found.size >= MOST_PATHS || ++steps > MOST_STEPS) return;
      const value = pool.pairs[at + 1]!;
      const path = folder + tables.name(pool.pairs[at]!);
      if (isList(value)) look(value >>> 1, `${path}/`);
      else note(path, value >>> 1);
    }
  }

  function note(path: PathBytes, blob: number): void {
    const fate = fateOf(blob);
    const key = `${blob} ${path}`;
    if (fate === undefined || found.has(key)) return;
    found.set(key, { path: cleanPath(cleaner, path), oid: tables.oid(blob), new: fate?.toString('hex') ?? null });
  }
}
