import type { Oid } from '../domain/blob.ts';
import { UnleakError } from '../domain/unleak-error.ts';
import type { Introduction, Repository } from '../git/repository.ts';
import type { Attribution, Place } from './place.ts';
import type { Sweep } from './sweep.ts';

/**
 * Says which of the commits brought a blob, and at which paths. A message's place is its commit. What no commit names
 * (a dangling blob, a tag on a blob) has no path.
 * @param commits children before parents where the order is known, so that the oldest introduction is met last
 */
export function attributeToCommits(
  repository: Repository,
  sweep: Sweep,
  commits: () => Promise<readonly Oid[]>,
): Attribution {
  return async (claims) => {
    const blobs = new Set(claims.flatMap(({ kind, oid }) => (kind === 'blob' && oid !== undefined ? oid : [])));
    const places = new Map<Oid, Place[]>();
    for (const { oid, ...place } of (await introductions(repository, sweep, commits, blobs)).reverse()) {
      const known = places.get(oid);
      if (known) known.push(place);
      else places.set(oid, [place]);
    }
    return ({ kind, oid = '' }) => {
      if (kind === 'commit') return [{ commit: oid, before: [] }];
      return places.get(oid) ?? [{ before: [] }];
    };
  };
}

async function introductions(
  repository: Repository,
  sweep: Sweep,
  commits: () => Promise<readonly Oid[]>,
  blobs: ReadonlySet<Oid>,
): Promise<Introduction[]> {
  if (blobs.size === 0) return [];
  try {
    return await repository.introductions(await commits(), blobs);
  } catch (error) {
    // The findings stand without their paths; that the history could not be read is said.
    if (!(error instanceof UnleakError)) throw error;
    sweep.skip({
      reason: 'missing-object',
      what: 'a commit or tree that says where a finding stands',
      incomplete: true,
    });
    return [];
  }
}
