import type { Oid } from '../../domain/blob.ts';
import { UnleakError } from '../../domain/unleak-error.ts';
import { PackWriter } from '../../git/pack/write/pack-writer.ts';
import { fromBytes } from '../../report/path-text.ts';
import { makeBackup } from '../safety/backup.ts';
import { backupPlace } from '../safety/backup-place.ts';
import { carryOut } from '../safety/carry-out.ts';
import { Journal, newPurgeId } from '../safety/journal.ts';
import { prepareMove } from '../safety/move-plan.ts';
import { PurgeLock } from '../safety/purge-lock.ts';
import type { KeptFile } from '../safety/refresh-worktree.ts';
import { undo } from '../safety/undo.ts';
import { block, keepBlocked } from '../steps/block-list.ts';
import { objectFolderOf } from '../steps/subject.ts';
import { earlierBackups, keepOld, readOld, writeResult } from './kept-result.ts';
import { oldBlobs, type PlannedRejoin } from './plan-rejoin.ts';
import { proveLeft } from './prove-left.ts';
import type { RejoinResult } from './rejoin-types.ts';
import { walkObjects } from './walk-objects.ts';

/**
 * Does what was planned: backup, new objects, refs and all that hangs on them, proof. Until the refs move, whatever fails leaves
 * the clone as it was.
 * @throws UnleakError
 */
export async function applyPlanned(planned: PlannedRejoin): Promise<RejoinResult> {
  const { layout } = planned.subject;
  const lock = PurgeLock.take(layout.commonDirectory);
  try {
    const earlier = earlierBackups(layout);
    const id = newPurgeId();
    const journal = Journal.begin(layout.commonDirectory, id, backupPlace(layout, id));
    await prepared(planned, journal, earlier).catch(async (error: unknown) => {
      // Nothing has moved: what was written goes, and the backup too.
      await undo(layout, journal);
      throw error;
    });
    return await proven(planned, journal, await carryOut(layout, journal));
  } finally {
    lock.release();
  }
}

/** Everything before a ref moves. */
async function prepared(planned: PlannedRejoin, journal: Journal, earlier: readonly string[]): Promise<void> {
  const { subject, survey, newOf, dropped, plan } = planned;
  const { layout } = subject;
  const backup = await makeBackup(layout, journal.backup);
  await backup.verified();
  journal.add('backed-up');
  writeObjects(planned);
  const blobs = oldBlobs(survey);
  const old = new Set([...survey.old.commits, ...survey.old.tags, ...blobs]);
  await checkCarried(planned, old);
  keepOld(journal.folder, old);
  keepBlocked(journal.folder, [...survey.old.first, ...survey.old.tags, ...blobs]);
  writeResult({
    ...{ ...plan, state: 'applied', folder: journal.folder, backup: journal.backup, earlier },
    proof: { clean: false, objects: 0, left: [], kept: [] },
  });
  const clean = (bytes: Buffer): Buffer | undefined => survey.texts.clean(bytes, 'message')?.bytes;
  await prepareMove({ layout, journal, refs: subject.refs, newOf, dropped, clean });
}

function writeObjects({ subject: { layout }, survey: { objects } }: PlannedRejoin): void {
  const writer = PackWriter.open(objectFolderOf(layout), layout.hashLength);
  try {
    for (const { type, bytes } of objects.fresh()) writer.add(type, bytes);
    writer.finish();
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** Walks over all that refs will name: no old object may come along. */
async function checkCarried({ subject, newOf, dropped }: PlannedRejoin, old: ReadonlySet<Oid>): Promise<void> {
  const tips = subject.refs
    .filter(({ name, symbolic }) => symbolic === undefined && !dropped.has(name))
    .flatMap(({ oid }) => newOf(oid) ?? []);
  const { met } = await walkObjects(subject.layout.commonDirectory, [...new Set(tips)], old);
  if (met.size > 0) throw carriedAlong([...met][0]!);
}

const carriedAlong = (oid: Oid): UnleakError =>
  new UnleakError(
    'unsupported',
    `The rebuilt commits would bring the old object ${oid} along, so nothing was moved.`,
    'Please report this with `unleak --version`. A fresh clone, and `git format-patch` of your own commits, is the way around it.',
  );

async function proven(planned: PlannedRejoin, journal: Journal, kept: readonly KeptFile[]): Promise<RejoinResult> {
  const { layout } = planned.subject;
  const left = await proveLeft(layout, readOld(journal.folder));
  const files = kept.map(({ path, why }) => `${fromBytes(path)}: ${why}`);
  const proof = { ...left, clean: left.clean && files.length === 0, kept: files };
  if (left.clean) {
    block(layout, journal.folder, { begun: new Date().toISOString() });
    journal.add('proven');
  }
  const earlier = earlierBackups(layout).filter((folder) => folder !== journal.backup);
  const result: RejoinResult = {
    ...{ ...planned.plan, state: 'applied', folder: journal.folder, backup: journal.backup, earlier },
    proof,
  };
  writeResult(result);
  return result;
}
