import type { Oid } from '../../domain/blob.ts';
import type { ListedObject, ObjectRange, Repository } from '../../git/repository.ts';
import { attributeToCommits } from '../attribute-to-commits.ts';
import type { Reading } from '../place.ts';
import type { Sweep } from '../sweep.ts';

/**
 * Reads every object that a range brings: what the tips reach and the rest does not.
 * @param shallow what the edge of a shallow clone means: `incomplete` where commits behind it may belong to the range;
 * `ignored` for a push, which can only send what is here
 */
export function readRange(
  repository: Repository,
  sweep: Sweep,
  range: ObjectRange,
  shallow: 'incomplete' | 'ignored',
): Reading {
  return {
    read: async () => {
      if (range.tips.length > 0) await repository.read(present(repository.objects(range), sweep), sweep);
      if (shallow === 'incomplete') await checkShallow(repository, sweep);
    },
    attribution: attributeToCommits(repository, sweep, () => repository.commits(range)),
  };
}

async function* present(objects: AsyncIterable<ListedObject>, sweep: Sweep): AsyncGenerator<Oid> {
  for await (const { oid, missing } of objects) {
    if (missing) sweep.missing(oid);
    else yield oid;
  }
}

/** Says so where a shallow clone's edge cuts what was read: its commits' parents are not here. */
export async function checkShallow(repository: Repository, sweep: Sweep): Promise<void> {
  const boundary = await repository.shallowBoundary();
  if (boundary.size === 0) return;
  for (const commit of sweep.commits) {
    if (boundary.has(commit)) sweep.skip({ reason: 'shallow-boundary', what: commit, incomplete: true });
  }
}
