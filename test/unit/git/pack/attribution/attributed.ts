import { join } from 'node:path';
import type { Attribution, AttributionRequest } from '../../../../../src/git/pack/attribution/attribution.ts';
import { Attributor } from '../../../../../src/git/pack/attribution/attributor.ts';
import type { ReadingJob } from '../../../../../src/git/pack/attribution/reading-job.ts';
import { ReadingThread } from '../../../../../src/git/pack/attribution/reading-thread.ts';
import { ObjectReader } from '../../../../../src/git/pack/object-reader.ts';
import { type ObjectStore, openObjectStore } from '../../../../../src/git/pack/object-store.ts';
import { Core } from '../../../../../src/wasm/core.ts';
import type { TestRepository } from '../../../../support/sandbox.ts';
import type { Dice } from './awkward-history.ts';
import { tipsOf } from './oracle.ts';

/** The folder of objects of a bare repository or of one with a work tree. */
export const objectsOf = (repo: TestRepository): string => join(repo.git('rev-parse', '--absolute-git-dir'), 'objects');

/** Attributes blobs; without other wishes all refs and HEAD are tips. */
export function attributed(
  repo: TestRepository,
  flagged: readonly string[],
  request: Partial<AttributionRequest> = {},
): Attribution {
  return attributeIn(openObjectStore([objectsOf(repo)]), { flagged, tips: tipsOf(repo), ...request });
}

/** The same, alone. */
export function attributeIn(store: ObjectStore, request: AttributionRequest): Attribution {
  const objects = new ObjectReader(new Core(), store);
  try {
    const attributor = new Attributor(objects, store, request);
    attributor.read();
    return attributor.attribute();
  } finally {
    objects.close();
  }
}

/**
 * The same by several threads' tables: of each delta tree the dice say who reads it.
 * @param lost how many of them never tell what they read
 */
export function attributeDealt(
  store: ObjectStore,
  request: AttributionRequest,
  { hands, dice, lost = 0 }: { readonly hands: number; readonly dice: Dice; readonly lost?: number },
): Attribution {
  const objects = new ObjectReader(new Core(), store);
  try {
    const attributor = new Attributor(objects, store, request);
    const [own, ...others] = deal(attributor.job, hands, dice);
    Object.assign(attributor.job, own);
    attributor.read();
    for (const job of others.slice(lost)) {
      const thread = new ReadingThread(job);
      thread.run();
      attributor.adopt(thread.part());
    }
    return attributor.attribute();
  } finally {
    objects.close();
  }
}

/** Shares of a job, one for each hand, some of them maybe empty. */
function deal(job: ReadingJob, hands: number, dice: Dice): ReadingJob[] {
  const turns = job.packs.map(({ plan }) => Array.from(plan.roots, () => dice.roll(hands)));
  return Array.from({ length: hands }, (_, hand) => ({
    ...job,
    packs: job.packs.map((reading, i) => {
      const roots = reading.plan.roots.filter((_, root) => turns[i]![root] === hand);
      const plan = { ...reading.plan, roots, cuts: Uint32Array.of(0, roots.length) };
      return { ...reading, plan, taken: new Int32Array(1) };
    }),
  }));
}

/** "commit path blob" of each introduction. */
export const linesOf = ({ introductions }: Attribution): string[] =>
  introductions.map(({ commit, path, blob }) => `${commit} ${path} ${blob}`).sort();

/** "commit path blob: before" of each introduction. */
export const linesWithBefore = ({ introductions }: Attribution): string[] =>
  introductions.map(({ commit, path, blob, before }) => `${commit} ${path} ${blob}: ${before}`).sort();
