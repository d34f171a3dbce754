import type { Oid } from '../../domain/blob.ts';
import { DEFAULT_MEMORY } from '../../gate/history/limits.ts';
import { Crew, chooseThreads } from '../../gate/history/threads.ts';
import type { StartThread } from '../../git/pack/write/entry-thread.ts';
import { PackWriter } from '../../git/pack/write/pack-writer.ts';
import { Core } from '../../wasm/core.ts';
import type { Proof } from '../prove/proof.ts';
import type { PurgeRequest } from '../purge-types.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { rewriteSummary } from '../receipt/rewrite-summary.ts';
import { writeReceipt } from '../receipt/write-receipt.ts';
import type { Rewritten } from '../rewrite/request.ts';
import { rewrite } from '../rewrite/rewrite.ts';
import { type Backup, makeBackup } from '../safety/backup.ts';
import { backupPlace } from '../safety/backup-place.ts';
import { carryOut } from '../safety/carry-out.ts';
import { Journal, newPurgeId } from '../safety/journal.ts';
import { prepareMove } from '../safety/move-plan.ts';
import { undo } from '../safety/undo.ts';
import { block, blockedOf, keepBlocked } from './block-list.ts';
import { checkTips } from './check-tips.ts';
import { checkWritten } from './check-written.ts';
import { goneWithPaths } from './gone-with-paths.ts';
import { locked } from './locked.ts';
import { type Planned, rewriteParts } from './plan-purge.ts';
import { proveNow } from './prove-now.ts';
import { mapsOf, receiptOf, summaryOf } from './receipt-of.ts';
import { checkReached, stillReached } from './still-reached.ts';
import { objectFolderOf } from './subject.ts';
import { openStore, type Survey } from './survey.ts';
import { keepTargets } from './targets-check.ts';

/** What is planned, with nothing that speaks against it. */
export interface Agreed extends Planned {
  readonly survey: Survey;
  readonly request: PurgeRequest;
}

/**
 * Does what was planned: backup, new objects, refs and all that hangs on them, proof. Until the refs move, whatever fails leaves
 * the repository as it was.
 * @throws UnleakError
 */
export function applyAgreed(agreed: Agreed): Promise<Receipt> {
  return locked(agreed.subject.layout, async () => {
    const { request, plan } = agreed;
    const crew = new Crew(Math.min(1, chooseThreads(request.threads, plan.counts.allCommits > WORTH_A_WORKER) - 1));
    try {
      return await apply(agreed, crew);
    } finally {
      crew.stop();
    }
  });
}

// A worker takes as long to start as a thread takes to read or write so many commits.
const WORTH_A_WORKER = 10_000;

async function apply(agreed: Agreed, crew: Crew): Promise<Receipt> {
  const { subject, survey, request } = agreed;
  const { layout } = subject;
  const begun = Date.now();
  const id = newPurgeId();
  const journal = Journal.begin(layout.commonDirectory, id, backupPlace(layout, id));
  const { receipt, reached, tips } = await written(agreed, crew, journal, begun).catch(async (error: unknown) => {
    // Nothing has moved: what was written goes, and the backup too.
    await undo(layout, journal);
    throw error;
  });
  const kept = await carryOut(layout, journal);
  const searched = await proveNow(subject, survey.cleaner, request, {
    allowed: allowedOf(agreed),
    known: { stamps: survey.searched, found: survey.found },
  });
  const proof = withReached(searched, await stillReached(subject, reached, tips));
  block(layout, journal.folder, receipt);
  if (proof.clean) journal.add('proven');
  const proven = { ...receipt, milliseconds: Date.now() - begun, proof: summaryOf(proof, request.targets, kept) };
  rewriteSummary(proven);
  return proven;
}

/** An old object that something still leads to would not go with the others. */
const withReached = (proof: Proof, oids: readonly Oid[]): Proof =>
  oids.length === 0
    ? proof
    : { ...proof, clean: false, holders: { ...proof.holders, blobs: [...proof.holders.blobs, ...oids] } };

/** Everything before a ref moves. */
async function written(agreed: Agreed, crew: Crew, journal: Journal, begun: number) {
  const { subject, survey, request, plan } = agreed;
  const { layout } = subject;
  request.onProgress?.('back up', 0, 0);
  const backup = await makeBackup(layout, journal.backup);
  journal.add('backed-up');
  const rewritten = writeObjects(agreed, crew);
  const checked = await checkWritten(layout, subject.refs, rewritten.map);
  // Git works meanwhile.
  const store = openStore(subject);
  checkTips(subject, store, survey, rewritten);
  const reached = { store, survey, crew, memory: request.maxMemory ?? DEFAULT_MEMORY };
  const tips = await checkReached(reached, rewritten);
  const gone = await goneWithPaths(subject, survey, rewritten);
  const parts = {
    subject,
    survey,
    rewritten,
    gone,
    plan,
    targets: request.targets,
    backup: noteOf(backup),
    folder: journal.folder,
    begun,
  };
  const receipt = await receiptOf(parts);
  await backup.verified();
  await checked();
  writeReceipt(receipt, mapsOf(parts));
  keepTargets(journal.folder, request.targets);
  keepBlocked(journal.folder, blockedOf(survey, rewritten, gone));
  const clean = (bytes: Buffer): Buffer | undefined => survey.cleaner.clean(bytes, 'message')?.bytes;
  const newOf = (oid: Oid) => rewritten.map.getHex(oid);
  await prepareMove({ layout, journal, refs: subject.refs, newOf, clean });
  return { receipt, reached, tips };
}

const noteOf = ({ folder, bytes }: Backup) => ({ folder, bytes });

function writeObjects({ subject, survey, request, plan: { counts }, read }: Agreed, crew: Crew): Rewritten {
  const { layout } = subject;
  const isShared = crew.size > 0 && counts.commits + counts.trees > WORTH_A_WORKER;
  const start: StartThread = (setup, ports) => crew.hand({ kind: 'write', setup }, ports);
  const writer = PackWriter.open(objectFolderOf(layout), layout.hashLength, isShared ? start : undefined);
  try {
    const rewritten = rewrite(
      {
        ...rewriteParts(survey),
        ...{ core: new Core(), writer, replaceRefs: survey.tips.replaceRefs },
        ...{ pruneEmpty: request.pruneEmpty, onProgress: request.onProgress },
      },
      read,
    );
    writer.finish();
    return rewritten;
  } catch (error) {
    writer.abort();
    throw error;
  }
}

/** Old objects that stay until the purge is finished. */
const allowedOf = ({ survey: { found, remove } }: Agreed): ReadonlySet<Oid> =>
  new Set([...found.blobs, ...found.commits, ...found.tags, ...found.trees, ...remove.blobs]);
