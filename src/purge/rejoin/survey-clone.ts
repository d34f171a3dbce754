import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Oid } from '../../domain/blob.ts';
import { readTips } from '../steps/read-tips.ts';
import type { Subject } from '../steps/subject.ts';
import { openStore } from '../steps/survey.ts';
import { BlobCarrier } from './carry-blob.ts';
import { TreeCarrier } from './carry-tree.ts';
import { FreshObjects } from './fresh-objects.ts';
import { gatherTexts } from './gather-texts.ts';
import type { HistoryMap } from './history-map.ts';
import { MapCitations } from './map-citations.ts';
import { type OldObjects, readOldObjects } from './old-objects.ts';
import { Published } from './published.ts';
import type { PurgedTexts } from './purged-texts.ts';
import { Rebuilder } from './rebuilder.ts';
import { sortTracking, type TrackingRefs } from './sort-refs.ts';
import { walkObjects } from './walk-objects.ts';

/** All that a clone tells of the purge, and what rebuilds its own commits. */
export interface CloneSurvey {
  readonly map: HistoryMap;
  readonly objects: FreshObjects;
  readonly old: OldObjects;
  readonly texts: PurgedTexts;
  readonly tracking: TrackingRefs;
  readonly citations: MapCitations;
  readonly rebuilder: Rebuilder;
  /** What reflogs name, and is here; the stash's entries by themselves, the newest first. */
  readonly logged: readonly Oid[];
  readonly stashes: readonly Oid[];
}

/** Looks at a clone; changes nothing. @throws UnleakError */
export async function surveyClone(subject: Subject, map: HistoryMap, remote: string): Promise<CloneSurvey> {
  const store = openStore(subject);
  const objects = new FreshObjects(store);
  const old = readOldObjects(map, objects);
  const published = new Published(map, objects);
  const tracking = sortTracking(subject.refs, remote, { map, objects, published });
  await keepWhatStays(subject, old, tracking);
  const texts = gatherTexts(old, objects);
  const blobs = new BlobCarrier(objects, texts, old.blobs);
  const trees = new TreeCarrier(objects, blobs);
  const citations = new MapCitations(map);
  const rebuilder = new Rebuilder({ map, objects, published, trees, blobs, texts, citations });
  const stashes = stashEntries(subject).filter((oid) => objects.has(oid));
  return { map, objects, old, texts, tracking, citations, rebuilder, logged: readTips(subject, store).all, stashes };
}

/** A file that was removed from one place may stand at another, or in a part of the history that was not touched. */
async function keepWhatStays({ layout }: Subject, { blobs }: OldObjects, { current }: TrackingRefs): Promise<void> {
  const gone = new Set([...blobs].filter(([, now]) => now === null).map(([oid]) => oid));
  if (gone.size === 0 || current.length === 0) return;
  const tips = current.map(({ oid }) => oid);
  for (const oid of (await walkObjects(layout.commonDirectory, tips, gone)).met) blobs.delete(oid);
}

/** The stash is its reflog: https://git-scm.com/docs/git-stash */
function stashEntries({ layout }: Subject): Oid[] {
  const file = join(layout.commonDirectory, 'logs', 'refs', 'stash');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'latin1').split('\n');
  return lines.flatMap((line) => /^\S+ ([0-9a-f]{40,64}) /.exec(line)?.[1] ?? []).reverse();
}
