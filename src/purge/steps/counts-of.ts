import type { Oid } from '../../domain/blob.ts';
import type { PurgeCounts } from '../plan/purge-plan.ts';
import type { DryRun } from '../rewrite/request.ts';
import type { PurgeTargets } from '../targets.ts';
import { NOTHING_FOUND, type Survey } from './survey.ts';

interface CountsParts {
  readonly targets: PurgeTargets;
  readonly dry: DryRun;
  /** Absent: nobody has searched. */
  readonly survey: Survey | undefined;
  /** Blobs that go by their paths. */
  readonly gone: ReadonlySet<Oid> | undefined;
  /** Refs that change. */
  readonly refs: number;
}

/** How much a purge touches. Of what stands in objects, those count that no ref reaches, too. */
export function countsOf(parts: CountsParts): PurgeCounts {
  const { targets, dry, survey, refs } = parts;
  const { commits, tags, trees } = survey?.found ?? NOTHING_FOUND;
  return {
    secrets: targets.texts.length + targets.patterns.length,
    blobs: blobsOf(parts),
    paths: new Set(dry.paths.map(({ path }) => path)).size,
    ...{ trees: dry.trees, commits: dry.commits, allCommits: dry.commits + dry.kept, tags: dry.tags, refs },
    ...(commits.length > 0 && { messages: commits.length }),
    ...(tags.length > 0 && { tagMessages: tags.length }),
    ...(trees.length > 0 && { names: trees.length }),
  };
}

function blobsOf({ targets, dry, survey, gone }: CountsParts): number {
  const found = new Set(survey?.found.blobs);
  const byPath = [...(gone ?? [])].filter((oid) => !found.has(oid));
  return Math.max(dry.blobs, found.size + targets.blobs.size) + byPath.length;
}
