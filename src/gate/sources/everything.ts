import type { Repository } from '../../git/repository.ts';
import { attributeToCommits } from '../attribute-to-commits.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { Attribution, Reading } from '../place.ts';
import type { PurgedWatch } from '../purged/purged-watch.ts';
import { readPurgedObjects } from '../purged/read-purged-objects.ts';
import type { Settings } from '../settings.ts';
import type { Sweep } from '../sweep.ts';
import { checkShallow } from './range.ts';

/** What everything is read with. */
export interface EverythingParts {
  readonly repository: Repository;
  readonly settings: Settings;
  readonly sweep: Sweep;
  readonly purgedWatch: PurgedWatch;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly engine: EngineOptions;
}

/** Reads every object of the repository, reachable or not: stashes, notes, old reflog entries, dangling blobs. */
export function readEverything(parts: EverythingParts): Reading {
  const { repository, sweep } = parts;
  let attribution: Attribution = attributeToCommits(repository, sweep, async () => sweep.commits);
  return {
    read: async () => {
      const found = await readPacked(parts);
      if (found) attribution = found;
      else await repository.readAll(sweep);
      await notePurged(parts);
      await checkShallow(repository, sweep);
      if (await repository.isPartial()) {
        sweep.skip({ reason: 'missing-object', what: 'what this partial clone has not fetched', incomplete: true });
      }
    },
    attribution: (claims) => attribution(claims),
  };
}

/** Says which purged objects the store has (again): until a purge is finished, and where the old history was fetched. */
async function notePurged({ repository, purgedWatch }: EverythingParts): Promise<void> {
  const purged = readPurgedObjects(await repository.commonDirectory());
  if (!purged) return;
  const { purgedInStore } = await import('../purged/purged-in-store.ts');
  for (const oid of purgedInStore(purged, await repository.objectFolders())) purgedWatch.meet(oid);
}

/** The fast way, straight from the packs. The user's rules and plugins look at whole objects, so they need the other. */
async function readPacked({
  repository,
  settings,
  sweep,
  deadline,
  engine,
}: EverythingParts): Promise<Attribution | undefined> {
  if (!settings.openSearcher) return undefined;
  const { readHistory } = await import('../history/read-history.ts');
  return readHistory({ repository, sweep, options: { ...engine, rules: settings.builtIn, deadline } });
}
