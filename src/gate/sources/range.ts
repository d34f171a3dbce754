import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import type { ListedObject, ObjectRange, Repository } from '../../git/repository.ts';
import { attributeToCommits } from '../attribute-to-commits.ts';
import type { EngineOptions } from '../engine-options.ts';
import type { Reading } from '../place.ts';
import type { PurgedWatch } from '../purged/purged-watch.ts';
import { readPurgedObjects } from '../purged/read-purged-objects.ts';
import type { Settings } from '../settings.ts';
import type { Sweep } from '../sweep.ts';

/** What a range is read with. */
export interface RangeParts {
  readonly repository: Repository;
  readonly settings: Settings;
  readonly sweep: Sweep;
  readonly purgedWatch: PurgedWatch;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly engine: EngineOptions;
}

/** What is special about a range. */
export interface RangeKind {
  /**
   * What the edge of a shallow clone means: `incomplete` where commits behind it may belong to the range; `ignored` for a
   * push, which can only send what is here.
   */
  readonly shallow: 'incomplete' | 'ignored';
  /** On a server: what is pushed lies in a folder of its own until the hook has agreed. */
  readonly quarantined?: boolean;
}

/** Reads every object that a range brings: what the tips reach and the rest does not. */
export function readRange(parts: RangeParts, range: ObjectRange, { shallow, quarantined = false }: RangeKind): Reading {
  const { repository, sweep } = parts;
  return {
    read: async () => {
      const listed = range.tips.length > 0 ? present(await watched(parts, range), sweep) : [];
      if (quarantined) await readPushed(parts, listed);
      else await repository.read(listed, sweep);
      if (shallow === 'incomplete') await checkShallow(repository, sweep);
    },
    attribution: attributeToCommits(repository, sweep, () => repository.commits(range)),
  };
}

async function readPushed(parts: RangeParts, listing: AsyncIterable<Oid> | Iterable<Oid>): Promise<void> {
  const { repository, settings, sweep, deadline, engine } = parts;
  const listed = collect(listing);
  // Whatever fails meanwhile is reported first; nobody may find this failing alone.
  listed.catch(() => {});
  const [folder] = await repository.objectFolders();
  if (folder === undefined || !settings.openSearcher || !(await isLarge(folder)))
    return repository.read(await listed, sweep);
  const { readQuarantine } = await import('../history/read-quarantine.ts');
  const options = { ...engine, rules: settings.builtIn, deadline };
  await repository.read(await readQuarantine(folder, listed, { repository, settings, sweep, options }), sweep);
}

async function collect(listing: AsyncIterable<Oid> | Iterable<Oid>): Promise<Oid[]> {
  const oids: Oid[] = [];
  for await (const oid of listing) oids.push(oid);
  return oids;
}

// Less is sooner read through git than a thread is started.
const WORTH_A_THREAD = 1024 * 1024;

/** Whether there is a pack in a folder of objects that is worth a thread. */
async function isLarge(folder: string): Promise<boolean> {
  const pack = join(folder, 'pack');
  const names = await readdir(pack).catch(() => []);
  const sizes = names.filter((name) => name.endsWith('.pack')).map(async (name) => (await stat(join(pack, name))).size);
  return (await Promise.all(sizes)).some((size) => size > WORTH_A_THREAD);
}

/** What the range lists, held against the list of purged objects where there is one. */
async function watched(
  { repository, purgedWatch }: RangeParts,
  range: ObjectRange,
): Promise<AsyncIterable<ListedObject>> {
  const purged = readPurgedObjects(await repository.commonDirectory());
  const objects = repository.objects(range);
  return purged ? purgedWatch.over(objects, purged) : objects;
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
