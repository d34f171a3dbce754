import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { fromBytes } from '../../report/path-text.ts';
import type { Refusal } from '../plan/purge-plan.ts';
import { backupPlace } from '../safety/backup-place.ts';
import { newPurgeId } from '../safety/journal.ts';
import type { NewOf } from '../safety/ref-changes.ts';
import { largeFiles } from '../safety/refusals/large-files.ts';
import { refuse } from '../safety/refuse.ts';
import { storedBytesOf } from '../steps/stored-bytes.ts';
import { openSubject, type Subject } from '../steps/subject.ts';
import type { HistoryMap } from './history-map.ts';
import { leftOutOf } from './left-out.ts';
import { noMap, readHistoryMap } from './read-history-map.ts';
import type { LeftOut, RejoinPlan, RejoinRequest } from './rejoin-types.ts';
import { NOT_FETCHED, type OwnRefs, sortOwn } from './sort-refs.ts';
import { type CloneSurvey, surveyClone } from './survey-clone.ts';

/** A plan, and what it was made from. */
export interface PlannedRejoin {
  readonly plan: RejoinPlan;
  readonly subject: Subject;
  readonly survey: CloneSurvey;
  /** What became of everything that refs and reflogs name. */
  readonly newOf: NewOf;
  /** Names of refs that go, in bytes. */
  readonly dropped: ReadonlySet<string>;
}

/** Looks at everything, and changes nothing. @throws UnleakError where nothing can be said at all */
export async function planAt({ cwd, maps, remote, onProgress }: RejoinRequest): Promise<PlannedRejoin> {
  if (maps.length === 0) throw noMap();
  const subject = await openSubject(cwd);
  checkSizes(subject);
  const map = readHistoryMap(maps, subject.layout.hashLength);
  onProgress?.('compare', 0, 0);
  const survey = await surveyClone(subject, map, remote);
  onProgress?.('rebuild', 0, 0);
  const own = sortOwn(subject.refs, map, survey.rebuilder);
  const isFetched = survey.tracking.refusals.every(({ code }) => code !== NOT_FETCHED);
  const stuck = [...own.stuck.map((each) => leftOutOf(each, survey)), ...stuckStashes(subject, survey)];
  // What can't be brought over today may well be after a fetch: nobody shall delete it for that.
  const leftOut = isFetched ? stuck : [];
  const rebuilt = survey.rebuilder.rebuilt.length;
  const signatures = survey.rebuilder.dropped.map(({ oid, kind, of }) => ({ oid, kind, of: fromBytes(of) }));
  const citations = survey.citations.updated;
  // What only reflogs name is rebuilt as well, and not worth telling.
  const newOf = newOfAll(survey, own);
  const refusals = [...(await refusalsBefore(subject, survey)), ...survey.tracking.refusals];
  const dropped = [...survey.tracking.dropped, ...own.dropped];
  const plan: RejoinPlan = {
    version: 1,
    repository: { name: subject.named.name, gitDirectory: subject.layout.commonDirectory },
    ...{ remote, rebuilt, leftOut, refusals },
    moved: own.moved.map((ref) => ({ ...ref, name: fromBytes(ref.name) })),
    dropped: dropped.map((ref) => ({ ...ref, name: fromBytes(ref.name) })),
    old: { commits: survey.old.commits.size, blobs: oldBlobs(survey).length },
    ...{ signatures, citations },
  };
  return { plan, subject, survey, newOf, dropped: new Set(dropped.map(({ name }) => name)) };
}

/** All reflogs are read for the survey already. @throws UnleakError */
function checkSizes(subject: Subject): void {
  const [refusal] = largeFiles(subject);
  if (refusal) throw new UnleakError('unsupported', refusal.message, refusal.wayOut);
}

/** Blobs that the purge took out, and that are here. */
export const oldBlobs = ({ old, objects }: CloneSurvey): Oid[] =>
  [...old.blobs.keys()].filter((oid) => objects.has(oid));

/** The newest entry is the ref itself, and told as such. */
function stuckStashes(subject: Subject, survey: CloneSurvey): LeftOut[] {
  const top = subject.refs.find(({ name }) => name === 'refs/stash')?.oid;
  return survey.stashes.flatMap((oid, index) => {
    const fate = survey.rebuilder.fate(oid);
    if (!('why' in fate) || oid === top) return [];
    return leftOutOf({ ref: { name: `stash@{${index}}`, oid }, stuck: fate }, survey);
  });
}

/** What can't be brought over stays as it is where a ref or the stash names it, and goes where only a reflog does. */
function newOfAll({ rebuilder, logged, stashes, map, objects }: CloneSurvey, { stuck }: OwnRefs): NewOf {
  const kept = new Set([...stuck.map(({ ref }) => ref.oid), ...stashes]);
  const fates = new Map(logged.map((oid) => [oid, rebuilder.fate(oid)]));
  return (oid) => {
    const fate = fates.get(oid);
    if (fate && 'to' in fate) return fate.to === oid ? undefined : fate.to;
    if (fate) return kept.has(oid) ? undefined : null;
    const to = map.newOf(oid);
    return to && !objects.has(to) ? null : to;
  };
}

async function refusalsBefore({ layout }: Subject, { map, old, objects }: CloneSurvey): Promise<Refusal[]> {
  const neededBytes = storedBytesOf(layout);
  const { unreadable } = objects.store;
  const general = await refuse({ layout, neededBytes, backup: backupPlace(layout, newPurgeId()), unreadable });
  return old.commits.size > 0 || isKnown(map, objects.has.bind(objects)) ? general : [...general, OTHER_MAP];
}

/** Whether anything of a map is in this repository. */
function isKnown(map: HistoryMap, has: (oid: Oid) => boolean): boolean {
  for (const [old, now] of map.all()) if (has(old) || (now !== null && has(now))) return true;
  return false;
}

const OTHER_MAP: Refusal = {
  code: 'other-map',
  message: 'No commit of this map is in this repository: it is the map of another one, or nothing was fetched since.',
  wayOut: 'Run `git fetch --prune`, and look whether it is the right map.',
};
