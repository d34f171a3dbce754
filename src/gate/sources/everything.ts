import type { Repository } from '../../git/repository.ts';
import { attributeToCommits } from '../attribute-to-commits.ts';
import type { Reading } from '../place.ts';
import type { Sweep } from '../sweep.ts';
import { checkShallow } from './range.ts';

/** Reads every object of the repository, reachable or not: stashes, notes, old reflog entries, dangling blobs. */
export function readEverything(repository: Repository, sweep: Sweep): Reading {
  return {
    read: async () => {
      await repository.readAll(sweep);
      await checkShallow(repository, sweep);
      if (await repository.isPartial()) {
        sweep.skip({ reason: 'missing-object', what: 'what this partial clone has not fetched', incomplete: true });
      }
    },
    attribution: attributeToCommits(repository, sweep, async () => sweep.commits),
  };
}
