import type { PathBytes } from '../../domain/blob.ts';
import type { Repository } from '../../git/repository.ts';
import type { Place, Reading } from '../place.ts';
import type { Sweep } from '../sweep.ts';

const SUBMODULE = '160000';

/** Reads what the index holds that HEAD does not: whole blobs, never the work tree. */
export async function readStaged(repository: Repository, sweep: Sweep): Promise<Reading> {
  const paths = new Map<string, PathBytes[]>();
  for (const { path, mode, oid } of await repository.staged()) {
    if (mode === SUBMODULE) sweep.skip({ reason: 'submodule', what: path, incomplete: false });
    else {
      // Pushed, not copied: one blob may stand at a hundred thousand paths.
      const known = paths.get(oid);
      if (known) known.push(path);
      else paths.set(oid, [path]);
    }
  }
  return {
    // Also where there is nothing to read: git may be waiting already, and ends only when it is told so.
    read: () => repository.read(paths.keys(), sweep),
    attribution: async (claims) => {
      const flagged = new Set(claims.flatMap(({ oid }) => paths.get(oid ?? '') ?? []));
      const before = await repository.before(flagged);
      return ({ oid }): Place[] =>
        (paths.get(oid ?? '') ?? []).map((path) => ({ path, ...(before.get(path) ?? { before: [] }) }));
    },
  };
}
