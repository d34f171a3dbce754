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
    const ages = new Map((await listed(sweep, commits)).map((oid, index, { length }) => [oid, length - index]));
    const places = new Map<Oid, Place[]>();
    for (const { oid, ...introduction } of (
      await introductions(repository, sweep, [...ages.keys()], blobs)
    ).reverse()) {
      const place = { ...introduction, age: ages.get(introduction.commit) ?? 0 };
      const known = places.get(oid);
      if (known) known.push(place);
      else places.set(oid, [place]);
    }
    return ({ kind, oid = '' }) => {
      if (kind === 'commit') return [{ commit: oid, age: ages.get(oid) ?? 0, before: [] }];
      return places.get(oid) ?? [{ before: [] }];
    };
  };
}

async function introductions(
  repository: Repository,
  sweep: Sweep,
  commits: readonly Oid[],
  blobs: ReadonlySet<Oid>,
): Promise<Introduction[]> {
  return blobs.size === 0 ? [] : orNothing(sweep, () => repository.introductions(commits, blobs));
}

const listed = (sweep: Sweep, commits: () => Promise<readonly Oid[]>): Promise<readonly Oid[]> =>
  orNothing<readonly Oid[]>(sweep, commits);

/** The findings stand without their places where the history can't be read; that it could not is said. */
async function orNothing<T>(sweep: Sweep, read: () => Promise<T>): Promise<T | []> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof UnleakError)) throw error;
    sweep.skip({
      reason: 'missing-object',
      what: 'a commit or tree that says where a finding stands',
      incomplete: true,
    });
    return [];
  }
}
